package io.pointsman.backup;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import javax.xml.stream.XMLStreamException;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** What a bucket holds below a prefix, page by page. */
final class S3Listings {
  private final S3Requests requests;

  S3Listings(S3Requests requests) {
    this.requests = requests;
  }

  void list(String prefix, Consumer<ObjectStore.Listed> each) throws IOException {
    pages(
        prefix,
        request -> {},
        page -> {
          page.contents().forEach(object -> each.accept(listed(object)));
          return true;
        });
  }

  void listAfter(String prefix, String startAfter, Predicate<ObjectStore.Listed> goOn)
      throws IOException {
    pages(
        prefix,
        request -> request.startAfter(startAfter),
        page -> page.contents().stream().map(S3Listings::listed).allMatch(goOn));
  }

  List<String> listFolders(String prefix) throws IOException {
    List<String> folders = new ArrayList<>();
    pages(
        prefix,
        request -> request.delimiter("/"),
        page -> {
          page.commonPrefixes().stream().map(CommonPrefix::prefix).forEach(folders::add);
          return true;
        });
    return List.copyOf(folders);
  }

  private static ObjectStore.Listed listed(S3Object object) {
    return new ObjectStore.Listed(
        object.key(), object.size(), object.eTag(), S3ObjectStore.millis(object.lastModified()));
  }

  private void pages(
      String prefix,
      Consumer<ListObjectsV2Request.Builder> how,
      Predicate<ListObjectsV2Response> goOn)
      throws IOException {
    String token = null;
    do {
      ListObjectsV2Response page = page(prefix, how, token);
      if (!goOn.test(page)) {
        return;
      }
      token = next(page, prefix);
    } while (token != null);
  }

  /** One page; the SDK does not ask again for one whose body was cut short. */
  private ListObjectsV2Response page(
      String prefix, Consumer<ListObjectsV2Request.Builder> how, String token) throws IOException {
    for (int failures = 1; ; failures++) {
      try {
        return requests.call(
            "list",
            prefix,
            () ->
                requests
                    .client()
                    .listObjectsV2(
                        request -> {
                          request.bucket(requests.bucket()).prefix(prefix).continuationToken(token);
                          how.accept(request);
                        }));
      } catch (StoreException e) {
        if (failures >= S3Requests.BODY_ATTEMPTS || !unreadable(e)) {
          throw e;
        }
        requests.pause(failures, prefix);
      }
    }
  }

  private static boolean unreadable(Throwable failure) {
    Throwable cause = failure;
    while (cause != null && !(cause instanceof XMLStreamException)) {
      cause = cause.getCause();
    }
    return cause != null;
  }

  private String next(ListObjectsV2Response page, String prefix) throws IOException {
    if (!Boolean.TRUE.equals(page.isTruncated())) {
      return null;
    }
    if (page.nextContinuationToken() == null) {
      throw new StoreException(
          "The listing of " + requests.name(prefix) + " is cut off without a token to go on with",
          0,
          null);
    }
    return page.nextContinuationToken();
  }
}
