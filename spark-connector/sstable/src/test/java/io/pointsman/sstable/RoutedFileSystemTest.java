package io.pointsman.sstable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pointsman.backup.Backup;
import io.pointsman.backup.MemoryObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoutedFileSystemTest {
  private final MemoryObjectStore store = new MemoryObjectStore();
  private final RoutedFileSystem files = new RoutedFileSystem(FileSystems.getDefault());
  private Mount mount;
  @TempDir private Path directory;

  @BeforeEach
  void mount() throws IOException {
    store.put("a/nb-1-big-Data.db", "0123456789".getBytes(StandardCharsets.UTF_8));
    Backup.Component component = new Backup.Component("a/nb-1-big-Data.db", "nb-1-big-Data.db", 10);
    mount =
        new Mount(
            new ObjectSource.InStore(store),
            ReadSettings.defaults(),
            List.of(new Backup.SSTable("ks", "t", "node1", "nb-1-big", List.of(component))));
  }

  @AfterEach
  void unmount() {
    mount.close();
  }

  private Path object() {
    return files.getPath(mount.directoryOf(0), "nb-1-big-Data.db");
  }

  @Test
  void anObjectIsAFile() throws IOException {
    assertThat(Files.size(object())).isEqualTo(10);
    assertThat(Files.isRegularFile(object())).isTrue();
    assertThat(Files.readString(object())).isEqualTo("0123456789");
    assertThat(Files.isDirectory(object().getParent())).isTrue();
    try (Stream<Path> listed = Files.list(object().getParent())) {
      assertThat(listed).containsExactly(object());
    }
  }

  @Test
  void anObjectIsNeverChanged() throws IOException {
    assertThatThrownBy(() -> Files.writeString(object(), "x"))
        .isInstanceOf(ReadOnlyFileSystemException.class);
    assertThatThrownBy(() -> Files.move(object(), files.getPath(directory.toString(), "x")))
        .isInstanceOf(ReadOnlyFileSystemException.class);
    Files.delete(object());
    assertThat(store.head("a/nb-1-big-Data.db")).isPresent();
  }

  @Test
  void whatIsNotMountedIsAMissingFile() {
    Path other = files.getPath(mount.directoryOf(0), "other");
    assertThat(Files.exists(other)).isFalse();
    assertThatThrownBy(() -> Files.size(other)).isInstanceOf(NoSuchFileException.class);
    mount.close();
    assertThat(Files.exists(object())).isFalse();
  }

  @Test
  void everythingElseIsTheMachinesOwn() throws IOException {
    Path local = files.getPath(directory.toString(), "sub", "x");
    Files.createDirectories(local.getParent());
    Files.writeString(local, "here");

    assertThat(Files.readString(directory.resolve("sub/x"))).isEqualTo("here");
    Path copy = Files.copy(local, local.resolveSibling("y"));
    assertThat(copy.getFileSystem()).isSameAs(files);
    try (Stream<Path> listed = Files.list(local.getParent())) {
      assertThat(listed.map(Path::getFileName).map(Path::toString))
          .containsExactlyInAnyOrder("x", "y");
    }
    Files.delete(copy);
    assertThat(directory.resolve("sub/y")).doesNotExist();
    assertThat(local.toFile()).exists();
  }

  @Test
  void scansOfSeveralStoresDoNotMeet() throws Exception {
    List<WrittenTable> tables = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      WrittenTable table =
          new WrittenTable(
              directory.resolve("store" + i),
              new MemoryObjectStore(),
              "CREATE TABLE ks.t (k int PRIMARY KEY, v text);",
              "t");
      for (int replica = 1; replica <= 2; replica++) {
        var partition = table.partition(1).timestamp(replica);
        partition.row().add("v", "store " + i);
        table.write("node" + replica, partition.build());
      }
      tables.add(table);
    }
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<List<String>>> scans = new ArrayList<>();
      for (int i = 0; i < 80; i++) {
        WrittenTable table = tables.get(i % 4);
        scans.add(threads.submit(() -> table.rows(1_700_000_000)));
      }
      for (int i = 0; i < scans.size(); i++) {
        assertThat(scans.get(i).get()).containsExactly("1|'store " + i % 4 + "'");
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
