package io.lethe.worker.embedded;

import com.google.common.util.concurrent.Striped;
import java.io.InputStream;
import java.util.concurrent.locks.Lock;
import org.gaul.s3proxy.S3ErrorCode;
import org.gaul.s3proxy.S3ProxyException;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * Makes {@code If-Match} of a file-backed store one step with the write it guards.
 *
 * <p>S3Proxy looks at the version tag first and writes afterwards; of two writers who looked at the
 * same time, both would succeed, and an increment would be lost. Only one process owns the folder,
 * so a lock a key in this process is enough.
 */
final class AtomicConditions extends ForwardingBlobStore {
  private static final int STRIPES = 256;

  private final Striped<Lock> locks = Striped.lock(STRIPES);

  AtomicConditions(BlobStore store) {
    super(store);
  }

  @Override
  public PutObjectResponse putBlob(PutObjectRequest request, InputStream content) {
    Lock lock = lock(request.bucket(), request.key());
    try {
      if (request.ifMatch() == null) {
        return super.putBlob(request, content);
      }
      HeadObjectResponse present =
          blobMetadataIfPresent(
              HeadObjectRequest.builder().bucket(request.bucket()).key(request.key()).build());
      if (present == null || !bare(present.eTag()).equals(bare(request.ifMatch()))) {
        throw new S3ProxyException(S3ErrorCode.PRECONDITION_FAILED);
      }
      return super.putBlob(request.toBuilder().ifMatch(null).build(), content);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public DeleteObjectResponse removeBlob(DeleteObjectRequest request) {
    Lock lock = lock(request.bucket(), request.key());
    try {
      return super.removeBlob(request);
    } finally {
      lock.unlock();
    }
  }

  private Lock lock(String bucket, String key) {
    Lock lock = locks.get(bucket + "/" + key);
    lock.lock();
    return lock;
  }

  private static String bare(String etag) {
    return etag.replace("\"", "");
  }
}
