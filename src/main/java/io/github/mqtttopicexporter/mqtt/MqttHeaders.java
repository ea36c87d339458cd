package io.github.mqtttopicexporter.mqtt;

/** What a message of {@code paho:} or {@code paho-mqtt5:} carries beside the headers of Camel. */
public final class MqttHeaders {

  /** Whether the broker had kept the message for those who subscribe later (Boolean). */
  public static final String RETAINED = "CamelMqttRetained";

  private MqttHeaders() {}
}
