package io.pointsman.registry.page;

import com.google.inject.Inject;
import com.google.inject.Singleton;
import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.loader.ClasspathLoader;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;

/** The page's templates. What they are given is escaped; a name that is missing is an error. */
@Singleton
public final class PageTemplates {
  private final PebbleEngine engine;

  @Inject
  PageTemplates() {
    ClasspathLoader loader = new ClasspathLoader(PageTemplates.class.getClassLoader());
    loader.setPrefix("io/pointsman/registry/page");
    loader.setSuffix(".peb");
    this.engine =
        new PebbleEngine.Builder()
            .loader(loader)
            .strictVariables(true)
            .autoEscaping(true)
            .defaultLocale(Locale.ROOT)
            .build();
  }

  /** The HTML of a template. */
  public String render(String template, Map<String, Object> values) {
    StringWriter html = new StringWriter();
    try {
      engine.getTemplate(template).evaluate(html, values);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return html.toString();
  }
}
