package io.antrean.metrics;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the process takes of the machine: time of its processors, and memory, heap and all. */
final class ProcessUsage implements MeterBinder {

  private static final Path STATUS = Path.of("/proc/self/status");

  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  @Override
  public void bindTo(MeterRegistry registry) {
    FunctionCounter.builder("process.cpu", system, s -> s.getProcessCpuTime() / 1e9)
        .description("Time that the processors have spent on the process")
        .baseUnit("seconds")
        .register(registry);
    Gauge.builder("process.resident.memory", ProcessUsage::residentBytes)
        .description("Memory of the process that is in RAM")
        .baseUnit("bytes")
        .register(registry);
  }

  /** Not a number where there is no /proc. Read when scraped, off the event loops. */
  private static double residentBytes() {
    try (var lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) * 1024)
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException e) {
      return Double.NaN;
    }
  }
}
