package io.perftoolkit.bench.slices;

/**
 * What one JVM found.
 *
 * @param medianNanos of one operation on one thread, over the kept slices; NaN if fewer than
 *     {@link Slices#LEAST_KEPT} were kept
 * @param p10Nanos a tenth of the kept slices were faster; NaN as above
 * @param p90Nanos a tenth were slower; NaN as above
 * @param bytes allocated by one operation, over all slices
 * @param byteNoise how much of that may be the harness
 * @param kept slices that count
 * @param slices that were run
 */
public record SliceResult(
        double medianNanos, double p10Nanos, double p90Nanos, double bytes, double byteNoise, int kept, int slices) {
    private static final String MARK = "slices:";

    String toLine() {
        return String.join(
                " ",
                MARK,
                String.valueOf(medianNanos),
                String.valueOf(p10Nanos),
                String.valueOf(p90Nanos),
                String.valueOf(bytes),
                String.valueOf(byteNoise),
                String.valueOf(kept),
                String.valueOf(slices));
    }

    static boolean isLine(String line) {
        return line.startsWith(MARK);
    }

    static SliceResult ofLine(String line) {
        String[] f = line.split(" ", -1);
        return new SliceResult(
                Double.parseDouble(f[1]),
                Double.parseDouble(f[2]),
                Double.parseDouble(f[3]),
                Double.parseDouble(f[4]),
                Double.parseDouble(f[5]),
                Integer.parseInt(f[6]),
                Integer.parseInt(f[7]));
    }
}
