package io.github.mqtttopicexporter.web;

import io.github.mqtttopicexporter.mistakes.Mistake;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.OptionalSslHandler;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The file of {@code --web.config.file}. It is read whenever it is asked, with the files that it
 * names; what is made of them is kept for as long as they are the same. Thread-safe.
 */
public final class WebConfigFile {

  private final Path path;
  private String text;
  private WebConfig config;
  private @Nullable TlsCredentials credentials;
  private @Nullable SslContext context;

  /**
   * Reads a file.
   *
   * @throws Mistake with the first part of it that is not as expected
   */
  public WebConfigFile(Path path) {
    this.path = path;
    text = text();
    config = WebConfig.parse(path, text);
  }

  /**
   * Reads the files that it names too.
   *
   * @throws Mistake with the first of them that is not as expected
   */
  public void check() {
    if (isTls()) {
      tlsHandler();
    }
  }

  private String text() {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw Mistake.unreadable(path, e);
    }
  }

  /**
   * Returns what it says now.
   *
   * @throws Mistake if it is not as expected
   */
  synchronized WebConfig read() {
    String now = text();
    if (!now.equals(text)) {
      config = WebConfig.parse(path, now);
      text = now;
    }
    return config;
  }

  boolean isTls() {
    return read().tls().isPresent();
  }

  /**
   * Makes what decrypts one connection, as the file and those that it names are now. It lets a
   * client pass that does not encrypt.
   *
   * @throws Mistake if one of them is not as expected
   */
  synchronized ChannelHandler tlsHandler() {
    TlsConfig tls =
        read()
            .tls()
            .orElseThrow(
                () ->
                    new Mistake(
                        path.toString(), "expected TLS, as when the exporter started, found none"));
    TlsCredentials now = TlsCredentials.read(tls);
    SslContext made = now.equals(credentials) && context != null ? context : now.context();
    credentials = now;
    context = made;
    return new OptionalSslHandler(made);
  }

  /**
   * Has all TLS of the process use its curves, if it has any: Java knows none of one server. To be
   * called before there is any TLS.
   */
  public void useCurves() {
    List<String> curves = read().tls().map(TlsConfig::curves).orElse(List.of());
    if (!curves.isEmpty()) {
      System.setProperty("jdk.tls.namedGroups", String.join(",", curves));
    }
  }
}
