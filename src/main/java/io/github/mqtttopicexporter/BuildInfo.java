package io.github.mqtttopicexporter;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** What was built, from which commit; unknown where the sources were no Git checkout. */
record BuildInfo(String version, String revision, String branch) {

  static BuildInfo load() {
    Properties build = new Properties();
    try (InputStream in = BuildInfo.class.getResourceAsStream("/build.properties")) {
      if (in != null) {
        build.load(in);
      }
    } catch (IOException e) {
      throw new IllegalStateException("cannot read build.properties of the jar", e);
    }
    return new BuildInfo(
        known(build.getProperty("version")),
        known(build.getProperty("revision")),
        known(build.getProperty("branch")));
  }

  /** Outside a Git checkout the build leaves a placeholder as it is. */
  private static String known(@Nullable String value) {
    return value == null || value.startsWith("${") ? "unknown" : value;
  }

  void register(MeterRegistry registry) {
    Gauge.builder("mqtt.exporter.build.info", () -> 1)
        .description("What mqtt-topic-exporter was built from, and runs on")
        .tag("version", version)
        .tag("revision", revision)
        .tag("branch", branch)
        .tag("javaversion", Runtime.version().toString())
        .register(registry);
  }

  @Override
  public String toString() {
    return "mqtt-topic-exporter %s (revision %s, branch %s, Java %s)"
        .formatted(version, revision, branch, Runtime.version());
  }
}
