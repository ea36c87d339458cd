package io.github.mqtttopicexporter.mqtt;

import io.github.mqtttopicexporter.values.BrokerUrl;
import java.time.Duration;

/**
 * What the endpoints of both versions of MQTT have in common. Components that share one tell an
 * outage of a broker once between them.
 *
 * @param server the broker of the endpoints that name none of their own
 * @param qos the quality of service of the endpoints that ask for none of their own
 * @param clientIdPrefix what client ids begin with, where an endpoint has none of its own
 * @param maxBackoff the longest pause between two attempts to connect
 * @param maxPacketSize the largest packet that is received, in bytes
 * @param offline whether routes run without a broker: consumers never connect and have what {@link
 *     OfflineMessages} hands them, producers drop what they are to publish
 * @param outages what was told of outages
 */
public record MqttSettings(
    BrokerUrl server,
    int qos,
    String clientIdPrefix,
    Duration maxBackoff,
    int maxPacketSize,
    boolean offline,
    OutageLog outages) {}
