/**
 * Admission under loads that no test machine has: a seeded simulator in virtual time, and permits beside their peers.
 *
 * <p><b>Door:</b> {@link io.perftoolkit.bench.admission.Rehearsal}, the program {@code benchmarks.jar admission}.
 *
 * <p><b>Threads:</b> a simulation belongs to one thread; the program runs several beside each other.
 */
package io.perftoolkit.bench.admission;
