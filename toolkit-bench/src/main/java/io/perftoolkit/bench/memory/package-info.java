/**
 * What watching memory costs: a reading, a span, an account, a mark; each beside what one would write without it.
 *
 * <p><b>Door:</b> none; the league and JMH find the classes by name.
 *
 * <p><b>Threads:</b> as many as the row of the league says; all of them share the one state.
 */
@org.jspecify.annotations.NullMarked
package io.perftoolkit.bench.memory;
