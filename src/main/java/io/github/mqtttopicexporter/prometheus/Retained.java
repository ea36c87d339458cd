package io.github.mqtttopicexporter.prometheus;

/** The treatment of a message that its broker had retained. */
public enum Retained {
  /** It is taken like any other message. */
  accept,
  /** It makes no sample. */
  ignore,
  /**
   * Its value is taken, but the expiry of an existing series is not renewed. A new series lives for
   * one retain time: a broker does not say how old a message is.
   */
  keepAge
}
