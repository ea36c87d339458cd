package io.github.mqtttopicexporter.mqtt;

import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.MqttClientSslConfigBuilder;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * The options of TLS: {@code sslClientProps} with the names that Paho has for them, or else what
 * the JVM was told, and whether a certificate has to be of the broker's host name.
 */
final class Tls {

  private static final String PREFIX = "com.ibm.ssl.";
  private static final Set<String> NAMES =
      Set.of(
          "enabledCipherSuites",
          "keyStore",
          "keyStorePassword",
          "keyStoreType",
          "protocol",
          "trustStore",
          "trustStorePassword",
          "trustStoreType");

  private final Properties properties;

  private Tls(Properties properties) {
    this.properties = properties;
  }

  /**
   * Reads the stores.
   *
   * @throws IllegalArgumentException with what was expected and what was found
   */
  static MqttClientSslConfig read(PahoOptions options) {
    Properties properties =
        Objects.requireNonNullElseGet(
            (Properties) options.get("sslClientProps"), Properties::new);
    for (String name : properties.stringPropertyNames()) {
      if (!name.startsWith(PREFIX) || !NAMES.contains(name.substring(PREFIX.length()))) {
        throw new IllegalArgumentException(name + " is not supported in sslClientProps");
      }
    }
    try {
      MqttClientSslConfigBuilder config = new Tls(properties).read();
      if (!options.isOn("httpsHostnameVerificationEnabled")) {
        HostnameVerifier own = (HostnameVerifier) options.get("sslHostnameVerifier");
        config.hostnameVerifier(own == null ? (host, session) -> true : own);
      }
      return config.build();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("cannot read the stores of TLS: " + e.getMessage(), e);
    }
  }

  private MqttClientSslConfigBuilder read() throws GeneralSecurityException, IOException {
    MqttClientSslConfigBuilder config = MqttClientSslConfig.builder();
    String keyStore = get("keyStore");
    if (keyStore != null) {
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(load(keyStore, "keyStoreType", "keyStorePassword"), password("keyStorePassword"));
      config.keyManagerFactory(keys);
    }
    String trustStore = properties.getProperty(PREFIX + "trustStore"); // or else the JVM's
    if (trustStore != null) {
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(load(trustStore, "trustStoreType", "trustStorePassword"));
      config.trustManagerFactory(trust);
    }
    String ciphers = get("enabledCipherSuites");
    if (ciphers != null) {
      config.cipherSuites(Arrays.asList(ciphers.split(",")));
    }
    String protocol = get("protocol");
    if (protocol != null && protocol.startsWith("TLSv")) { // or else any
      config.protocols(List.of(protocol));
    }
    return config;
  }

  /** What the option says; the keys of the JVM, which it does not use by itself. */
  private @Nullable String get(String name) {
    return properties.getProperty(PREFIX + name, System.getProperty("javax.net.ssl." + name));
  }

  private char @Nullable [] password(String name) {
    String password = get(name);
    return password == null ? null : password.toCharArray();
  }

  private KeyStore load(String file, String type, String password)
      throws GeneralSecurityException, IOException {
    String named = get(type);
    char[] secret = password(password);
    if (named == null) {
      return KeyStore.getInstance(new File(file), secret);
    }
    KeyStore store = KeyStore.getInstance(named);
    try (InputStream in = new FileInputStream(file)) {
      store.load(in, secret);
    }
    return store;
  }
}
