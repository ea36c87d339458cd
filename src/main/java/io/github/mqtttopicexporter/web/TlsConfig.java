package io.github.mqtttopicexporter.web;

import io.github.mqtttopicexporter.mistakes.Mistake;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How connections are encrypted.
 *
 * @param clientCa trusted with the certificates of clients; empty for all that Java trusts
 * @param allowedSans one of which the certificate of a client must have; empty for any
 * @param protocols by the names that Java has
 * @param ciphers by the names that Java has, the preferred ones first
 * @param curves by the names that Java has; empty for those that Java prefers
 */
record TlsConfig(
    PemText cert,
    PemText key,
    Optional<PemText> clientCa,
    ClientAuthType clientAuth,
    Optional<List<String>> allowedSans,
    List<String> protocols,
    List<String> ciphers,
    List<String> curves) {

  private static final String PARENT = "tls_server_config.";

  /** Those that Go holds to be secure, the preferred ones first. */
  private static final List<String> CIPHERS =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
          "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
          "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
          "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA");

  /** As in Go, where those of TLS 1.3 cannot be chosen. */
  private static final List<String> TLS13_CIPHERS = CIPHERS.subList(0, 3);

  private static final List<String> HTTP2_CIPHERS = CIPHERS.subList(3, 5);

  private static final Map<String, String> CURVES =
      Map.of(
          "CurveP256", "secp256r1",
          "CurveP384", "secp384r1",
          "CurveP521", "secp521r1",
          "X25519", "x25519");

  /** Empty if nothing is given that would encrypt. */
  static Optional<TlsConfig> of(WebConfigYaml yaml) {
    List<String> protocols = protocols(yaml);
    List<String> ciphers = ciphers(yaml, protocols);
    List<String> curves =
        yaml.list(PARENT + "curve_preferences").orElse(List.of()).stream()
            .map(curve -> CURVES.get(curve.oneOf(CURVES.keySet().stream().sorted().toList())))
            .toList();
    yaml.text(PARENT + "prefer_server_cipher_suites").ifPresent(YamlText::isTrue); // as in Go
    Optional<List<String>> allowedSans =
        yaml.list(PARENT + "client_allowed_sans")
            .map(sans -> sans.stream().map(YamlText::text).toList());
    Optional<PemText> cert = PemText.of(yaml, PARENT + "cert");
    Optional<PemText> key = PemText.of(yaml, PARENT + "key");
    Optional<PemText> clientCa = PemText.of(yaml, PARENT + "client_ca");
    Optional<YamlText> clientAuth = yaml.text(PARENT + "client_auth_type");
    return cert.or(() -> key)
        .or(() -> clientCa)
        .map(PemText::given)
        .or(() -> clientAuth)
        .map(
            first ->
                new TlsConfig(
                    cert.orElseThrow(() -> missing("cert", first)),
                    key.orElseThrow(() -> missing("key", first)),
                    clientCa,
                    clientAuth.map(ClientAuthType::of).orElse(ClientAuthType.NoClientCert),
                    allowedSans,
                    protocols,
                    ciphers,
                    curves));
  }

  private static Mistake missing(String key, YamlText beside) {
    return beside.mistake("expected %1$s or %1$s_file beside it, found neither".formatted(key));
  }

  /** Java has TLS 1.0 and 1.1 disabled. */
  private static List<String> protocols(WebConfigYaml yaml) {
    List<String> all = List.of("TLS10", "TLS11", "TLS12", "TLS13");
    String min =
        yaml.text(PARENT + "min_version").map(version -> version.oneOf(all)).orElse("TLS12");
    List<String> offered = all.subList(Math.max(2, all.indexOf(min)), all.size());
    String max =
        yaml.text(PARENT + "max_version").map(version -> version.oneOf(offered)).orElse("TLS13");
    return offered.stream()
        .filter(version -> version.compareTo(max) <= 0)
        .map(version -> "TLSv1." + version.charAt(version.length() - 1))
        .toList();
  }

  private static List<String> ciphers(WebConfigYaml yaml, List<String> protocols) {
    List<YamlText> chosen = yaml.list(PARENT + "cipher_suites").orElse(List.of());
    for (YamlText cipher : chosen) {
      if (!CIPHERS.contains(cipher.text())) {
        throw cipher.mistake(
            "expected a cipher suite that Go holds to be secure, found \"%s\""
                .formatted(cipher.text()));
      }
    }
    List<String> names = chosen.isEmpty() ? CIPHERS : chosen.stream().map(YamlText::text).toList();
    boolean isHttp2 =
        yaml.text("http_server_config.http2").map(YamlText::isTrue).orElse(true)
            && protocols.contains("TLSv1.2");
    if (isHttp2 && Collections.disjoint(names, HTTP2_CIPHERS)) {
      throw chosen
          .get(0)
          .mistake(
              "expected %s, which HTTP/2 requires, or http2: false, found neither"
                  .formatted(String.join(" or ", HTTP2_CIPHERS)));
    }
    return CIPHERS.stream()
        .filter(cipher -> TLS13_CIPHERS.contains(cipher) || names.contains(cipher))
        .toList();
  }
}
