package io.github.mqtttopicexporter.credentials;

import io.github.mqtttopicexporter.mistakes.Mistake;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509KeyManager;

/**
 * A text of PEM, with certificates or a key of PKCS#8, PKCS#1 or SEC1. A {@link Mistake} has the
 * line.
 *
 * @param where the file that it was read from, or another name
 */
public record Pem(String where, String text) {

  private static final String CERTIFICATE = "CERTIFICATE";
  private static final String KEY = "PRIVATE KEY";

  /** Of remarks; the rest is ASCII. */
  private static final Charset CHARSET = StandardCharsets.ISO_8859_1;

  /** To the end of the text if a half of it is missing. */
  private static final Pattern BLOCK =
      Pattern.compile("(?s)-----BEGIN ([A-Z0-9 ]+)-----.*?(-----END \\1-----|\\z)");

  /**
   * Reads a file.
   *
   * @throws Mistake if it cannot be read
   */
  public static Pem read(Path file) {
    try {
      return new Pem(file.toString(), Files.readString(file, CHARSET));
    } catch (IOException e) {
      throw Mistake.unreadable(file, e);
    }
  }

  private record Block(String place, String text) {

    Mistake mistake(String what) {
      return new Mistake(place, what);
    }
  }

  /** Those of a type, at least one. */
  private List<Block> blocks(String type) {
    List<Block> blocks = new ArrayList<>();
    for (MatchResult found : BLOCK.matcher(text).results().toList()) {
      if (found.group(1).endsWith(type)) {
        int line = text.substring(0, found.start()).split("\n", -1).length;
        blocks.add(new Block(where + ":" + line, found.group()));
      }
    }
    if (blocks.isEmpty()) {
      throw new Mistake(where, "expected -----BEGIN " + type + "-----, found none");
    }
    return blocks;
  }

  /**
   * Reads the certificates.
   *
   * @return at least one
   * @throws Mistake if there is none, or one is broken
   */
  public List<X509Certificate> certificates() {
    return blocks(CERTIFICATE).stream().map(Pem::certificate).toList();
  }

  private static X509Certificate certificate(Block block) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(block.text().getBytes(CHARSET)));
    } catch (CertificateException e) {
      throw block.mistake("expected a certificate, found a broken one");
    }
  }

  /**
   * Trusts what the certificates have signed.
   *
   * @throws Mistake if there is none, or one is broken
   */
  public TrustManagerFactory trust() throws IOException, GeneralSecurityException {
    KeyStore authorities = KeyStore.getInstance(KeyStore.getDefaultType());
    authorities.load(null, null);
    for (X509Certificate authority : certificates()) {
      authorities.setCertificateEntry(String.valueOf(authorities.size()), authority);
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(authorities);
    return trust;
  }

  /**
   * Reads the key.
   *
   * @param certificates that of the key first, then those that signed it
   * @throws Mistake if one of the two is missing or broken, or they do not fit
   */
  public KeyManagerFactory keys(Pem certificates) {
    PublicKey publicKey = certificates.certificates().get(0).getPublicKey();
    Block key = blocks(KEY).get(0);
    if (key.text().contains("ENCRYPTED")) {
      throw key.mistake("expected a key without a passphrase, found an encrypted one");
    }
    String chain =
        certificates.blocks(CERTIFICATE).stream()
            .map(Block::text)
            .collect(Collectors.joining("\n"));
    try {
      KeyManagerFactory keys =
          new PemKeyCertOptions()
              .addCertValue(Buffer.buffer(chain))
              .addKeyValue(Buffer.buffer(key.text()))
              .getKeyManagerFactory(null); // no Vertx, which would read files
      if (fits(keys, publicKey)) {
        return keys;
      }
    } catch (Exception ignored) {
      // one of many kinds, of Vert.x and of Java, none of which says more
    }
    throw key.mistake(
        "expected the RSA or EC key of the certificate in %s, found another or a broken one"
            .formatted(certificates.where));
  }

  /** Whether what the key signs is told to be genuine by the other half of it. */
  private static boolean fits(KeyManagerFactory keys, PublicKey publicKey)
      throws GeneralSecurityException {
    String algorithm = publicKey.getAlgorithm();
    X509KeyManager manager = (X509KeyManager) keys.getKeyManagers()[0];
    Signature signature =
        Signature.getInstance("SHA256with" + (algorithm.equals("EC") ? "ECDSA" : algorithm));
    signature.initSign(manager.getPrivateKey(manager.getClientAliases(algorithm, null)[0]));
    byte[] signed = signature.sign();
    signature.initVerify(publicKey);
    return signature.verify(signed);
  }

  /** No key. */
  @Override
  public String toString() {
    return where;
  }
}
