package io.antrean.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/** Whether this Redis may be used: it must keep every key, and belong to this installation. */
public final class RedisCheck {

  private static final String INSTALLATION = "antrean:installation";
  private static final Pattern SETTING = Pattern.compile("(?m)^(\\w+):(\\S*)\\s*$");
  private static final String MAJOR_MIN = "6.2";

  private RedisCheck() {}

  /**
   * What is wrong with it, each with what to do; empty when it may be used. An empty Redis is
   * marked as this installation's.
   */
  public static Future<List<String>> problems(RedisLink redis, UUID installation) {
    var wrong = new ArrayList<String>();
    return redis
        .send(Request.cmd(Command.INFO).arg("memory"))
        .map(info -> checkMemory(info.toString(), wrong))
        .compose(done -> redis.send(Request.cmd(Command.INFO).arg("server")))
        .map(info -> checkVersion(info.toString(), wrong))
        .compose(done -> mark(redis, installation))
        .recover(
            refused ->
                Future.failedFuture(
                    new IllegalStateException(
                        "ANTREAN_REDIS_URI: this Redis can not be used now: "
                            + refused.getMessage(),
                        refused)))
        .map(
            theirs -> {
              if (!theirs.equals(installation.toString())) {
                wrong.add(
                    "ANTREAN_REDIS_URI: this Redis belongs to installation %s, PostgreSQL to %s;"
                            .formatted(theirs, installation)
                        + " name the two stores of one installation");
              }
              return wrong;
            });
  }

  private static Void checkMemory(String info, List<String> wrong) {
    var policy = setting(info, "maxmemory_policy");
    if (!"noeviction".equals(policy)) {
      wrong.add(
          "ANTREAN_REDIS_URI: this Redis may evict keys (maxmemory-policy %s);".formatted(policy)
              + " set maxmemory-policy noeviction");
    }
    return null;
  }

  private static Void checkVersion(String info, List<String> wrong) {
    var version = setting(info, "redis_version");
    if (version == null || compare(version, MAJOR_MIN) < 0) {
      wrong.add("ANTREAN_REDIS_URI: Redis " + version + " is too old; use 6.2 or newer");
    }
    return null;
  }

  private static int compare(String version, String other) {
    var mine = version.split("\\.");
    var theirs = other.split("\\.");
    for (int i = 0; i < theirs.length; i++) {
      var difference = Integer.compare(Integer.parseInt(mine[i]), Integer.parseInt(theirs[i]));
      if (difference != 0) return difference;
    }
    return 0;
  }

  /** A line of INFO; null when it has none of that name. */
  static String setting(String info, String name) {
    var found = SETTING.matcher(info);
    while (found.find()) if (found.group(1).equals(name)) return found.group(2);
    return null;
  }

  /** Whose it is. One that is marked is only read: it may take no writes at the moment. */
  private static Future<String> mark(RedisLink redis, UUID installation) {
    return redis
        .send(Request.cmd(Command.GET).arg(INSTALLATION))
        .compose(
            theirs ->
                theirs != null
                    ? Future.succeededFuture(theirs.toString())
                    : redis
                        .send(
                            Request.cmd(Command.SETNX)
                                .arg(INSTALLATION)
                                .arg(installation.toString()))
                        .compose(done -> redis.send(Request.cmd(Command.GET).arg(INSTALLATION)))
                        .map(Object::toString));
  }
}
