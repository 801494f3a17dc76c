package io.antrean.load;

import java.util.UUID;

/** A made-up person with the token of an account of their own. */
public record Person(String token, UUID id) {}
