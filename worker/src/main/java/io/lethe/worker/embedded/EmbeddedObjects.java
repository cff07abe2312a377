package io.lethe.worker.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Properties;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;

/** An S3 server over a folder, on the loopback interface, with credentials of its own. */
final class EmbeddedObjects implements AutoCloseable {
  private final S3Proxy proxy;

  EmbeddedObjects(Path folder, String accessKey, String secretKey) throws IOException {
    Properties properties = new Properties();
    properties.setProperty("jclouds.filesystem.basedir", folder.toString());
    proxy =
        S3Proxy.builder()
            .blobStore(
                new AtomicConditions(
                    new FullDisk(BlobStores.create("filesystem-nio2", properties), folder)))
            .endpoint(URI.create("http://" + host() + ":0"))
            .awsAuthentication(AuthenticationType.AWS_V4, accessKey, secretKey)
            .build();
    try {
      proxy.start();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("the embedded object store does not start on " + folder, e);
    }
  }

  String url() {
    return "http://" + host() + ":" + proxy.getPort();
  }

  private static String host() {
    return InetAddress.getLoopbackAddress().getHostAddress();
  }

  @Override
  public void close() throws IOException {
    try {
      proxy.stop();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("the embedded object store does not stop", e);
    }
  }
}
