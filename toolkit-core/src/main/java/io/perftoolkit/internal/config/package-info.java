/**
 * Reads flat maps of text into builders.
 *
 * <p><b>Doors:</b> {@link io.perftoolkit.internal.config.FlatConfig}.
 *
 * <p><b>Threads:</b> for the one thread that builds.
 */
package io.perftoolkit.internal.config;
