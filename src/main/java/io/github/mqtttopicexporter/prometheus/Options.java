package io.github.mqtttopicexporter.prometheus;

import io.github.mqtttopicexporter.series.MetricType;
import java.util.Map;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;
import org.apache.camel.spi.UriPath;
import org.jspecify.annotations.Nullable;

/** The name and the options of an endpoint, as its user wrote them. */
@UriParams
record Options(
    @UriPath(
            description =
                "Name of the metric; or samples, for bodies of samples {name, value,"
                    + " labels, help, type, unit, retainTime}, for which the options are"
                    + " defaults")
        @Metadata(required = true)
        String name,
    @UriParam(description = "Help text of the metric") @Nullable String help,
    @UriParam(description = "Unit of the metric, which must be a suffix of its name (OpenMetrics)")
        @Nullable String unit,
    @UriParam(
            defaultValue = "gauge",
            description =
                "Type of the metric: gauge, counter (a total that the device keeps,"
                    + " exported as it is) or unknown")
        MetricType type,
    @UriParam(
            description =
                "Words and dates that count as numbers, split by commas: word=number,"
                    + " binary (on, true, online, open, yes are 1; off, false, offline, closed,"
                    + " no are 0) or timestamp (an ISO 8601 date and time with a zone, as"
                    + " seconds since the epoch). Words match in any case.")
        String values,
    @UriParam(
            defaultValue = "1",
            description = "Factor of a number, such as 0.001 or 1/60; not applied to words")
        String scale,
    @UriParam(
            defaultValue = "0",
            description =
                "Added to a number after the factor, such as 273.15 or -160/9; not to words")
        String offset,
    @UriParam(
            prefix = "states.",
            multiValue = true,
            description =
                "The states of a state set, split by commas: a series for each, with this"
                    + " label; 1 for the state in the body, 0 for the others")
        Map<String, String> states,
    @UriParam(
            prefix = "label.",
            multiValue = true,
            description = "Label values: a Simple expression each, evaluated for every message")
        Map<String, String> labels,
    @UriParam(
            prefix = "level.",
            multiValue = true,
            description =
                "Label values: the index of a topic level each; 0 is the first, -1 the last")
        Map<String, String> levels,
    @UriParam(
            description =
                "Labels by named topic levels: a topic filter with {name} for one level,"
                    + " or once {name...} for one or more, such as tele/{device}/SENSOR")
        @Nullable String topicLabels,
    @UriParam(
            description =
                "How long a series outlives its last sample: a Go duration such as 90s or"
                    + " 1h30m; 0 is for ever. Default: the retainTime of the component.")
        String retainTime,
    @UriParam(
            defaultValue = "accept",
            description =
                "Treatment of retained messages: accept, ignore, or keepAge (the value is"
                    + " updated, but the expiry of an existing series is not; a new series lives"
                    + " for one retainTime)")
        Retained retained,
    @UriParam(
            description =
                "Metrics to drop while this one is 0 (device offline), such as room_*,"
                    + " split by commas: their series that carry the same labels are removed,"
                    + " and retained messages make none")
        @Nullable String closes) {}
