package io.antrean.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The rules of the floor: how early and how late one may check in, how many walk-ins a service
 * takes in a day, the lanes' shares of the calls, how often somebody is called again before they
 * have not come, and how many working days after its payment a passport is ready. {@code
 * bankSecretFile} is null where no bank calls back.
 */
public record FloorConfig(
    Duration early,
    Duration late,
    int walkInsADay,
    int priorityWeight,
    int onlineWeight,
    int walkInWeight,
    int recalls,
    int readyAfterDays,
    Duration boardEvery,
    Path bankSecretFile) {

  public FloorConfig {
    new Check()
        .ms("FLOOR_EARLY_MS", early, 0, 86_400_000)
        .ms("FLOOR_LATE_MS", late, 0, 86_400_000)
        .between("FLOOR_WALK_INS_A_DAY", walkInsADay, 0, 10_000)
        .between("FLOOR_PRIORITY_WEIGHT", priorityWeight, 1, 10)
        .between("FLOOR_ONLINE_WEIGHT", onlineWeight, 1, 10)
        .between("FLOOR_WALK_IN_WEIGHT", walkInWeight, 1, 10)
        .between("FLOOR_RECALLS", recalls, 0, 10)
        .between("FLOOR_READY_AFTER_DAYS", readyAfterDays, 0, 60)
        .ms("FLOOR_BOARD_EVERY_MS", boardEvery, 50, 60_000)
        .that(
            bankSecretFile == null || Files.isReadable(bankSecretFile),
            "BANK_SECRET_FILE",
            "must name a file that can be read")
        .done();
  }

  static FloorConfig from(Environment env) {
    return new FloorConfig(
        env.ms("FLOOR_EARLY_MS"),
        env.ms("FLOOR_LATE_MS"),
        env.integer("FLOOR_WALK_INS_A_DAY"),
        env.integer("FLOOR_PRIORITY_WEIGHT"),
        env.integer("FLOOR_ONLINE_WEIGHT"),
        env.integer("FLOOR_WALK_IN_WEIGHT"),
        env.integer("FLOOR_RECALLS"),
        env.integer("FLOOR_READY_AFTER_DAYS"),
        env.ms("FLOOR_BOARD_EVERY_MS"),
        env.path("BANK_SECRET_FILE"));
  }
}
