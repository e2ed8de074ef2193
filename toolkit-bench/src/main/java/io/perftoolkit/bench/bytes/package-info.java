/**
 * The chunker beside its peers: what it costs to look at every chunk of a file in the page cache, and to cut a stream into frames.
 *
 * <p><b>Doors:</b> none; JMH finds the benchmarks.
 *
 * <p><b>Threads:</b> as JMH starts them.
 */
@org.jspecify.annotations.NullMarked
package io.perftoolkit.bench.bytes;
