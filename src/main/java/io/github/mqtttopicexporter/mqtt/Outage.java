package io.github.mqtttopicexporter.mqtt;

/** Why there is no subscription, in a few words. */
record Outage(Kind kind, String reason) {

  enum Kind {
    /** There is no connection, or not any more. */
    AWAY,
    /** The broker answers, and lets nobody in with these credentials. */
    LOGIN_REFUSED,
    /** The broker refuses this one filter. */
    FILTER_REFUSED,
    /** A message was larger than the limit, and ended the connection. */
    PACKET_TOO_LARGE
  }

  /** Those that it strikes: all routes with this broker, or only those with this filter too. */
  String scope(String broker, String filter) {
    return switch (kind) {
      case AWAY -> broker;
      case LOGIN_REFUSED -> broker + " " + reason;
      case FILTER_REFUSED, PACKET_TOO_LARGE -> broker + " " + filter;
    };
  }
}
