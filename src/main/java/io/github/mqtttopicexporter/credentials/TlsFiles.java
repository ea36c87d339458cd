package io.github.mqtttopicexporter.credentials;

import io.github.mqtttopicexporter.mistakes.Mistake;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Whom a client trusts, and who it is. Each method reads the files that are there now.
 *
 * @param authorities certificates that sign those of servers; null for those that the JVM trusts
 * @param certificate that of the client, with those that signed it; null if there is none
 * @param key that of the certificate; there are both or none
 * @param isInsecure whether any certificate will do, of any host
 */
public record TlsFiles(
    @Nullable Path authorities,
    @Nullable Path certificate,
    @Nullable Path key,
    boolean isInsecure) {

  /**
   * Those who are trusted; null for those of the JVM.
   *
   * @throws Mistake with the file, if it is not as expected
   */
  public @Nullable TrustManagerFactory trust() throws IOException, GeneralSecurityException {
    return isInsecure
        ? InsecureTrustManagerFactory.INSTANCE
        : authorities == null ? null : Pem.read(authorities).trust();
  }

  /**
   * The key of this client, with its certificate; null if there is none.
   *
   * @throws Mistake with the file, if it is not as expected
   */
  public @Nullable KeyManagerFactory keys() throws GeneralSecurityException {
    return certificate == null || key == null ? null : Pem.read(key).keys(Pem.read(certificate));
  }

  /**
   * Both for sockets of Java; null if they are those of the JVM.
   *
   * @throws Mistake with the file, if one is not as expected
   */
  public @Nullable SSLSocketFactory sockets() throws IOException, GeneralSecurityException {
    TrustManagerFactory trust = trust();
    KeyManagerFactory keys = keys();
    if (trust == null && keys == null) {
      return null;
    }
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        keys == null ? null : keys.getKeyManagers(),
        trust == null ? null : trust.getTrustManagers(),
        null);
    return context.getSocketFactory();
  }
}
