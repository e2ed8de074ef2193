/**
 * What caches are asked for: recorded sequences of keys, and generated ones.
 *
 * <p><b>Door:</b> {@link io.perftoolkit.bench.traces.Traces} reads and makes them, {@link
 * io.perftoolkit.bench.traces.Trace} is one of them, {@link io.perftoolkit.bench.traces.Zipf} draws keys of which few are
 * popular.
 *
 * <p><b>Threads:</b> everything here is immutable once it is made.
 */
@org.jspecify.annotations.NullMarked
package io.perftoolkit.bench.traces;
