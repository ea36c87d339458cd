package io.github.mqtttopicexporter.prometheus;

import org.apache.camel.spi.Metadata;

/** The headers that a {@code prometheus:} endpoint reads. */
public final class PrometheusConstants {

  @Metadata(
      label = "producer",
      description = "The topic of the message, for labels and for deletions",
      javaType = "String")
  public static final String TOPIC = "CamelMqttTopic";

  @Metadata(
      label = "producer",
      description = "Whether the broker had stored the message before the subscription",
      javaType = "Boolean")
  public static final String RETAINED = "CamelMqttRetained";

  @Metadata(
      label = "producer",
      description = "When the message was published, in milliseconds since the epoch",
      javaType = "Long")
  public static final String TIMESTAMP = "CamelMessageTimestamp";

  private PrometheusConstants() {}
}
