/**
 * What one run of {@code prove} found, as plain data: what {@code --json} writes and what every view is drawn from.
 *
 * <p><b>Door:</b> {@link io.perftoolkit.bench.prove.result.ProveResult}. Times are seconds since the start of a lane's
 * measured window unless the name says otherwise; latencies are nanoseconds from the <em>intended</em> start.
 *
 * <p><b>Threads:</b> everything here is immutable.
 */
@org.jspecify.annotations.NullMarked
package io.perftoolkit.bench.prove.result;
