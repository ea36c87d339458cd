package io.github.mqtttopicexporter.paho;

import java.net.UnknownHostException;
import org.eclipse.paho.client.mqttv3.MqttException;

/** Says in a few words why a broker was not reached, refused or went away. */
final class Reason {

  /** The return code of MQTT 3.1.1 §3.9.3 that refuses a subscription; Paho has no text for it. */
  private static final int SUBSCRIPTION_REFUSED = 0x80;

  private Reason() {}

  static String of(Throwable error) {
    if (error instanceof MqttException e) {
      return of(e);
    }
    if (error instanceof UnknownHostException) {
      return "unknown host " + error.getMessage();
    }
    String message = error.getMessage();
    return message == null ? error.getClass().getSimpleName() : message;
  }

  private static String of(MqttException error) {
    return switch (error.getReasonCode()) {
      case SUBSCRIPTION_REFUSED -> "the broker refused the subscription";
      case MqttException.REASON_CODE_FAILED_AUTHENTICATION ->
          "the broker refused the user name or password";
      case MqttException.REASON_CODE_NOT_AUTHORIZED -> "the broker refused: not authorized";
      case MqttException.REASON_CODE_CLIENT_TIMEOUT -> "no answer in time";
      case MqttException.REASON_CODE_CONNECTION_LOST -> "the broker closed the connection";
      default -> {
        Throwable cause = error.getCause();
        yield cause == null || cause instanceof MqttException
            ? String.valueOf(error.getMessage())
            : of(cause);
      }
    };
  }
}
