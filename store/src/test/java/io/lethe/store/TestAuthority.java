package io.lethe.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A certificate authority for tests, and the identities it vouches for on 127.0.0.1. Java can read
 * certificates and cannot write them, so their few bytes of DER are put together here.
 */
public final class TestAuthority {
  private static final int SEQUENCE = 0x30;
  private static final byte[] ECDSA_SHA256 = hex("300a06082a8648ce3d040302");
  private static final byte[] COMMON_NAME = hex("0603550403");
  private static final byte[] CA_ONLY = hex("300f0603551d130101ff040530030101ff");
  private static final byte[] ALTERNATIVE_NAMES = hex("0603551d11");

  private final String name;
  private final KeyPair keys;
  private final X509Certificate certificate;

  private TestAuthority(String name, KeyPair keys, X509Certificate certificate) {
    this.name = name;
    this.keys = keys;
    this.certificate = certificate;
  }

  /** A new authority that vouches for itself. */
  public static TestAuthority create(String name) throws IOException {
    KeyPair keys = keys();
    return new TestAuthority(name, keys, certificate(name, keys, name, keys, CA_ONLY));
  }

  /** An identity on 127.0.0.1 and localhost, for servers and clients. */
  public Identity issue(String subject) throws IOException {
    KeyPair own = keys();
    byte[] names =
        der(
            SEQUENCE,
            der(0x87, InetAddress.getLoopbackAddress().getAddress()),
            der(0x82, "localhost".getBytes(StandardCharsets.US_ASCII)));
    byte[] extension = der(SEQUENCE, ALTERNATIVE_NAMES, der(0x04, names));
    return new Identity(certificate(subject, own, name, keys, extension), own.getPrivate());
  }

  /** Writes the authority's certificate in PEM. */
  public Path writeCertificate(Path file) throws IOException {
    return pem(file, "CERTIFICATE", encoded(certificate));
  }

  /**
   * Somebody the authority vouches for.
   *
   * @param certificate the certificate
   * @param key its private key
   */
  public record Identity(X509Certificate certificate, PrivateKey key) {
    /** Writes the certificate in PEM. */
    public Path writeCertificate(Path file) throws IOException {
      return pem(file, "CERTIFICATE", encoded(certificate));
    }

    /** Writes the private key in PEM, PKCS #8. */
    public Path writeKey(Path file) throws IOException {
      return pem(file, "PRIVATE KEY", key.getEncoded());
    }
  }

  private static X509Certificate certificate(
      String subject, KeyPair own, String issuer, KeyPair signer, byte[] extension)
      throws IOException {
    byte[] toSign =
        der(
            SEQUENCE,
            der(0xa0, der(0x02, new byte[] {2})),
            der(0x02, BigInteger.valueOf(System.nanoTime()).toByteArray()),
            ECDSA_SHA256,
            distinguished(issuer),
            der(SEQUENCE, time("250101000000Z"), time("490101000000Z")),
            distinguished(subject),
            own.getPublic().getEncoded(),
            der(0xa3, der(SEQUENCE, extension)));
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(signer.getPrivate());
      signature.update(toSign);
      byte[] signed = der(SEQUENCE, toSign, ECDSA_SHA256, der(0x03, new byte[1], signature.sign()));
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(signed));
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private static byte[] distinguished(String name) throws IOException {
    byte[] text = der(0x0c, name.getBytes(StandardCharsets.UTF_8));
    return der(SEQUENCE, der(0x31, der(SEQUENCE, COMMON_NAME, text)));
  }

  private static byte[] time(String utc) throws IOException {
    return der(0x17, utc.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] der(int tag, byte[]... parts) throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.write(part);
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(tag);
    // The shortest form of the length; others are refused.
    if (content.size() >= 0x100) {
      all.write(0x82);
      all.write(content.size() >> 8);
    } else if (content.size() >= 0x80) {
      all.write(0x81);
    }
    all.write(content.size());
    content.writeTo(all);
    return all.toByteArray();
  }

  private static KeyPair keys() throws IOException {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private static byte[] encoded(X509Certificate certificate) throws IOException {
    try {
      return certificate.getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private static Path pem(Path file, String label, byte[] content) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return Files.writeString(
        file, "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n");
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
