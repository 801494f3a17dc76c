package io.antrean.catalogue;

import java.time.ZoneId;

/** A place with counters and a time zone: its slots are in that zone's local time. */
public record Office(String id, String name, ZoneId zone) {}
