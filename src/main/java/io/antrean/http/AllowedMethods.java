package io.antrean.http;

import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Which methods a path knows: the Allow header of a 405. Asked for rarely, so compiled late. */
final class AllowedMethods {

  private record Known(Pattern path, List<String> methods) {}

  private final Router router;
  private List<Known> known;

  AllowedMethods(Router router) {
    this.router = router;
  }

  /** The methods of this path, in order of the alphabet: {@code GET, HEAD}. */
  String of(String path) {
    if (known == null)
      known =
          router.getRoutes().stream()
              .filter(AllowedMethods::has)
              .map(AllowedMethods::known)
              .toList();
    var methods = new TreeSet<String>();
    for (var route : known) {
      if (route.path.matcher(path).matches()) methods.addAll(route.methods);
    }
    if (methods.contains("GET")) methods.add("HEAD");
    return String.join(", ", methods);
  }

  private static boolean has(Route route) {
    return route.getPath() != null && route.methods() != null;
  }

  private static Known known(Route route) {
    var regex = new StringBuilder();
    for (var part : route.getPath().split("(?<=/)|(?=/)")) {
      if (part.startsWith(":")) regex.append("[^/]+");
      else if (part.equals("*")) regex.append(".*");
      else regex.append(Pattern.quote(part));
    }
    var methods = new ArrayList<String>();
    route.methods().forEach(method -> methods.add(method.name()));
    return new Known(Pattern.compile(regex + "/?"), methods);
  }
}
