package io.antrean.devmode;

import io.antrean.config.SecretFiles;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A whole installation in one folder: both stores, secrets and demo data, kept from one start to
 * the next. Blocking: it is made before the event loops are.
 */
public final class DevMode implements AutoCloseable {

  private final Path folder;
  private final FileChannel lock;
  private PostgresProcess postgres;
  private RedisProcess redis;

  private DevMode(Path folder, FileChannel lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /** Starts or adopts the stores of this folder; refuses a folder that another dev mode uses. */
  public static DevMode start(Path folder, PrintStream out) throws IOException {
    var absolute = folder.toAbsolutePath().normalize();
    Files.createDirectories(absolute);
    var dev = new DevMode(absolute, locked(absolute));
    try {
      out.println("Starting PostgreSQL and Redis in " + absolute + " ...");
      dev.postgres = PostgresProcess.start(absolute.resolve("postgres"));
      dev.redis = RedisProcess.start(absolute);
      SecretFiles.createMissing(absolute.resolve("secrets"));
      return dev;
    } catch (IOException | RuntimeException e) {
      dev.close();
      throw e;
    }
  }

  private static FileChannel locked(Path folder) throws IOException {
    var file = folder.resolve("lock");
    var channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    if (channel.tryLock() == null) {
      var holder = Files.readString(file).strip();
      channel.close();
      throw new IOException(
          "Another dev mode (process %s) uses %s; stop it, or name another folder in"
              .concat(" ANTREAN_DEV_DIR")
              .formatted(holder, folder));
    }
    var pid = Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII);
    channel.truncate(0).write(ByteBuffer.wrap(pid), 0);
    return channel;
  }

  /** The variables of this installation; what the user has set wins over them. */
  public Map<String, String> environment() {
    var secrets = folder.resolve("secrets");
    var all = new LinkedHashMap<String, String>();
    all.put("ANTREAN_HTTP_HOST", "127.0.0.1");
    all.put("ANTREAN_REDIS_URI", redis.uri());
    all.put("ANTREAN_POSTGRES_URI", postgres.uri("antrean"));
    all.put("ANTREAN_POSTGRES_OWNER_URI", postgres.ownerUri("antrean"));
    all.put("ANTREAN_TOKEN_SECRET_FILE", secrets.resolve("token").toString());
    all.put("ANTREAN_TICKET_KEY_FILE", secrets.resolve("ticket").toString());
    all.put("ANTREAN_PEPPER_FILE", secrets.resolve("pepper").toString());
    all.put("ANTREAN_DEMO", "true");
    all.put("ANTREAN_MAIL", "log");
    // Whoever tries webhooks here receives them on this machine.
    all.put("ANTREAN_WEBHOOK_ALLOWED_RANGES", "127.0.0.0/8,::1");
    return all;
  }

  /** Stops both stores cleanly and leaves no process behind. */
  @Override
  public void close() {
    if (redis != null) redis.close();
    if (postgres != null) postgres.close();
    try {
      lock.close();
    } catch (IOException e) {
      // The lock ends with this process.
    }
  }
}
