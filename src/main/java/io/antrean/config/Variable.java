package io.antrean.config;

/**
 * One environment variable. {@code fallback} is its default as text, null when it must be given or
 * the default depends on the machine; then {@code meaning} says so.
 */
public record Variable(String name, String fallback, String meaning) {}
