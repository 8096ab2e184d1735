package io.pointsman.backup;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** One file that is too large for one request. */
final class MultipartUpload {
  private static final int PART_BYTES = 32 << 20;

  private final S3Requests requests;
  private final S3Client client;
  private final String key;
  private final Path file;

  MultipartUpload(S3Requests requests, String key, Path file) {
    this.requests = requests;
    this.client = requests.client();
    this.key = key;
    this.file = file;
  }

  void run() throws IOException {
    String bucket = requests.bucket();
    String id =
        requests
            .call("write", key, () -> client.createMultipartUpload(r -> r.bucket(bucket).key(key)))
            .uploadId();
    boolean completed = false;
    try (RandomAccessFile source = new RandomAccessFile(file.toFile(), "r")) {
      List<CompletedPart> parts = new ArrayList<>();
      long size = source.length();
      for (long position = 0; position < size; position += PART_BYTES) {
        byte[] part = new byte[(int) Math.min(PART_BYTES, size - position)];
        source.readFully(part);
        parts.add(put(id, parts.size() + 1, part));
      }
      requests.call(
          "write",
          key,
          () ->
              client.completeMultipartUpload(
                  r ->
                      r.bucket(bucket).key(key).uploadId(id).multipartUpload(m -> m.parts(parts))));
      completed = true;
    } finally {
      if (!completed) {
        // Parts of an upload that is never completed are paid for until they are aborted.
        requests.call(
            "abort the upload of",
            key,
            () -> client.abortMultipartUpload(r -> r.bucket(bucket).key(key).uploadId(id)));
      }
    }
  }

  private CompletedPart put(String id, int number, byte[] part) throws IOException {
    String etag =
        requests
            .call(
                "write",
                key,
                () ->
                    client.uploadPart(
                        r ->
                            r.bucket(requests.bucket())
                                .key(key)
                                .uploadId(id)
                                .partNumber(number)
                                .contentMD5(S3ObjectStore.md5(part)),
                        RequestBody.fromBytes(part)))
            .eTag();
    return CompletedPart.builder().partNumber(number).eTag(etag).build();
  }
}
