package io.antrean.torture.nemesis;

import io.antrean.torture.cluster.Cluster;
import io.antrean.torture.cluster.Proxy;
import io.antrean.torture.cluster.Proxy.Mode;
import io.antrean.torture.cluster.Shell;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What happens on the ways between clients, nodes and stores: to one of them, or to all. */
final class NetFaults {

  private static final int ALL_PERCENT = 30;

  private NetFaults() {}

  static List<Nemesis> of(Cluster cluster, Random random) {
    var all = new ArrayList<Nemesis>();
    all.addAll(of("net-to-redis", cluster.toRedis(), random));
    all.addAll(of("net-to-postgres", cluster.toPostgres(), random));
    all.addAll(of("net-to-nodes", cluster.toNodes(), random));
    return all;
  }

  private static List<Nemesis> of(String way, List<Proxy> proxies, Random random) {
    return List.of(
        new Way(way + "-cut", proxies, Mode.REFUSE, random),
        new Way(way + "-cut-before-the-reply", proxies, Mode.CUT_REPLIES, random),
        new Way(way + "-late", proxies, Mode.DELAY, random),
        new Way(way + "-half-open", proxies, Mode.SILENT, random));
  }

  /** One mode of one way, for a while. */
  private static final class Way implements Nemesis {
    private final String name;
    private final List<Proxy> proxies;
    private final Mode mode;
    private final Random random;
    private List<Proxy> hit = List.of();

    Way(String name, List<Proxy> proxies, Mode mode, Random random) {
      this.name = name;
      this.proxies = proxies;
      this.mode = mode;
      this.random = random;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public void begin() {
      hit =
          random.nextInt(100) < ALL_PERCENT
              ? proxies
              : List.of(proxies.get(random.nextInt(proxies.size())));
      hit.forEach(proxy -> proxy.become(mode));
      Shell.sleep(random.nextInt(2000));
    }

    @Override
    public void heal() {
      hit.forEach(proxy -> proxy.become(Mode.PASS));
    }
  }
}
