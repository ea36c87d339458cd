package io.github.mqtttopicexporter.prometheus;

/** What becomes of a message that its broker had retained. */
public enum Retained {
  /** It is a message like any other. */
  accept,
  /** It makes no sample. */
  ignore,
  /**
   * Its value is taken, but a series that is there looks no fresher for it. One that is not there
   * lives one retain time: a broker does not say how old a message is.
   */
  keepAge
}
