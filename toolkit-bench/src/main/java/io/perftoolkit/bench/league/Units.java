package io.perftoolkit.bench.league;

import java.util.Locale;

/** Figures in words, with three digits that count. */
final class Units {
    private Units() {}

    static String time(double nanos) {
        double size = Math.abs(nanos);
        if (Double.isNaN(nanos)) {
            return "no result";
        }
        if (size < 1e3) {
            return number(nanos) + " ns";
        }
        if (size < 1e6) {
            return number(nanos / 1e3) + " us";
        }
        return number(nanos / 1e6) + " ms";
    }

    static String bytes(double bytes) {
        if (Double.isNaN(bytes)) {
            return "unknown";
        }
        return (Math.abs(bytes) < 0.005 ? "0" : number(bytes)) + " B";
    }

    static String percent(double share) {
        return Double.isNaN(share) ? "unknown" : String.format(Locale.ROOT, "%.0f %%", share * 100);
    }

    static String number(double value) {
        double size = Math.abs(value);
        String format = size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }

    /** A value of this kind, with its unit. */
    static String of(Kind kind, double value) {
        return switch (kind.unit) {
            case NONE -> number(value) + "x";
            case TIME -> time(value);
            case BYTES -> bytes(value);
            case POINTS -> number(value) + " points";
            case PERCENT -> percent(value);
        };
    }

    /** One side of a row of this kind: what the figure was made of. */
    static String side(Kind kind, double value) {
        if (kind.isSimulated()) {
            return hits(value);
        }
        return switch (kind) {
            case ENTRY -> bytes(value);
            case EVEN -> number(value);
            default -> time(value);
        };
    }

    /** A share of requests, with the digits that tell caches apart. */
    static String hits(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }
}
