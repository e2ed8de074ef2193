/**
 * The object pool beside its peers: what a borrow costs, and how long one waits for it when there are more borrowers than
 * objects.
 *
 * <p><b>Doors:</b> none; JMH finds the benchmarks.
 *
 * <p><b>Threads:</b> as JMH starts them; the benchmark of waits starts its own.
 */
@org.jspecify.annotations.NullMarked
package io.perftoolkit.bench.objectpool;
