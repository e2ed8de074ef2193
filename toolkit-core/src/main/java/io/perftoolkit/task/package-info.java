/**
 * Where work runs: computing on as many workers as processors, blocking on a bounded lane, both under a deadline, and
 * nothing lost in silence.
 *
 * <p><b>Doors:</b> {@link io.perftoolkit.task.WorkStealingScheduler} runs many short tasks.
 *
 * <p><b>Threads:</b> every type here is thread-safe, builders excepted.
 */
package io.perftoolkit.task;
