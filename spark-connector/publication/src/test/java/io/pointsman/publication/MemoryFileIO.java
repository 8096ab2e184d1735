package io.pointsman.publication;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.inmemory.InMemoryInputFile;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;

/**
 * Files of one JVM, shared by every catalog in it as an object store would be. Unlike Iceberg's own
 * it answers {@code exists} for what is missing, and can be emptied below a prefix.
 */
public final class MemoryFileIO implements FileIO {
  private static final Map<String, byte[]> FILES = new ConcurrentHashMap<>();

  /** Made by Iceberg, by name. */
  public MemoryFileIO() {}

  static void removeBelow(String prefix) {
    FILES.keySet().removeIf(location -> location.startsWith(prefix));
  }

  static Set<String> below(String prefix) {
    return FILES.keySet().stream()
        .filter(location -> location.startsWith(prefix))
        .collect(Collectors.toSet());
  }

  static void put(String location, byte[] content) {
    FILES.put(location, content);
  }

  static void remove(String location) {
    FILES.remove(location);
  }

  @Override
  public void initialize(Map<String, String> properties) {}

  @Override
  public InputFile newInputFile(String location) {
    byte[] content = FILES.get(location);
    return content == null ? new Missing(location) : new InMemoryInputFile(location, content);
  }

  @Override
  public OutputFile newOutputFile(String location) {
    return new Output(location);
  }

  @Override
  public void deleteFile(String location) {
    FILES.remove(location);
  }

  private record Missing(String location) implements InputFile {
    @Override
    public long getLength() {
      throw new NotFoundException("No such file: %s", location);
    }

    @Override
    public org.apache.iceberg.io.SeekableInputStream newStream() {
      throw new NotFoundException("No such file: %s", location);
    }

    @Override
    public boolean exists() {
      return false;
    }
  }

  private record Output(String location) implements OutputFile {
    @Override
    public PositionOutputStream create() {
      if (FILES.containsKey(location)) {
        throw new AlreadyExistsException("File exists: %s", location);
      }
      return createOrOverwrite();
    }

    @Override
    public PositionOutputStream createOrOverwrite() {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      return new PositionOutputStream() {
        @Override
        public long getPos() {
          return bytes.size();
        }

        @Override
        public void write(int b) {
          bytes.write(b);
        }

        @Override
        public void write(byte[] b, int offset, int length) {
          bytes.write(b, offset, length);
        }

        @Override
        public void close() throws IOException {
          FILES.put(location, bytes.toByteArray());
        }
      };
    }

    @Override
    public InputFile toInputFile() {
      return new InMemoryInputFile(location, FILES.get(location));
    }
  }
}
