package io.antrean.torture.client;

import java.util.UUID;

/** A made-up person and the token of their own account. */
public record Person(String token, UUID id) {}
