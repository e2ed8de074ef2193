/**
 * Compares every part with its peers and says, row by row, whether it keeps its promise.
 *
 * <p><b>Door:</b> {@link io.perftoolkit.bench.league.League}. The way of a row through the room: {@code Goals} reads it
 * from {@code goals.txt}, {@code PartRun} measures its two sides in turn by a {@code Harness} (JMH or slices) with
 * {@code Controls} around them, {@code Judge} gives the verdict, {@code DataFile} stores it, and {@code Pages} draws
 * Markdown and SVG from the stored files and from nothing else.
 *
 * <p><b>Threads:</b> everything here runs on one thread; the measured threads live in forked JVMs.
 */
@org.jspecify.annotations.NullMarked
package io.perftoolkit.bench.league;
