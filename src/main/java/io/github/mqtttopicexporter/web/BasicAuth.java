package io.github.mqtttopicexporter.web;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.BCrypt.Version;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether the user and the password of a request are known. A password is compared on a
 * thread of its own, one at a time, and the last results are kept. For one event loop.
 */
final class BasicAuth {

  private static final int MAX_RESULTS = 100;

  /** Compared where there is no such user, so that the time does not tell. */
  private static final String NOBODY =
      "$2y$10$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi";

  private record Attempt(String user, String hash, String password) {}

  private final WorkerExecutor bcrypt;

  /** The least recently used first. */
  private final Map<Attempt, Future<Boolean>> results =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Attempt, Future<Boolean>> eldest) {
          return size() > MAX_RESULTS;
        }
      };

  BasicAuth(Vertx vertx) {
    bcrypt = vertx.createSharedWorkerExecutor("bcrypt", 1);
  }

  /**
   * Checks a request.
   *
   * @param users the hash of the password of each
   * @param authorization the header of the request; null if it has none
   */
  Future<Boolean> isKnown(Map<String, String> users, @Nullable String authorization) {
    String[] given = credentials(authorization).split(":", 2);
    if (given.length < 2) {
      return Future.succeededFuture(false);
    }
    String hash = users.get(given[0]);
    Attempt attempt = new Attempt(given[0], hash == null ? NOBODY : hash, given[1]);
    return results
        .computeIfAbsent(attempt, any -> bcrypt.executeBlocking(() -> isRight(attempt), false))
        .map(isRight -> isRight && hash != null);
  }

  /** User and password with a colon between them; empty if there are none. */
  private static String credentials(@Nullable String authorization) {
    if (authorization == null || !authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
      return "";
    }
    try {
      return new String(
          Base64.getDecoder().decode(authorization.substring(6)), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private static boolean isRight(Attempt attempt) {
    return BCrypt.verifyer(
            Version.VERSION_2Y, LongPasswordStrategies.truncate(Version.VERSION_2Y)) // as in Go
        .verify(
            attempt.password().getBytes(StandardCharsets.UTF_8),
            attempt.hash().getBytes(StandardCharsets.US_ASCII))
        .verified;
  }
}
