package io.github.mqtttopicexporter.web;

import io.github.mqtttopicexporter.credentials.Pem;
import io.github.mqtttopicexporter.mistakes.Mistake;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** A TLS configuration with its certificates and its key as they were when they were read. */
record TlsCredentials(TlsConfig config, Pem cert, Pem key, Optional<Pem> clientCa) {

  /**
   * Reads them.
   *
   * @throws Mistake if a file cannot be read
   */
  static TlsCredentials read(TlsConfig config) {
    return new TlsCredentials(
        config, config.cert().read(), config.key().read(), config.clientCa().map(PemText::read));
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
    config.cert().make(cert::certificates);
    KeyManagerFactory keys = config.key().make(() -> key.keys(cert));
    try {
      return SslContextBuilder.forServer(keys)
          .sslProvider(SslProvider.JDK)
          .trustManager(new ClientCertificates(authorities(), config.allowedSans()))
          .clientAuth(config.clientAuth().asked)
          .protocols(config.protocols())
          .ciphers(config.ciphers(), SupportedCipherSuiteFilter.INSTANCE)
          .build();
    } catch (GeneralSecurityException | SSLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Empty if the certificates of clients are not verified; those that Java trusts without a CA. */
  private Optional<X509TrustManager> authorities() throws GeneralSecurityException {
    if (!config.clientAuth().isVerified) {
      return Optional.empty();
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    if (clientCa.isPresent()) {
      trust = config.clientCa().orElseThrow().make(clientCa.get()::trust);
    } else {
      trust.init((KeyStore) null);
    }
    return Optional.of((X509TrustManager) trust.getTrustManagers()[0]);
  }
}
