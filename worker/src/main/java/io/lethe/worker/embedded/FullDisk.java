package io.lethe.worker.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gaul.s3proxy.S3ErrorCode;
import org.gaul.s3proxy.S3ProxyException;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * Says of a file-backed store that its disk is full. S3Proxy answers "an internal error occurred"
 * then, which tells nobody what to do; it stays an error that is worth another attempt.
 */
final class FullDisk extends ForwardingBlobStore {
  /** The kernel's words for ENOSPC and EDQUOT; Java has no exception of their own for them. */
  private static final String[] REASONS = {"No space left on device", "Disk quota exceeded"};

  private final Path folder;

  FullDisk(BlobStore store, Path folder) {
    super(store);
    this.folder = folder;
  }

  @Override
  public PutObjectResponse putBlob(PutObjectRequest request, InputStream content) {
    try {
      return super.putBlob(request, content);
    } catch (Exception e) {
      throw said(e);
    }
  }

  @Override
  public CopyObjectResponse copyBlob(CopyObjectRequest request) {
    try {
      return super.copyBlob(request);
    } catch (Exception e) {
      throw said(e);
    }
  }

  @Override
  public UploadPartResponse uploadMultipartPart(
      MultipartUpload upload, UploadPartRequest request, InputStream content) {
    try {
      return super.uploadMultipartPart(upload, request, content);
    } catch (Exception e) {
      throw said(e);
    }
  }

  @Override
  public CompleteMultipartUploadResponse completeMultipartUpload(
      MultipartUpload upload, CompleteMultipartUploadRequest request) {
    try {
      return super.completeMultipartUpload(upload, request);
    } catch (Exception e) {
      throw said(e);
    }
  }

  /**
   * The exception to throw instead.
   *
   * @param <E> S3Proxy's stores throw checked exceptions that they do not declare
   */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // thrown on as it came
  private <E extends Exception> RuntimeException said(Exception e) throws E {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      for (String reason : REASONS) {
        if (cause.getMessage() != null && cause.getMessage().contains(reason)) {
          return new S3ProxyException(
              S3ErrorCode.INTERNAL_ERROR,
              "the disk under %s is full: %s, %s bytes free".formatted(folder, reason, free()),
              e);
        }
      }
    }
    throw (E) e;
  }

  private String free() {
    try {
      return Long.toString(Files.getFileStore(folder).getUsableSpace());
    } catch (IOException e) {
      return "unknown";
    }
  }
}
