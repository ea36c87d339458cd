package io.github.mqtttopicexporter.web;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.X509TrustManager;

/**
 * Which certificates of clients are accepted.
 *
 * @param authorities verify them; empty if nothing does
 * @param allowedSans one of which must be in a certificate; empty for any
 */
record ClientCertificates(
    Optional<X509TrustManager> authorities, Optional<List<String>> allowedSans)
    implements X509TrustManager {

  private static final int IP_ADDRESS = 7;

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    if (authorities.isPresent()) {
      authorities.get().checkClientTrusted(chain, type);
    }
    if (allowedSans.isPresent()
        && sans(chain[0]).stream().noneMatch(san -> isAllowed(san, allowedSans.get()))) {
      throw new CertificateException("expected a name of client_allowed_sans, found none");
    }
  }

  private static Collection<List<?>> sans(X509Certificate certificate) throws CertificateException {
    return Objects.requireNonNullElse(certificate.getSubjectAlternativeNames(), List.of());
  }

  private static boolean isAllowed(List<?> san, List<String> allowed) {
    String name = String.valueOf(san.get(1));
    return allowed.contains(san.get(0).equals(IP_ADDRESS) ? asGoWrites(name) : name);
  }

  private static String asGoWrites(String ipAddress) {
    try {
      return NetUtil.toAddressString(InetAddress.getByName(ipAddress)); // looks nothing up
    } catch (UnknownHostException e) {
      return ipAddress;
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("this is a server");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return authorities.map(X509TrustManager::getAcceptedIssuers).orElse(new X509Certificate[0]);
  }
}
