package io.perftoolkit.bench.league;

/**
 * What one fork found.
 *
 * @param nanos time of one operation on one thread; NaN if the fork has no result
 * @param bytes allocated by one operation
 * @param byteNoise how much of {@code bytes} may be the harness itself
 * @param kept slices that counted; 0 where the harness has no slices
 * @param slices all slices; 0 where the harness has none
 */
record Measured(double nanos, double bytes, double byteNoise, int kept, int slices) {}
