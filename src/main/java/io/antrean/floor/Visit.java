package io.antrean.floor;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.UUID;

/**
 * Somebody who is at the office: a member of a booking who has checked in, or a walk-in, who has no
 * booking, member, person and slot. {@code no} is the order of arrival, {@code calls} are those of
 * the stage; {@code version} is what an act names, so that none is done to what has changed since.
 */
record Visit(
    UUID id,
    long no,
    String office,
    LocalDate day,
    String service,
    String number,
    UUID booking,
    Integer member,
    UUID person,
    String name,
    String nationality,
    LocalDateTime slot,
    Lane lane,
    VisitState state,
    Stage stage,
    String counter,
    int calls,
    Instant checkedInAt,
    Instant waitingSince,
    Instant calledAt,
    Instant servingSince,
    Instant endedAt,
    String paymentCode,
    Instant paidAt,
    LocalDate readyOn,
    String postponedReason,
    String note,
    boolean onPaper,
    int version) {}
