package io.github.mqtttopicexporter.integration;

import static io.github.mqtttopicexporter.testing.Patience.await;

import io.github.mqtttopicexporter.mistakes.Mistake;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Files that cannot be read for a while. */
class UnreadableFilesTest {

  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final Reload reload = new Reload(List.of(), this::read, files -> List.of());
  private volatile boolean readable = true;

  @BeforeEach
  void register() {
    reload.register(registry);
  }

  @AfterEach
  void stop() {
    reload.close();
  }

  private List<RouteFile> read() {
    if (!readable) {
      throw new Mistake("--routes", "expected route files, found none");
    }
    return List.of();
  }

  private boolean isSuccessful() {
    return registry.get("mqtt.exporter.config.last.reload.successful").gauge().value() == 1;
  }

  @Test
  void filesThatWereUnreadableOnRequestAreTakenUpOnceTheyAreReadable() {
    readable = false;
    reload.reload();
    await().until(() -> !isSuccessful());
    readable = true;
    reload.watch();
    await().until(this::isSuccessful);
  }
}
