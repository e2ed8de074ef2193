package io.perftoolkit.bench.league;

/**
 * One measured JVM and what was around it.
 *
 * @param measured what it found
 * @param fromSecond when it started, in seconds of the run
 * @param toSecond when it had ended
 * @param foreignCpu share of the machine that others had meanwhile, 0 to 1; NaN if unknown
 */
record Fork(Measured measured, double fromSecond, double toSecond, double foreignCpu) {}
