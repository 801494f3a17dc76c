package io.antrean.metrics;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.spi.VertxMetricsFactory;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.util.List;

/** The registry that features put their meters in, with the meters of JVM and process in it. */
public final class Metrics implements AutoCloseable {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  private final JvmGcMetrics collector = new JvmGcMetrics();

  public Metrics() {
    // promtool objects to their names; ProcessUsage has the time of the processors in seconds.
    registry
        .config()
        .meterFilter(MeterFilter.denyNameStartsWith("system.cpu.count"))
        .meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"));
    // Of one held connection each, under a random name that is new at each reconnect.
    registry.config().meterFilter(MeterFilter.deny(id -> "redis".equals(id.getTag("pool_type"))));
    List.<MeterBinder>of(
            collector,
            new ClassLoaderMetrics(),
            new JvmInfoMetrics(),
            new JvmMemoryMetrics(),
            new JvmThreadMetrics(),
            new ProcessorMetrics(),
            new FileDescriptorMetrics(),
            new UptimeMetrics(),
            new ProcessUsage())
        .forEach(binder -> binder.bindTo(registry));
  }

  public PrometheusMeterRegistry registry() {
    return registry;
  }

  /**
   * Vert.x's own meters, of its pools only: {@code Vertx.builder().withMetrics(…)} and {@link
   * #vertxOptions}. HTTP is counted by route in {@code http/}; the rest costs more than it tells.
   */
  public VertxMetricsFactory vertxFactory() {
    return new MicrometerMetricsFactory(registry);
  }

  /** For {@code VertxOptions.setMetricsOptions}. */
  public static MicrometerMetricsOptions vertxOptions() {
    var options = new MicrometerMetricsOptions();
    for (var domain : MetricsDomain.values()) {
      if (domain != MetricsDomain.NAMED_POOLS) options.addDisabledMetricsCategory(domain);
    }
    options.setEnabled(true);
    return options;
  }

  @Override
  public void close() {
    collector.close();
    registry.close();
  }
}
