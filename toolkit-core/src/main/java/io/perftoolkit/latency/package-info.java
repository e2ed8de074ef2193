/**
 * Records how long things take: a distribution that many threads fill, read by anyone at any time.
 *
 * <p><b>Doors:</b> {@link io.perftoolkit.latency.LatencyRecorder} takes the times,
 * {@link io.perftoolkit.latency.LatencySnapshot} answers the questions. {@link io.perftoolkit.latency.StageTimer} times
 * the stages of one request with one clock reading each, {@link io.perftoolkit.latency.LatencyBudget} bounds the memory
 * of all recorders of a service, {@link io.perftoolkit.latency.HdrLog} writes and reads the log that HdrHistogram's
 * viewers show.
 *
 * <p><b>Threads:</b> recorders and budgets are thread-safe, on platform threads and on virtual threads. Snapshots are
 * immutable. A stage timer belongs to one thread at a time.
 */
package io.perftoolkit.latency;
