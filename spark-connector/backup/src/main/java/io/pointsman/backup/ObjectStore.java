package io.pointsman.backup;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A bucket of an object store. Keys have no leading slash. Safe for use by many threads.
 *
 * <p>Every {@link IOException} names bucket and key; a missing object is a {@link
 * java.nio.file.NoSuchFileException}.
 */
public interface ObjectStore extends Closeable {

  /**
   * One listed object.
   *
   * @param key full key in the bucket
   * @param size bytes
   * @param etag opaque, or null when the store gives none
   * @param lastModifiedMillis milliseconds since the epoch
   */
  record Listed(String key, long size, String etag, long lastModifiedMillis) {}

  /** The bucket's name, for messages. */
  String bucket();

  /**
   * Every object whose key begins with {@code prefix}, in key order, however many pages it takes.
   */
  void list(String prefix, Consumer<Listed> each) throws IOException;

  /**
   * The objects below {@code prefix} whose keys come after {@code startAfter}, in key order, until
   * {@code goOn} has enough.
   *
   * @param goOn takes one object and says whether the next one is wanted
   */
  default void listAfter(String prefix, String startAfter, Predicate<Listed> goOn)
      throws IOException {
    List<Listed> after = new ArrayList<>();
    list(
        prefix,
        object -> {
          if (object.key().compareTo(startAfter) > 0) {
            after.add(object);
          }
        });
    for (Listed object : after) {
      if (!goOn.test(object)) {
        return;
      }
    }
  }

  /**
   * The child "folders" below {@code prefix} (which ends with a slash), each ending with a slash.
   */
  List<String> listFolders(String prefix) throws IOException;

  /** The object's listing entry, or empty when there is none. */
  Optional<Listed> head(String key) throws IOException;

  /**
   * Reads exactly {@code length} bytes from {@code position} into {@code target}; a body that is
   * cut short is read again, and an error when it stays so.
   */
  void read(String key, long position, byte[] target, int offset, int length) throws IOException;

  /**
   * An object that is a file of this machine, opened for reading, which then takes no copy; empty
   * where objects are no files. The caller closes it.
   */
  default Optional<FileChannel> openFile(String key) throws IOException {
    return Optional.empty();
  }

  /**
   * The whole object.
   *
   * @throws IOException also when it is larger than {@code maxBytes}
   */
  byte[] readAll(String key, long maxBytes) throws IOException;

  /** Writes the object, over an older one. */
  void put(String key, byte[] content) throws IOException;

  /**
   * Writes the object only where there is none, in one step of the store.
   *
   * @return whether this call wrote it
   */
  boolean putIfAbsent(String key, byte[] content) throws IOException;

  /** Uploads a local file, over an older object. */
  void upload(String key, java.nio.file.Path file) throws IOException;

  /** Deletes the object; no error when there is none. */
  void delete(String key) throws IOException;

  @Override
  void close();
}
