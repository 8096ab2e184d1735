package io.pointsman.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;

/** The file that a component's object holds, whatever the backup tool did to it. */
public final class ComponentContent {
  /** LZ4 makes at most 255 bytes of one. */
  private static final int LARGEST_RATIO = 256;

  private static final int BUFFER = 256 << 10;

  private ComponentContent() {}

  /** An object is not what its key or its manifest says. */
  public static final class UndecodableException extends IOException {
    private static final long serialVersionUID = 1L;

    private UndecodableException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * Writes the file into {@code target}, which stays open, and never more than the manifest says.
   *
   * @return its bytes
   * @throws UndecodableException when the object is no such stream, or is longer or shorter
   * @throws IOException when the store or the target fails
   */
  public static long copy(ObjectStore store, Backup.Component component, OutputStream target)
      throws IOException {
    String name = "s3://" + store.bucket() + "/" + component.key();
    long expected = component.contentSize();
    long limit =
        expected >= 0 ? expected : Math.multiplyExact(component.size(), (long) LARGEST_RATIO);
    byte[] buffer = new byte[BUFFER];
    long written = 0;
    try (InputStream content =
        component
            .codec()
            .decode(new ObjectInput(store, component.key(), component.size()), name, limit)) {
      for (int read = next(content, buffer); read >= 0; read = next(content, buffer)) {
        target.write(buffer, 0, read);
        written += read;
      }
    }
    if (expected >= 0 && written != expected) {
      throw new UndecodableException(
          name + " holds " + written + " bytes, and " + expected + " in the manifest", null);
    }
    return written;
  }

  private static int next(InputStream content, byte[] buffer) throws IOException {
    try {
      return content.read(buffer);
    } catch (StoreException | NoSuchFileException | InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      throw new UndecodableException(e.getMessage(), e);
    }
  }
}
