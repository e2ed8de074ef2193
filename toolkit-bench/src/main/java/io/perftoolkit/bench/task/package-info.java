/**
 * What it costs to have a task run, beside the executors of the JDK.
 *
 * <p><b>Door:</b> none; the league and JMH find the classes by name. {@code SubmitBenchmark} hands tasks over from outside,
 * {@code ChainBenchmark} and {@code TreeBenchmark} submit from within, {@code RoundTripBenchmark} waits for each task,
 * {@code ScopeBenchmark} forks and joins.
 *
 * <p><b>Threads:</b> all executors have two workers; producers as many as the row of the league says.
 */
@org.jspecify.annotations.NullMarked
package io.perftoolkit.bench.task;
