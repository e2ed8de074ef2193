package io.perftoolkit.bench.prove.report;

import io.perftoolkit.bench.prove.result.LaneResult;
import java.util.Locale;

/** Numbers as a person reads them: three digits that count, a unit, (unbreakable) spaces between thousands. */
final class Figures {
    /** What stands where there is nothing to say. */
    static final String NONE = "–";

    /** A figure and its unit stay on one line. */
    private static final String NBSP = "\u00A0";

    private Figures() {}

    static String latency(long nanos) {
        return latency((double) nanos);
    }

    static String latency(double nanos) {
        if (!(nanos > 0)) {
            return NONE;
        }
        if (nanos < 100_000) {
            return digits(nanos / 1e3) + NBSP + "µs";
        }
        // Judged after rounding, or 999.9 ms would be shown as 1000 ms beside 1.00 s.
        return Math.round(nanos / 1e6) < 1000 ? digits(nanos / 1e6) + NBSP + "ms" : digits(nanos / 1e9) + NBSP + "s";
    }

    static String bytes(long bytes) {
        return bytes < 0 ? NONE : digits(bytes / 1048576.0) + NBSP + "MB";
    }

    static String seconds(double seconds) {
        double tenths = Math.rint(seconds * 10) / 10;
        return (tenths == Math.rint(tenths) ? count(Math.round(tenths)) : fixed(tenths, 1)) + NBSP + "s";
    }

    static String share(double fraction) {
        return digits(fraction * 100) + NBSP + "%";
    }

    static String target(LaneResult.Target target) {
        if (target.value() < 0) {
            return NONE; // the system does not tell
        }
        return switch (target.unit()) {
            case "1/s" -> count(Math.round(target.value())) + "/s";
            default -> digits(target.value()) + NBSP + target.unit();
        };
    }

    /** {@code 1/158}, {@code 0.86x}, {@code 2.40x}: how much of the first the second is. */
    static String ratio(double ratio) {
        if (!Double.isFinite(ratio) || ratio <= 0) {
            return NONE;
        }
        if (ratio < 0.1) {
            return "1/" + Math.round(1 / ratio);
        }
        return ratio < 99.95 ? fixed(ratio, ratio < 9.995 ? 2 : 1) + "x" : Math.round(ratio) + "x";
    }

    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value).replace(",", NBSP);
    }

    /** Three digits that count, but never fewer than all before the point. */
    static String digits(double value) {
        if (!Double.isFinite(value)) {
            return NONE;
        }
        double size = Math.abs(value);
        if (size == 0) {
            return "0";
        }
        if (size < 0.001) {
            return value < 0 ? "-0.001" : "<" + NBSP + "0.001";
        }
        return size < 0.0995
                ? fixed(value, 3)
                : size < 9.995 ? fixed(value, 2) : size < 99.95 ? fixed(value, 1) : count(Math.round(value));
    }

    /** Words of others with their figures kept on one line, too. */
    static String bound(String words) {
        return words.replace(">=", "≥")
                .replace("<=", "≤")
                .replaceAll("(?<=[<>≤≥]) (?=\\d)|(?<=\\d) (?=\\d{3}\\b|(?:ms|s|MB|%|µs)(?![\\w]))", NBSP);
    }

    static String fixed(double value, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
