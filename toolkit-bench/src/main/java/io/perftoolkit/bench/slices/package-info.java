/**
 * A second way to measure the benchmarks of JMH, for machines that are not ours alone.
 *
 * <p>Each trial gets a JVM of its own, which runs the benchmark in slices of about 1.5 ms and reads the wall clock and the
 * CPU clock of each thread around each. A slice counts only if every thread had its processor all the time and, with two
 * threads or more, if they ran at the same time. What is left is the cost of the operation, even where half of the
 * slices were lost to others; where nearly all were, there is no result rather than a wrong one.
 *
 * <p>What runs is not a copy of the benchmark but the very method that JMH generated for it (single shot, with as many
 * operations as fit the slice): the same states, parameters, black holes and compiler hints.
 *
 * <p><b>Door:</b> {@link io.perftoolkit.bench.slices.Slices}.
 *
 * <p><b>Threads:</b> the door blocks its caller until the measured JVM has ended.
 */
@org.jspecify.annotations.NullMarked
package io.perftoolkit.bench.slices;
