package io.github.mqtttopicexporter.mqtt;

import java.net.UnknownHostException;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.mqttv5.client.MqttClientException;
import org.eclipse.paho.mqttv5.common.packet.MqttReturnCode;

/** Says in a few words why a broker was not reached, refused or went away. */
public final class Reason {

  static final String CONNECTION_CLOSED = "the broker closed the connection";
  static final String SUBSCRIPTION_REFUSED = "the broker refused the subscription";

  private static final String CREDENTIALS_REFUSED = "the broker refused the user name or password";
  private static final String NOT_AUTHORIZED = "the broker refused: not authorized";
  private static final String NO_ANSWER = "no answer in time";

  private Reason() {}

  static String of(Throwable error) {
    if (error instanceof MqttException e) {
      return ofMqtt3(e);
    }
    if (error instanceof org.eclipse.paho.mqttv5.common.MqttException e) {
      return ofMqtt5(e);
    }
    if (error instanceof UnknownHostException) {
      return "unknown host " + error.getMessage();
    }
    String message = error.getMessage();
    return message == null ? error.getClass().getSimpleName() : message;
  }

  private static String ofMqtt3(MqttException error) {
    return switch (error.getReasonCode()) {
      case MqttException.REASON_CODE_FAILED_AUTHENTICATION -> CREDENTIALS_REFUSED;
      case MqttException.REASON_CODE_NOT_AUTHORIZED -> NOT_AUTHORIZED;
      case MqttException.REASON_CODE_CLIENT_TIMEOUT -> NO_ANSWER;
      case MqttException.REASON_CODE_CONNECTION_LOST -> CONNECTION_CLOSED;
      default -> ofCause(error);
    };
  }

  private static String ofMqtt5(org.eclipse.paho.mqttv5.common.MqttException error) {
    return switch (error.getReasonCode()) {
      case MqttReturnCode.RETURN_CODE_BAD_USERNAME_OR_PASSWORD -> CREDENTIALS_REFUSED;
      case MqttReturnCode.RETURN_CODE_NOT_AUTHORIZED -> NOT_AUTHORIZED;
      // one of MQTT 3.1.1 answers with a code that MQTT 5 does not have
      case MqttReturnCode.RETURN_CODE_UNSUPPORTED_PROTOCOL_VERSION,
          org.eclipse.paho.mqttv5.common.MqttException.REASON_CODE_INVALID_RETURN_CODE ->
          "the broker does not speak MQTT 5";
      case MqttClientException.REASON_CODE_CLIENT_TIMEOUT -> NO_ANSWER;
      case MqttClientException.REASON_CODE_CONNECTION_LOST -> CONNECTION_CLOSED;
      default -> ofCause(error);
    };
  }

  private static String ofCause(Exception error) {
    Throwable cause = error.getCause();
    return cause == null
            || cause instanceof MqttException
            || cause instanceof org.eclipse.paho.mqttv5.common.MqttException
        ? String.valueOf(error.getMessage())
        : of(cause);
  }

  /** Why a broker refused a subscription (MQTT 5 §3.9.3), by its reason code of 128 or more. */
  static String ofSuback(int reasonCode) {
    String detail =
        switch (reasonCode) {
          case MqttReturnCode.RETURN_CODE_NOT_AUTHORIZED -> ": not authorized";
          case MqttReturnCode.RETURN_CODE_TOPIC_FILTER_NOT_VALID -> ": not a filter that it takes";
          case MqttReturnCode.RETURN_CODE_SHARED_SUB_NOT_SUPPORTED ->
              ": no shared subscriptions here";
          default -> "";
        };
    return SUBSCRIPTION_REFUSED + detail;
  }
}
