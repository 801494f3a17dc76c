package io.antrean.floor;

import java.time.LocalDateTime;
import java.util.List;
import java.util.UUID;

/**
 * What a ticket says that is one of ours; or {@code refusal}, why it is worth nothing. The numbers
 * are in the order of the party.
 */
public record ReadTicket(String refusal, UUID booking, LocalDateTime slot, List<String> numbers) {}
