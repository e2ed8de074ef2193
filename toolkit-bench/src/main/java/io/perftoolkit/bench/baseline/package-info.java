/**
 * Comparisons of what others wrote: they prove the harness, and they are the shape to copy for a subject of ours.
 *
 * <p><b>Door:</b> none; the league and JMH find the classes by name. One class per subject, its peers are values of the
 * parameter {@code subject}. Each value is a class of its own behind one abstract class, and only the chosen one is
 * loaded into a fork: the call in the benchmark has one target there, as it would have in a program.
 *
 * <p><b>Threads:</b> as many as the row of the league says; all of them share the one state.
 */
@org.jspecify.annotations.NullMarked
package io.perftoolkit.bench.baseline;
