/**
 * Who may enter: a limit on what is under way, a short queue in front of it, and refusals that are early and cheap.
 *
 * <p><b>Doors:</b> {@link io.perftoolkit.admission.ConcurrencyLimit}, which lends a
 * {@link io.perftoolkit.admission.Permit} or refuses, and {@link io.perftoolkit.admission.RetryBudget} for who calls again.
 *
 * <p><b>Threads:</b> everything here is thread-safe, on platform and on virtual threads. Whoever waits holds no lock, and
 * an asynchronous wait holds no thread. No thread is owned: waits that run out are ended by the timer of the process.
 */
package io.perftoolkit.admission;
