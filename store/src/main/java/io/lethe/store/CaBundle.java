package io.lethe.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * The certificate authorities whose servers are trusted: a file of certificates in PEM, as {@value
 * #VARIABLE} names one. It stands in place of Java's own trust store.
 */
public final class CaBundle {
  /** The usual variable of S3 tools. */
  static final String VARIABLE = "AWS_CA_BUNDLE";

  private final Path file;
  private final X509TrustManager trust;

  private CaBundle(Path file, X509TrustManager trust) {
    this.file = file;
    this.trust = trust;
  }

  /**
   * Reads a bundle.
   *
   * @throws IllegalArgumentException naming the variable if it cannot be read or holds no
   *     certificate
   */
  public static CaBundle read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      Collection<? extends Certificate> found =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (found.isEmpty()) {
        throw wrong(file, "holds no certificate");
      }
      KeyStore authorities = KeyStore.getInstance(KeyStore.getDefaultType());
      authorities.load(null, null);
      for (Certificate authority : found) {
        authorities.setCertificateEntry("ca-" + authorities.size(), authority);
      }
      return new CaBundle(file, trust(authorities));
    } catch (IOException e) {
      throw wrong(file, "cannot be read (" + e.getClass().getSimpleName() + ")");
    } catch (GeneralSecurityException e) {
      throw wrong(file, "holds no certificate");
    }
  }

  private static X509TrustManager trust(KeyStore authorities) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(authorities);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager x509) {
        return x509;
      }
    }
    throw new IllegalStateException("this Java has no trust manager for X.509");
  }

  private static IllegalArgumentException wrong(Path file, String fault) {
    return new IllegalArgumentException(
        "%s: '%s' %s; allowed is a file of CA certificates in PEM"
            .formatted(VARIABLE, file, fault));
  }

  /** Decides whom to trust. */
  public X509TrustManager trust() {
    return trust;
  }

  /** TLS that trusts these authorities only. */
  public SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {trust}, new SecureRandom());
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no TLS", e);
    }
  }

  /** The file. */
  @Override
  public String toString() {
    return file.toString();
  }
}
