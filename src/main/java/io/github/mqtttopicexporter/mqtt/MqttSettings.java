package io.github.mqtttopicexporter.mqtt;

import io.github.mqtttopicexporter.credentials.PasswordFile;
import io.github.mqtttopicexporter.credentials.TlsFiles;
import io.github.mqtttopicexporter.values.BrokerUrl;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the endpoints of both versions of MQTT have in common.
 *
 * @param server the broker of the endpoints that name none of their own; null if a {@link Feed} has
 *     their messages
 * @param passwordFile the password of the user of that broker, if the broker has none
 * @param tls for all brokers
 * @param qos the quality of service of the endpoints that ask for none of their own
 * @param clientIdPrefix what client ids begin with, where an endpoint has none of its own
 * @param maxBackoff the longest pause between two attempts to connect
 * @param maxPacketSize the largest packet that is received, in bytes
 * @param subscriptions those of the consumers
 */
public record MqttSettings(
    @Nullable BrokerUrl server,
    Optional<PasswordFile> passwordFile,
    TlsFiles tls,
    int qos,
    String clientIdPrefix,
    Duration maxBackoff,
    int maxPacketSize,
    Subscriptions subscriptions) {}
