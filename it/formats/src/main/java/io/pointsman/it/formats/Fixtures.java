package io.pointsman.it.formats;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** The SSTables that come with this module; its {@code src/fixtures} says how they were made. */
public final class Fixtures {
  /** Every format, the oldest first. */
  public static final List<String> FORMATS =
      List.of("ma", "mb", "mc", "md", "me", "na", "nb", "nb-uuid", "oa", "da");

  private Fixtures() {}

  /** All tables of all formats. */
  public static List<Fixture> all() throws IOException {
    List<Fixture> all = new ArrayList<>();
    for (String format : FORMATS) {
      all.addAll(of(format));
    }
    return all;
  }

  /** All tables of one format, by name. */
  public static List<Fixture> of(String format) throws IOException {
    Map<String, Map<String, byte[]>> folders = new TreeMap<>();
    Map<String, byte[]> top = new HashMap<>();
    try (InputStream resource = Fixtures.class.getResourceAsStream(format + ".zip");
        ZipInputStream zip = new ZipInputStream(resource)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.isDirectory()) {
          continue;
        }
        String[] path = entry.getName().split("/", 2);
        if (path.length == 1) {
          top.put(path[0], zip.readAllBytes());
        } else {
          folders
              .computeIfAbsent(path[0], name -> new HashMap<>())
              .put(path[1], zip.readAllBytes());
        }
      }
    }
    String askedAt = new String(top.get("asked-at"), StandardCharsets.UTF_8);
    return folders.entrySet().stream()
        .map(folder -> Fixture.of(format, folder.getKey(), askedAt, folder.getValue()))
        .toList();
  }
}
