/**
 * An open-loop load generator for HTTP/2: what is sent, and when, is drawn from a seed beforehand, and a latency counts
 * from the moment at which a request <em>should</em> have started.
 *
 * <p><b>Doors:</b> {@link io.perftoolkit.bench.prove.load.RequestPlan} (what to send),
 * {@link io.perftoolkit.bench.prove.load.Generator} (sends it), {@link io.perftoolkit.bench.prove.load.Recording} (what
 * became of each request) and {@link io.perftoolkit.bench.prove.load.Answers} (which answers are right).
 *
 * <p><b>Threads:</b> a generator, its connections and its answers belong to one thread. A recording may be read by
 * others while it grows, up to {@link io.perftoolkit.bench.prove.load.Recording#settled()}.
 */
@org.jspecify.annotations.NullMarked
package io.perftoolkit.bench.prove.load;
