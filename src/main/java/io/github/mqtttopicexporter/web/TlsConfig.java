package io.github.mqtttopicexporter.web;

import io.github.mqtttopicexporter.mistakes.Mistake;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How connections are encrypted.
 *
 * @param clientCa trusted with the certificates of clients; empty for all that Java trusts
 * @param allowedSans one of which the certificate of a client must have; empty for any
 * @param protocols by the names that Java has
 * @param ciphers by the names that Java has, the preferred ones first
 * @param isOwnOrder whether the server and not the client prefers a cipher
 * @param curves by the names that Java has; empty for those that Java prefers
 */
record TlsConfig(
    Pem cert,
    Pem key,
    Optional<Pem> clientCa,
    ClientAuthType clientAuth,
    Optional<List<String>> allowedSans,
    List<String> protocols,
    Set<String> ciphers,
    boolean isOwnOrder,
    List<String> curves) {

  static final Set<String> KEYS =
      Set.of(
          "cert",
          "cert_file",
          "key",
          "key_file",
          "client_ca",
          "client_ca_file",
          "client_auth_type",
          "client_allowed_sans",
          "min_version",
          "max_version",
          "cipher_suites",
          "prefer_server_cipher_suites",
          "curve_preferences");

  /** Those that Go holds to be secure, the preferred ones first. */
  private static final List<String> CIPHERS =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
          "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
          "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
          "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA");

  /** As in Go, where those of TLS 1.3 cannot be chosen. */
  private static final List<String> TLS13_CIPHERS = CIPHERS.subList(0, 3);

  private static final List<String> HTTP2_CIPHERS = CIPHERS.subList(3, 5);

  private static final Map<String, String> CURVES =
      Map.of(
          "CurveP256", "secp256r1",
          "CurveP384", "secp384r1",
          "CurveP521", "secp521r1",
          "X25519", "x25519");

  /** Empty if nothing is given that would encrypt. */
  static Optional<TlsConfig> of(YamlMapping given, Path file, boolean isHttp2) {
    List<String> protocols = protocols(given);
    Set<String> ciphers = ciphers(given, isHttp2 && protocols.contains("TLSv1.2"));
    List<String> curves =
        given.list("curve_preferences").orElse(List.of()).stream()
            .map(curve -> CURVES.get(curve.oneOf(CURVES.keySet().stream().sorted().toList())))
            .toList();
    boolean isOwnOrder = given.flag("prefer_server_cipher_suites", true);
    Optional<List<String>> allowedSans =
        given.list("client_allowed_sans").map(sans -> sans.stream().map(YamlText::text).toList());
    Optional<Pem> cert = Pem.of(given, "cert", file);
    Optional<Pem> key = Pem.of(given, "key", file);
    Optional<Pem> clientCa = Pem.of(given, "client_ca", file);
    Optional<YamlText> clientAuth =
        given.text("client_auth_type").filter(type -> !type.text().isEmpty());
    if (cert.or(() -> key).or(() -> clientCa).isEmpty() && clientAuth.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new TlsConfig(
            cert.orElseThrow(() -> missing(given, "cert")),
            key.orElseThrow(() -> missing(given, "key")),
            clientCa,
            clientAuth.map(ClientAuthType::of).orElse(ClientAuthType.NoClientCert),
            allowedSans,
            protocols,
            ciphers,
            isOwnOrder,
            curves));
  }

  private static Mistake missing(YamlMapping given, String key) {
    return given.mistake(
        "expected %1$s or %1$s_file in tls_server_config, found neither".formatted(key));
  }

  /** Java has TLS 1.0 and 1.1 disabled. */
  private static List<String> protocols(YamlMapping given) {
    boolean from13 =
        given
            .text("min_version")
            .map(version -> version.oneOf(List.of("TLS10", "TLS11", "TLS12", "TLS13")))
            .filter("TLS13"::equals)
            .isPresent();
    boolean to12 =
        given
            .text("max_version")
            .map(version -> version.oneOf(from13 ? List.of("TLS13") : List.of("TLS12", "TLS13")))
            .filter("TLS12"::equals)
            .isPresent();
    return from13 ? List.of("TLSv1.3") : to12 ? List.of("TLSv1.2") : List.of("TLSv1.3", "TLSv1.2");
  }

  private static Set<String> ciphers(YamlMapping given, boolean isHttp2) {
    List<YamlText> chosen = given.list("cipher_suites").orElse(List.of());
    if (chosen.isEmpty()) {
      return new LinkedHashSet<>(CIPHERS);
    }
    Set<String> ciphers = new LinkedHashSet<>(TLS13_CIPHERS);
    for (YamlText cipher : chosen) {
      if (!CIPHERS.contains(cipher.text())) {
        throw cipher.mistake(
            "expected a cipher suite that Go holds to be secure, found \"%s\""
                .formatted(cipher.text()));
      }
      ciphers.add(cipher.text());
    }
    if (isHttp2 && Collections.disjoint(ciphers, HTTP2_CIPHERS)) {
      throw chosen
          .get(0)
          .mistake(
              "expected %s, which HTTP/2 requires, or http2: false, found neither"
                  .formatted(String.join(" or ", HTTP2_CIPHERS)));
    }
    return ciphers;
  }
}
