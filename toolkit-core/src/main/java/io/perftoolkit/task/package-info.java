/**
 * Where work runs: computing on as many workers as processors, blocking on a bounded lane, both under a deadline, and
 * nothing lost in silence.
 *
 * <p><b>Doors:</b> {@link io.perftoolkit.task.TaskRuntime} has the two lanes, {@link io.perftoolkit.task.TaskScope} forks
 * and joins tasks that belong together, {@link io.perftoolkit.task.WorkStealingScheduler} is the computing lane alone, for
 * whoever wants an executor.
 *
 * <p><b>Threads:</b> every type here is thread-safe, except builders, and a scope, which belongs to the thread that opened
 * it. A runtime owns its workers, a watch, and the threads of its blocking lane until it is closed; all are daemons, named
 * after it. Uncaught handlers run in the thread of the task.
 */
package io.perftoolkit.task;
