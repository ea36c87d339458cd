package io.github.mqtttopicexporter.mqtt;

import com.hivemq.client.mqtt.MqttVersion;
import com.hivemq.client.mqtt.exceptions.ConnectionClosedException;
import com.hivemq.client.mqtt.lifecycle.MqttDisconnectSource;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3DisconnectException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5Disconnect;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAckReasonCode;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.NotSslRecordException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Why there is no subscription.
 *
 * @param reason in a few words
 */
record Outage(Kind kind, String reason) {

  enum Kind {
    /** There is no connection, or not any more. */
    AWAY,
    /** The broker answers, and lets nobody in with these credentials. */
    LOGIN_REFUSED,
    /** The broker refuses this one filter. */
    FILTER_REFUSED,
    /** A message was larger than the limit, and ended the connection. */
    PACKET_TOO_LARGE;

    /** The reason in a metric. */
    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static final Outage CONNECTION_CLOSED = away("the broker closed the connection");
  static final Outage NO_ANSWER = away("no answer in time");

  private static final String DECODING = "Exception while decoding ";

  private static Outage away(String reason) {
    return new Outage(Kind.AWAY, reason);
  }

  /** Those that it strikes: all routes with this broker, or only those with this filter too. */
  String scope(String broker, String filter) {
    return switch (kind) {
      case AWAY -> broker;
      case LOGIN_REFUSED -> broker + " " + reason;
      case FILTER_REFUSED, PACKET_TOO_LARGE -> broker + " " + filter;
    };
  }

  /** An attempt that has failed before there was a client. */
  static Outage of(Throwable error) {
    return away(words(error));
  }

  /** A connection that did not come about, or has ended. */
  static Outage of(MqttVersion version, MqttDisconnectSource source, Throwable error) {
    if (error instanceof Mqtt5ConnAckException refused) {
      return ofConnect(version, refused.getMqttMessage());
    }
    if (error instanceof Mqtt5DisconnectException said && source == MqttDisconnectSource.SERVER) {
      Mqtt5Disconnect message = said.getMqttMessage();
      return away(
          CONNECTION_CLOSED.reason
              + ": "
              + words(message.getReasonCode())
              + text(message.getReasonString()));
    }
    if (error instanceof Mqtt5DisconnectException || error instanceof Mqtt3DisconnectException) {
      return isTimeout(error) ? NO_ANSWER : ofFault(version, String.valueOf(error.getMessage()));
    }
    if (error instanceof ConnectionClosedException && error.getCause() == null) {
      return isTimeout(error) ? NO_ANSWER : CONNECTION_CLOSED;
    }
    return of(error);
  }

  private static boolean isTimeout(Throwable error) {
    return String.valueOf(error.getMessage()).contains("Timeout while waiting");
  }

  private static Outage ofConnect(MqttVersion version, Mqtt5ConnAck answer) {
    String why =
        switch (answer.getReasonCode()) {
          case BAD_USER_NAME_OR_PASSWORD -> "the broker refused the user name or password";
          case UNSUPPORTED_PROTOCOL_VERSION -> doesNotSpeak(version);
          default -> "the broker refused: " + words(answer.getReasonCode());
        };
    return new Outage(Kind.LOGIN_REFUSED, why + text(answer.getReasonString()));
  }

  private static String doesNotSpeak(MqttVersion version) {
    return "the broker does not speak MQTT " + (version == MqttVersion.MQTT_5_0 ? "5" : "3.1.1");
  }

  /** The client has ended the connection, for what the broker has sent or not; it has no codes. */
  private static Outage ofFault(MqttVersion version, String what) {
    if (what.contains(DECODING + "CONNACK")) {
      return away(doesNotSpeak(version));
    }
    if (what.contains("exceeded maximum packet size")) {
      return new Outage(Kind.PACKET_TOO_LARGE, "a message is larger than --mqtt.max-packet-size");
    }
    return away("the broker broke the rules of MQTT: " + what.replace(DECODING, ""));
  }

  /** A subscription that was not granted. */
  static Outage ofSubscribe(Throwable error) {
    if (!(error instanceof Mqtt5SubAckException refused)) {
      return of(error);
    }
    List<Mqtt5SubAckReasonCode> codes = refused.getMqttMessage().getReasonCodes();
    String code =
        codes.size() == 1 && codes.get(0) != Mqtt5SubAckReasonCode.UNSPECIFIED_ERROR
            ? ": " + words(codes.get(0))
            : "";
    return new Outage(
        Kind.FILTER_REFUSED,
        "the broker refused the subscription"
            + code
            + text(refused.getMqttMessage().getReasonString()));
  }

  private static String words(Enum<?> code) {
    return code.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String text(Optional<?> reasonString) {
    return reasonString.map(text -> " (" + text + ")").orElse("");
  }

  /** What the first cause says: the others repeat it, with names of classes. */
  private static String words(Throwable error) {
    if (error instanceof ConnectTimeoutException) {
      return NO_ANSWER.reason;
    }
    if (error instanceof UnknownHostException) {
      return "unknown host " + String.valueOf(error.getMessage()).replaceFirst(":.*", "");
    }
    if (error instanceof NotSslRecordException) {
      return "the broker does not speak TLS";
    }
    if (error.getCause() != null) {
      return words(error.getCause());
    }
    if (error instanceof ClosedChannelException) {
      return CONNECTION_CLOSED.reason;
    }
    if (error instanceof CertificateExpiredException) {
      return "the certificate of the broker has expired: " + error.getMessage();
    }
    if (error instanceof CertificateNotYetValidException) {
      return "the certificate of the broker is not valid yet: " + error.getMessage();
    }
    String message = error.getMessage();
    return message == null ? error.getClass().getSimpleName() : message;
  }
}
