package io.github.mqtttopicexporter;

import io.github.mqtttopicexporter.demo.DemoBroker;
import io.github.mqtttopicexporter.integration.Integration;
import io.github.mqtttopicexporter.integration.MqttComponents;
import io.github.mqtttopicexporter.integration.OfflineRoutes;
import io.github.mqtttopicexporter.integration.RouteCheck;
import io.github.mqtttopicexporter.integration.RouteFile;
import io.github.mqtttopicexporter.integration.RouteReload;
import io.github.mqtttopicexporter.log.LogConfiguration;
import io.github.mqtttopicexporter.log.RejectionLog;
import io.github.mqtttopicexporter.mistakes.Mistake;
import io.github.mqtttopicexporter.mqtt.SubscriptionStatus;
import io.github.mqtttopicexporter.mqtt.TopicFilter;
import io.github.mqtttopicexporter.settings.Flags;
import io.github.mqtttopicexporter.settings.Home;
import io.github.mqtttopicexporter.settings.Invocation;
import io.github.mqtttopicexporter.settings.ListenAddress;
import io.github.mqtttopicexporter.settings.Setting;
import io.github.mqtttopicexporter.settings.Settings;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.prometheus.metrics.instrumentation.jvm.ProcessMetrics;
import io.vertx.ext.web.RoutingContext;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.camel.component.platform.http.PlatformHttpConstants;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpEngine;
import org.apache.camel.main.MainConfigurationProperties;
import org.apache.camel.spi.Registry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The exporter, running: connected to its broker, and served by HTTP. */
public final class Exporter extends Integration {

  private static final Logger logger = LoggerFactory.getLogger(Exporter.class);

  private static final int SHUTDOWN_TIMEOUT_SECONDS = 5;

  private final BuildInfo build = BuildInfo.load();
  private final JvmGcMetrics garbageCollector = new JvmGcMetrics();
  private @Nullable DemoBroker demoBroker;
  private List<Path> patterns = List.of();
  private @Nullable RouteReload reload;
  private @Nullable Settings served;

  private Exporter(Invocation invocation, LongSupplier nanoTime) {
    super(invocation, nanoTime);
  }

  /** Runs the exporter until the process is told to end. */
  public static void main(String... args) {
    try {
      Flags flags = Flags.parse(args);
      if (flags.isHelp()) {
        Flags.printHelp(System.out);
      } else if (flags.isVersion()) {
        System.out.println(BuildInfo.load());
      } else {
        LogConfiguration.apply("warn", "logger:stderr"); // until the settings are known
        run(new Invocation(flags, System.getenv(), Home.ofProcess()));
      }
    } catch (Mistake e) {
      System.err.println("mqtt-topic-exporter: " + e.getMessage());
      // not System.exit: it would wait for what a half-started context left running
      Runtime.getRuntime().halt(e.exitCode());
    }
  }

  private static void run(Invocation invocation) {
    PrintStream out = utf8(FileDescriptor.out);
    PrintStream err = utf8(FileDescriptor.err);
    if (invocation.flags().isCheck()) {
      Runtime.getRuntime().halt(new CheckCommand(invocation).run(out, err));
    }
    List<String> test = invocation.flags().test();
    if (!test.isEmpty()) {
      Runtime.getRuntime()
          .halt(new TestCommand(invocation).run(test.get(0), test.get(1), System.in, out, err));
    }
    // from the first moment: a SIGHUP that nobody handles ends the process, as a failure
    // does a SIGTERM, and it serves HTTP before it has started
    CompletableFuture<Exporter> started = new CompletableFuture<>();
    Hangup.handle(() -> Objects.requireNonNull(started.join().reload).reload());
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(started), "Shutdown"));
    try {
      started.complete(start(invocation, System::nanoTime));
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
    Runtime.getRuntime().halt(0);
  }

  /**
   * Starts an exporter. It serves HTTP when this returns, whether or not a broker is there.
   *
   * @param nanoTime the clock that series expire by, as {@link System#nanoTime()}
   * @throws Mistake if a setting or a route file is not as expected
   */
  public static Exporter start(Invocation invocation, LongSupplier nanoTime) {
    Exporter exporter = new Exporter(invocation, nanoTime);
    exporter.start();
    exporter.serve();
    return exporter;
  }

  @Override
  protected void prepare(Settings.Source source, Map<String, String> flags) {
    if (source.isOn(Setting.DEMO)) {
      demoBroker = DemoBroker.start();
      flags.put(Setting.MQTT_SERVER.key(), "mqtt://127.0.0.1:" + demoBroker.port());
    }
  }

  @Override
  protected List<RouteFile> files(Settings settings) {
    LogConfiguration.apply(settings.logLevel(), settings.logFormat());
    logger.info("{}", build);
    patterns = home().patterns(settings);
    List<RouteFile> files = Home.files(patterns);
    logger.info(
        "settings from {}, routes from {}",
        invocation().properties().file().map(Path::toString).orElse("flags and environment only"),
        files.stream().map(file -> file.path().toString()).collect(Collectors.joining(", ")));
    return files;
  }

  @Override
  protected void connect(Settings settings, MainConfigurationProperties camel, Registry beans) {
    MqttComponents.bind(beans, settings, false);
    beans.bind("rejectionLog", new RejectionLog(nanoTime()));
    logger.info(
        "broker {}, topics {}, retain time {}",
        settings.server(),
        settings.topics().stream().map(TopicFilter::text).toList(),
        settings.retainTime().toString().substring(2).toLowerCase(Locale.ROOT));

    requireFree(settings.listenAddress());
    camel.httpServer().setEnabled(true);
    camel.httpServer().setHost(settings.listenAddress().host());
    camel.httpServer().setPort(settings.listenAddress().port());
    camel.setShutdownTimeout(SHUTDOWN_TIMEOUT_SECONDS);
    VertxPlatformHttpEngine http = new VertxPlatformHttpEngine();
    http.setHandlers(List.of(Exporter::discardUnreadBody));
    beans.bind(PlatformHttpConstants.PLATFORM_HTTP_ENGINE_NAME, http);

    build.register(registry());
    for (MeterBinder binder :
        List.of(
            new ClassLoaderMetrics(),
            new JvmInfoMetrics(),
            new JvmMemoryMetrics(),
            garbageCollector,
            new JvmThreadMetrics())) {
      binder.bindTo(registry());
    }
    ProcessMetrics.builder().register(registry().getPrometheusRegistry());
    SubscriptionStatus subscriptions = new SubscriptionStatus(context());
    subscriptions.register(registry().getPrometheusRegistry());
    beans.bind("subscriptions", subscriptions);

    RouteCheck check = new RouteCheck(files -> OfflineRoutes.check(invocation(), files));
    RouteReload routeReload = new RouteReload(() -> Home.files(patterns), check, this::routes);
    routeReload.register(registry());
    beans.bind("reload", routeReload);
    reload = routeReload;
    served = settings;
  }

  private void serve() {
    Settings settings = Objects.requireNonNull(served);
    logger.info("serving HTTP on {}", settings.listenAddress());
    if (settings.reloadRoutes()) {
      Objects.requireNonNull(reload).watch();
    }
  }

  /** A body that no route has read would stand before the next request of its connection. */
  private static void discardUnreadBody(RoutingContext request) {
    if ("100-continue".equalsIgnoreCase(request.request().getHeader("Expect"))) {
      // or a client may take the answer for a refusal of the body, and not send it
      request.response().writeContinue();
    }
    request.addEndHandler(answered -> request.request().resume());
    request.next();
  }

  /** Camel 4.17 only warns of a port in use, and goes on without a listener (CAMEL-26606). */
  private static void requireFree(ListenAddress address) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(address.host(), address.port()));
    } catch (IOException e) {
      throw new Mistake(
          "--web.listen-address",
          "expected an address to listen on, found %s: %s".formatted(address, e.getMessage()));
    }
  }

  @Override
  public void close() {
    if (reload != null) {
      reload.close();
    }
    super.close();
    garbageCollector.close();
    if (demoBroker != null) {
      demoBroker.close();
    }
  }
}
