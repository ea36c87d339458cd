package io.github.mqtttopicexporter.web;

import io.github.mqtttopicexporter.mistakes.Mistake;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** A TLS configuration with its certificates and its key as they were when they were read. */
record TlsCredentials(TlsConfig config, String cert, String key, Optional<String> clientCa) {

  private static final Pattern CERTIFICATE =
      Pattern.compile("(?s)-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----");

  /**
   * Reads them.
   *
   * @throws Mistake if a file cannot be read
   */
  static TlsCredentials read(TlsConfig config) {
    return new TlsCredentials(
        config, config.cert().read(), config.key().read(), config.clientCa().map(Pem::read));
  }

  /**
   * Makes what a connection is encrypted by.
   *
   * @throws Mistake if a certificate or the key is none, or does not fit
   */
  SslContext context() {
    if (clientCa.isPresent() && config.clientAuth() == ClientAuthType.NoClientCert) {
      throw config
          .clientCa()
          .orElseThrow()
          .given()
          .mistake("expected a client_auth_type beside the CA of clients, found none");
    }
    try {
      return SslContextBuilder.forServer(keyManagers())
          .sslProvider(SslProvider.JDK)
          .trustManager(new ClientCertificates(authorities(), config.allowedSans()))
          .clientAuth(config.clientAuth().asked)
          .protocols(config.protocols())
          .ciphers(config.ciphers(), SupportedCipherSuiteFilter.INSTANCE)
          .build();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private KeyManagerFactory keyManagers() {
    PublicKey certified = certificates(config.cert(), cert).get(0).getPublicKey();
    try {
      KeyManagerFactory factory =
          new PemKeyCertOptions()
              .addCertValue(Buffer.buffer(cert))
              .addKeyValue(Buffer.buffer(key))
              .getKeyManagerFactory(null); // it reads no file
      X509KeyManager keys = (X509KeyManager) factory.getKeyManagers()[0];
      String alias = keys.getServerAliases(certified.getAlgorithm(), null)[0];
      if (isPair(keys.getPrivateKey(alias), certified)) {
        return factory;
      }
    } catch (Exception ignored) {
      // its words may be of the key
    }
    throw config
        .key()
        .mistake("expected the key of the certificate in PEM, not encrypted, found another");
  }

  private static boolean isPair(PrivateKey key, PublicKey certified)
      throws GeneralSecurityException {
    String algorithm = certified.getAlgorithm();
    Signature signature =
        Signature.getInstance("SHA256with" + (algorithm.equals("EC") ? "ECDSA" : algorithm));
    signature.initSign(key);
    byte[] signed = signature.sign();
    signature.initVerify(certified);
    return signature.verify(signed);
  }

  /** Empty if the certificates of clients are not verified. */
  private Optional<X509TrustManager> authorities() throws GeneralSecurityException, IOException {
    if (!config.clientAuth().isVerified) {
      return Optional.empty();
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted());
    return Optional.of((X509TrustManager) factory.getTrustManagers()[0]);
  }

  /** Null for those that Java trusts. */
  private @Nullable KeyStore trusted() throws GeneralSecurityException, IOException {
    if (config.clientCa().isEmpty()) {
      return null;
    }
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null);
    for (X509Certificate ca : certificates(config.clientCa().get(), clientCa.orElseThrow())) {
      trusted.setCertificateEntry(String.valueOf(trusted.size()), ca);
    }
    return trusted;
  }

  private static List<X509Certificate> certificates(Pem pem, String text) {
    List<X509Certificate> certificates = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      Matcher block = CERTIFICATE.matcher(text);
      while (block.find()) {
        byte[] bytes = block.group().getBytes(StandardCharsets.ISO_8859_1);
        certificates.add(
            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(bytes)));
      }
    } catch (CertificateException e) {
      throw pem.mistake("expected certificates in PEM, found others");
    }
    if (certificates.isEmpty()) {
      throw pem.mistake("expected certificates in PEM, found none");
    }
    return certificates;
  }

  /** No key. */
  @Override
  public String toString() {
    return "TLS";
  }
}
