package io.github.mqtttopicexporter;

import com.fasterxml.jackson.core.StreamReadConstraints;
import io.github.mqtttopicexporter.demo.DemoBroker;
import io.github.mqtttopicexporter.integration.Integration;
import io.github.mqtttopicexporter.integration.Reload;
import io.github.mqtttopicexporter.integration.RouteFile;
import io.github.mqtttopicexporter.integration.RouteFiles;
import io.github.mqtttopicexporter.log.LogConfiguration;
import io.github.mqtttopicexporter.log.Rejections;
import io.github.mqtttopicexporter.mistakes.Mistake;
import io.github.mqtttopicexporter.mqtt.Subscriptions;
import io.github.mqtttopicexporter.series.SeriesStore;
import io.github.mqtttopicexporter.settings.ApplicationProperties;
import io.github.mqtttopicexporter.settings.Flags;
import io.github.mqtttopicexporter.settings.Home;
import io.github.mqtttopicexporter.settings.ListenAddress;
import io.github.mqtttopicexporter.settings.Settings;
import io.github.mqtttopicexporter.values.BrokerUrl;
import io.github.mqtttopicexporter.values.TopicFilter;
import io.github.mqtttopicexporter.web.WebConfigFile;
import io.github.mqtttopicexporter.web.WebRoutes;
import io.github.mqtttopicexporter.web.WebServer;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.instrumentation.jvm.JvmBufferPoolMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmClassLoadingMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmGarbageCollectorMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmMemoryMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmRuntimeInfoMetric;
import io.prometheus.metrics.instrumentation.jvm.JvmThreadsMetrics;
import io.prometheus.metrics.instrumentation.jvm.ProcessMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.support.GlobalVariableRepository;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The exporter, running: connected to its broker, and served by HTTP. */
public final class Exporter implements AutoCloseable {

  private static final Logger logger = LoggerFactory.getLogger(Exporter.class);

  /** A client that does not read is cut before. */
  private static final int MAX_ANSWER_SECONDS = 30;

  /** Of the largest message: that of a device has more. */
  private static final int BYTES_PER_TOKEN = 3;

  private final Settings settings;
  private final BrokerUrl broker;
  private final WebServer web;
  private final @Nullable DemoBroker demoBroker;
  private final SeriesStore series;
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Subscriptions subscriptions = new Subscriptions();
  private final GlobalVariableRepository variables = new GlobalVariableRepository();
  private final Rejections rejections;
  private final Reload reload;

  private volatile @Nullable Integration integration;

  private Exporter(
      Settings settings,
      RouteFiles routeFiles,
      List<RouteFile> files,
      WebServer web,
      @Nullable DemoBroker demoBroker,
      BrokerUrl broker,
      LongSupplier nanoTime) {
    this.settings = settings;
    this.broker = broker;
    this.web = web;
    this.demoBroker = demoBroker;
    series =
        new SeriesStore(
            nanoTime,
            new SeriesStore.Limits(settings.seriesLimit(), settings.seriesLimitPerMetric()));
    series.register(meters.getPrometheusRegistry());
    registerMeters();
    subscriptions.register(meters.getPrometheusRegistry());
    rejections = new Rejections(nanoTime, meters.getPrometheusRegistry());
    reload = new Reload(files, routeFiles::read, this::replace);
    reload.register(meters);
  }

  /**
   * Puts the integration of some files in the place of the running one, if there is one.
   *
   * @return the mistakes in the files; what runs goes on if there are any
   */
  private List<Mistake> replace(List<RouteFile> files) {
    Integration last = integration;
    Integration next = new Integration(settings, files, broker, subscriptions, series, meters);
    next.bind("rejections", rejections);
    next.bind("reload", reload);
    next.bind("global-variable-repository", variables);
    WebRoutes webRoutes = web.routesOf(next.context());
    try {
      List<Mistake> mistakes = next.loadExporter();
      if (mistakes.isEmpty()) {
        next.start();
        if (last != null) {
          last.stopAlone();
        }
        next.startAlone();
        handOver(last, next, webRoutes);
      }
      return mistakes;
    } catch (Mistake mistake) {
      return List.of(mistake);
    } finally {
      if (integration != next) {
        next.close();
        if (last != null) {
          last.startAlone();
        }
      }
    }
  }

  private void handOver(@Nullable Integration last, Integration next, WebRoutes webRoutes) {
    next.describeMetrics();
    rejections.start(next.mqttRouteIds());
    subscriptions.moveTo(next.context(), id -> last != null && next.isEdited(id, last));
    integration = next;
    CompletableFuture<Void> answered = web.serve(webRoutes);
    if (last != null) {
      var unused =
          answered
              .completeOnTimeout(null, MAX_ANSWER_SECONDS, TimeUnit.SECONDS)
              .thenRunAsync(last::close, task -> new Thread(task, "Last routes").start());
    }
  }

  private void registerMeters() {
    // camel-micrometer adds a tag of its own to every meter
    meters.config().meterFilter(MeterFilter.ignoreTags("camelContext"));
    BuildInfo.load().register(meters);
    registerProcess(meters.getPrometheusRegistry());
  }

  /**
   * Registers {@code jvm_*} and {@code process_*}. Not all of {@code JvmMetrics}: that of native
   * memory is empty unless the JVM tracks it, and costs the start 0.15 s of CPU for an MBean
   * server.
   */
  private static void registerProcess(PrometheusRegistry metrics) {
    JvmBufferPoolMetrics.builder().register(metrics);
    JvmClassLoadingMetrics.builder().register(metrics);
    JvmGarbageCollectorMetrics.builder().register(metrics);
    JvmMemoryMetrics.builder().register(metrics);
    JvmRuntimeInfoMetric.builder().register(metrics);
    JvmThreadsMetrics.builder().register(metrics);
    ProcessMetrics.builder().register(metrics);
  }

  /** Runs the exporter until the process is told to end. */
  public static void main(String... args) {
    try {
      run(Flags.parse(args));
    } catch (Mistake e) {
      LogConfiguration.close();
      System.err.println("mqtt-topic-exporter: " + e.getMessage());
      halt(e.exitCode());
    }
  }

  private static void run(Flags flags) {
    if (flags.isHelp()) {
      Flags.printHelp(System.out);
      return;
    }
    if (flags.isManPage()) {
      Flags.printManPage(System.out);
      return;
    }
    if (flags.isCompletion()) {
      Flags.printCompletion(System.out);
      return;
    }
    if (flags.isVersion()) {
      System.out.println(BuildInfo.load());
      return;
    }
    LogConfiguration.apply("warn", "logger:stderr"); // until the settings are known
    PrintStream out = utf8(FileDescriptor.out);
    PrintStream err = utf8(FileDescriptor.err);
    Map<String, String> environment = System.getenv();
    Home home = Home.ofProcess();
    if (flags.isCheck()) {
      halt(new CheckCommand(flags.values(), environment, home).run(out, err));
    }
    Settings settings =
        Settings.read(flags.values(), environment, ApplicationProperties.read(home));
    List<String> test = flags.test();
    if (!test.isEmpty()) {
      List<RouteFile> files = RouteFiles.find(home, settings).read();
      LogConfiguration.apply(settings.logLevel(), "logger:stderr"); // for the log of a step
      halt(new TestCommand(settings, files, System.in, out, err).run(test));
    }
    run(settings, home);
  }

  private static void run(Settings settings, Home home) {
    // from the first moment: a SIGHUP that nobody handles ends the process, as a failure
    // does a SIGTERM, and it serves HTTP before it has started
    CompletableFuture<Exporter> started = new CompletableFuture<>();
    Hangup.handle(() -> started.join().reload.reload());
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(started), "Shutdown"));
    try {
      started.complete(start(settings, home, System::nanoTime));
    } catch (RuntimeException | Error e) {
      started.completeExceptionally(e);
      throw e;
    }
  }

  /** Whatever the locale: topics and labels are of any language. */
  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  /** Ends the process as its user asked, which is a success and not the 143 of the JVM. */
  private static void end(CompletableFuture<Exporter> started) {
    if (started.isCompletedExceptionally()) {
      return; // nobody asked
    }
    Exporter exporter = started.getNow(null);
    if (exporter != null) {
      exporter.close();
    }
    logger.info("stopped");
    halt(0);
  }

  /** Not System.exit: it would wait for what a half-started context left running. */
  private static void halt(int exitCode) {
    LogConfiguration.close();
    Runtime.getRuntime().halt(exitCode);
  }

  /**
   * Starts an exporter. It serves HTTP when this returns, whether or not a broker is there.
   *
   * @param nanoTime the clock that series expire by, as {@link System#nanoTime()}
   * @throws Mistake if a setting or a route file is not as expected
   */
  public static Exporter start(Settings settings, Home home, LongSupplier nanoTime) {
    if (!settings.demo()) {
      settings.requireServer();
    }
    settings.checkFiles();
    LogConfiguration.apply(settings.logLevel(), settings.logFormat());
    // JSON of very many values, such as [{},{},{}], would take a hundred times its bytes
    StreamReadConstraints.overrideDefaultStreamReadConstraints(
        StreamReadConstraints.builder()
            .maxTokenCount(settings.maxPacketSize() / BYTES_PER_TOKEN)
            .build());
    logger.info("{}", BuildInfo.load());
    RouteFiles routeFiles = RouteFiles.find(home, settings);
    List<RouteFile> files = routeFiles.read();
    logger.info(
        "settings from {}, routes from {}",
        settings.properties().file().map(Path::toString).orElse("flags and environment only"),
        files.stream().map(file -> file.path().toString()).collect(Collectors.joining(", ")));
    WebConfigFile webConfig = settings.webConfigFile().map(WebConfigFile::new).orElse(null);
    if (webConfig != null) {
      webConfig.useCurves();
      webConfig.check();
    }
    WebServer web = WebServer.listen(settings.listenAddresses(), webConfig, nanoTime);
    DemoBroker demo = settings.demo() ? startDemoBroker() : null;
    BrokerUrl broker =
        demo == null
            ? settings.requireServer()
            : BrokerUrl.parse("mqtt://127.0.0.1:" + demo.port());
    logger.info(
        "broker {}, topics {}, retain time {}",
        broker,
        settings.topics().stream().map(TopicFilter::text).toList(),
        settings.retainTime().toString().substring(2).toLowerCase(Locale.ROOT));
    if (settings.tls().isInsecure()) {
      logger.warn(
          "--mqtt.insecure-skip-verify: any certificate will do, also that of somebody in between");
    }
    Exporter exporter = new Exporter(settings, routeFiles, files, web, demo, broker, nanoTime);
    List<Mistake> mistakes = exporter.replace(files);
    if (!mistakes.isEmpty()) {
      exporter.close();
      throw mistakes.get(0);
    }
    logger.info(
        "serving {} on {}",
        web.scheme().toUpperCase(Locale.ROOT),
        settings.listenAddresses().stream()
            .map(ListenAddress::toString)
            .collect(Collectors.joining(", ")));
    if (settings.reloadRoutes()) {
      exporter.reload.watch();
    }
    return exporter;
  }

  /** The image and the packages leave its jar out. */
  private static DemoBroker startDemoBroker() {
    try {
      return DemoBroker.start();
    } catch (NoClassDefFoundError e) {
      throw new Mistake("--demo", "expected the jar moquette-broker in lib, found none");
    }
  }

  /** The Camel context of the routes that run now. */
  public CamelContext context() {
    return Objects.requireNonNull(integration).context();
  }

  public SeriesStore series() {
    return series;
  }

  @Override
  public void close() {
    reload.close();
    web.stop();
    Integration last = integration;
    if (last != null) {
      last.close();
    }
    web.close();
    if (demoBroker != null) {
      demoBroker.close();
    }
  }
}
