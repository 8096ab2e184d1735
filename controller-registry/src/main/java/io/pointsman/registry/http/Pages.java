package io.pointsman.registry.http;

import com.google.inject.Inject;
import com.google.inject.Singleton;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.pointsman.registry.api.Role;
import io.pointsman.registry.page.PageTemplates;
import io.pointsman.registry.service.RefusedException;
import io.pointsman.registry.service.SignedChange;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** What all views do alike: they are shown, and their forms make changes that somebody signs. */
@Singleton
final class Pages {
  /** The view that a template belongs to, as the navigation names it. */
  private static final Map<String, String> VIEWS =
      Map.ofEntries(
          Map.entry("overview", "overview"),
          Map.entry("rules", "rules"),
          Map.entry("rule", "rules"),
          Map.entry("movements", "movements"),
          Map.entry("movement", "movements"),
          Map.entry("sources", "sources"),
          Map.entry("source", "sources"),
          Map.entry("catalog", "sources"),
          Map.entry("runs", "runs"),
          Map.entry("run", "runs"),
          Map.entry("proofs", "proofs"),
          Map.entry("audit", "audit"),
          Map.entry("change", "audit"));

  private final PageTemplates templates;

  @Inject
  Pages(PageTemplates templates) {
    this.templates = templates;
  }

  /** Shows a view to a caller who was admitted. */
  void show(Context context, String template, Map<String, Object> values) {
    Caller caller = Caller.of(context);
    Map<String, Object> all = new HashMap<>(values);
    all.put("who", caller.principal().name());
    all.put("actor", PageSafety.actor(context));
    all.put("token", PageSafety.token(caller));
    all.put("mayOperate", caller.principal().may(Role.OPERATOR));
    all.put("mayApprove", caller.principal().may(Role.APPROVER));
    answer(context, template, all);
  }

  /** Shows a page to whoever it is. */
  void showAnybody(Context context, String template, Map<String, Object> values) {
    Map<String, Object> all = new HashMap<>(values);
    all.put("who", "");
    answer(context, template, all);
  }

  private void answer(Context context, String template, Map<String, Object> values) {
    values.putIfAbsent("refused", "");
    values.put("view", VIEWS.getOrDefault(template, ""));
    context.html(templates.render(template, values));
    PageSafety.protect(context);
  }

  /** Shows a view again on which something could not be done. */
  interface Refused {
    void show(RefusedException refused);
  }

  /**
   * Makes a change that the form signs.
   *
   * @param make makes it
   * @param then where the browser goes when it is made
   * @param again shows the view with the form again when it is refused
   */
  void change(Context context, Consumer<SignedChange> make, String then, Refused again) {
    try {
      String actor = context.formParam("actor");
      make.accept(Requests.change(context, actor, context.formParam("why")));
      PageSafety.remember(context, actor);
      context.redirect(then, HttpStatus.SEE_OTHER);
    } catch (RefusedException e) {
      context.status(e.problem().status());
      again.show(e);
    } catch (IllegalArgumentException e) {
      context.status(HttpStatus.BAD_REQUEST);
      again.show(RefusedException.badRequest(e.getMessage()));
    }
  }

  /** What a form or a filter says, or null when it is blank. */
  static String text(String value) {
    return value == null || value.isBlank() ? null : value.strip();
  }

  /**
   * One of an enumeration's values, or null when it is blank.
   *
   * @throws RefusedException naming those that there are
   */
  static <E extends Enum<E>> E one(Class<E> type, String name, String value) {
    String given = text(value);
    if (given == null) {
      return null;
    }
    for (E one : type.getEnumConstants()) {
      if (one.name().equals(given)) {
        return one;
      }
    }
    throw RefusedException.badRequest(
        "The parameter "
            + name
            + " is '"
            + (given.length() > 100 ? given.substring(0, 100) + "…" : given)
            + "'; one of "
            + java.util.Arrays.toString(type.getEnumConstants())
            + " is expected");
  }

  /** An address with parameters; those that are null are left out. */
  static String link(String path, String... parameters) {
    StringBuilder link = new StringBuilder(path);
    char mark = '?';
    for (int i = 0; i < parameters.length; i += 2) {
      if (parameters[i + 1] != null && !parameters[i + 1].isEmpty()) {
        link.append(mark)
            .append(parameters[i])
            .append('=')
            .append(URLEncoder.encode(parameters[i + 1], StandardCharsets.UTF_8));
        mark = '&';
      }
    }
    return link.toString();
  }
}
