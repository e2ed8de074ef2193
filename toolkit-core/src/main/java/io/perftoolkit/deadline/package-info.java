/**
 * How much time is left, and nothing else.
 *
 * <p><b>Doors:</b> {@link io.perftoolkit.deadline.Deadline}, and {@link io.perftoolkit.deadline.DeadlineText} for the way
 * from one process to the next.
 *
 * <p><b>Threads:</b> all types here are immutable. The current deadline belongs to the thread whose call made it current
 * and is never inherited; who hands work to another thread hands the deadline over with it.
 */
package io.perftoolkit.deadline;
