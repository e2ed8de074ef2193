/**
 * What a counter costs, beside its peers.
 *
 * <p><b>Door:</b> none; the league and JMH find the classes by name. {@code CounterBenchmark} raises one counter in a tight
 * loop, which flatters locked instructions; {@code BehindStoresBenchmark} does it as real code does, with stores in
 * flight; {@code TenCountersBenchmark} raises ten per operation; {@code VirtualThreadsBenchmark} times whole short tasks;
 * {@code ReadingBenchmark} reads, which is where striping pays for the rest.
 *
 * <p><b>Threads:</b> as many as the row of the league says; all of them share the counters.
 */
@org.jspecify.annotations.NullMarked
package io.perftoolkit.bench.count;
