/**
 * The front door of {@code benchmarks.jar}.
 *
 * <p><b>Door:</b> {@link io.perftoolkit.bench.Main}: a first word such as {@code league} picks the room; anything else is
 * an ordinary command line of JMH.
 *
 * <p><b>Threads:</b> none of its own.
 */
@org.jspecify.annotations.NullMarked
package io.perftoolkit.bench;
