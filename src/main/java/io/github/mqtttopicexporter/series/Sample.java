package io.github.mqtttopicexporter.series;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a message says of one series.
 *
 * @param retainTime how long the series outlives the sample; zero is for ever
 * @param keepsAge whether a series that is there keeps its age
 * @param closes the metrics that end where the value is 0
 */
public record Sample(
    Labels labels,
    double value,
    Duration retainTime,
    Origin origin,
    boolean keepsAge,
    @Nullable MetricPattern closes) {}
