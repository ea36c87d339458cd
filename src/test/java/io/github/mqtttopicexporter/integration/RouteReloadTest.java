package io.github.mqtttopicexporter.integration;

import static io.github.mqtttopicexporter.testing.Patience.await;

import io.github.mqtttopicexporter.mistakes.Mistake;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When it is tried, apart from what the routes are: there are none. */
class RouteReloadTest {

  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final LoadedRoutes routes = new LoadedRoutes(new DefaultCamelContext(), List.of());
  private final RouteReload reload =
      new RouteReload(this::read, new RouteCheck(files -> {}), () -> routes);
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
