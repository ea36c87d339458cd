package io.github.mqtttopicexporter.series;

/** That an endpoint has a metric, for as long as the endpoint is there. One per endpoint. */
public final class Declaration {

  private final Metric metric;

  Declaration(Metric metric) {
    this.metric = metric;
  }

  Metric metric() {
    return metric;
  }
}
