package io.pointsman.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryObjectStoreTest {
  @TempDir private Path directory;
  private ObjectStore store;

  @BeforeEach
  void aBucketInADirectory() {
    store =
        ObjectStores.open(
            new StoreSettings(directory.toUri().toString(), null, false, null, "backups"),
            Map.of());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private List<String> keys(String prefix) throws IOException {
    List<String> keys = new ArrayList<>();
    store.list(prefix, object -> keys.add(object.key() + "=" + object.size()));
    return keys;
  }

  @Test
  void filesAreObjectsAtTheirKeys() throws IOException {
    store.put("a/b-2", bytes("two"));
    store.put("a/b-1", bytes("one"));
    store.put("a/c/d", bytes("three"));

    assertThat(keys("")).containsExactly("a/b-1=3", "a/b-2=3", "a/c/d=5");
    assertThat(keys("a/b")).containsExactly("a/b-1=3", "a/b-2=3");
    assertThat(keys("nowhere/")).isEmpty();
    assertThat(store.listFolders("a/")).containsExactly("a/c/");
    assertThat(store.head("a/c/d").orElseThrow().size()).isEqualTo(5);
    assertThat(store.head("a/c")).isEmpty();
    byte[] part = new byte[4];
    store.read("a/c/d", 2, part, 1, 2);
    assertThat(part).containsExactly(0, 'r', 'e', 0);
    assertThat(directory.resolve("backups/a/c/d")).hasContent("three");
  }

  @Test
  void anObjectIsWrittenOnceWhereThereIsNone() throws IOException {
    assertThat(store.putIfAbsent("k", bytes("first"))).isTrue();
    assertThat(store.putIfAbsent("k", bytes("second"))).isFalse();
    assertThat(store.readAll("k", 100)).isEqualTo(bytes("first"));
    assertThat(keys("")).containsExactly("k=5");
  }

  @Test
  void whatIsMissingShortOrTooLargeIsNamed() throws IOException {
    store.put("k", bytes("12345"));

    assertThatThrownBy(() -> store.readAll("gone", 1))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("s3://backups/gone");
    assertThatThrownBy(() -> store.read("k", 3, new byte[9], 0, 9))
        .isInstanceOf(EOFException.class)
        .hasMessageContaining("s3://backups/k");
    assertThatThrownBy(() -> store.readAll("k", 4)).hasMessageContaining("5 bytes, at most 4");
  }

  @Test
  void aKeyThatLeadsOutOfTheDirectoryNamesNothing() throws IOException {
    Files.writeString(directory.resolve("secret"), "x");

    assertThatThrownBy(() -> store.readAll("../secret", 10))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> store.head("a/../../secret")).isInstanceOf(NoSuchFileException.class);
  }
}
