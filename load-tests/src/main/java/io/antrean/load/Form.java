package io.antrean.load;

/**
 * How large a scenario is: persons, seats, seconds from the release's creation to its opening, and
 * the ms over which people come from then on. The environment may say otherwise.
 */
public record Form(int persons, int seats, int leadSeconds, int spreadMs) {}
