package io.perftoolkit.bench.svg;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.function.DoubleUnaryOperator;

/** Maps values to places along an axis, 0 at its start and 1 at its end, and knows where its ticks stand. Immutable. */
public final class Scale {
    /**
     * A place on the axis that is named.
     *
     * @param value where
     * @param label its name
     */
    public record Tick(double value, String label) {}

    private final double from;
    private final double to;
    private final DoubleUnaryOperator stretch;
    private final List<Tick> ticks;
    private final boolean names;

    private Scale(double from, double to, DoubleUnaryOperator stretch, List<Tick> ticks) {
        this(from, to, stretch, ticks, false);
    }

    private Scale(double from, double to, DoubleUnaryOperator stretch, List<Tick> ticks, boolean names) {
        this.from = stretch.applyAsDouble(from);
        this.to = stretch.applyAsDouble(to);
        this.stretch = stretch;
        this.ticks = List.copyOf(ticks);
        this.names = names;
    }

    /**
     * Equal distances for equal differences; ticks at about {@code wanted} round numbers.
     *
     * @param from value at the start
     * @param to value at the end, above {@code from}
     * @param wanted how many ticks about
     * @param label names a value
     * @return the scale
     */
    public static Scale linear(double from, double to, int wanted, DoubleFunction<String> label) {
        requireExtent(from, to);
        double rough = (to - from) / Math.max(1, wanted);
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double step = power * (rough / power > 5 ? 10 : rough / power > 2 ? 5 : rough / power > 1 ? 2 : 1);
        List<Tick> ticks = new ArrayList<>();
        // By index, not by adding up: twenty steps of 0.1 are not 2.
        for (long i = (long) Math.ceil(from / step - 1e-9); i * step <= to + step * 1e-9; i++) {
            ticks.add(new Tick(i * step, label.apply(i * step)));
        }
        return new Scale(from, to, DoubleUnaryOperator.identity(), ticks);
    }

    /**
     * Equal distances for equal ratios; ticks at powers of ten, and at 2 and 5 between them if there are fewer than three.
     *
     * @param from value at the start, above 0
     * @param to value at the end, above {@code from}
     * @param label names a value
     * @return the scale
     */
    public static Scale log(double from, double to, DoubleFunction<String> label) {
        if (!(from > 0)) {
            throw new IllegalArgumentException("a logarithmic scale must start above 0: " + from);
        }
        requireExtent(from, to);
        List<Tick> ticks = powers(from, to, label, 1);
        return new Scale(from, to, Math::log10, ticks.size() >= 3 ? ticks : powers(from, to, label, 1, 2, 5));
    }

    /**
     * Percentiles by their nines: as far from 90 to 99 as from 99 to 99.9.
     *
     * @param to the highest percentile, below 100
     * @return the scale, from 0
     */
    public static Scale nines(double to) {
        if (!(to > 0 && to < 100)) {
            throw new IllegalArgumentException("to must be a percentile above 0 and below 100: " + to);
        }
        List<Tick> ticks = new ArrayList<>();
        ticks.add(new Tick(0, "0"));
        ticks.add(new Tick(50, "50"));
        double rest = 10;
        for (int nines = 1; 100 - rest <= to + rest * 1e-6; nines++) {
            String label = String.format(Locale.ROOT, "%." + Math.max(0, nines - 2) + "f", 100 - rest);
            ticks.add(new Tick(100 - rest, label));
            rest /= 10;
        }
        return new Scale(0, to, percentile -> -Math.log10(1 - percentile / 100), ticks);
    }

    /**
     * One place per name: value 0 is the middle of the first, 1 that of the second.
     *
     * @param names in the order of the axis, at least one
     * @return the scale
     */
    public static Scale names(List<String> names) {
        requireExtent(0, names.size());
        List<Tick> ticks = new ArrayList<>();
        for (String name : names) {
            ticks.add(new Tick(ticks.size(), name));
        }
        return new Scale(-0.5, names.size() - 0.5, DoubleUnaryOperator.identity(), ticks, true);
    }

    /**
     * Where a value stands; what lies outside stands at the nearer end.
     *
     * @param value any number
     * @return 0 to 1
     */
    public double at(double value) {
        double stretched = stretch.applyAsDouble(value);
        // A logarithm of nothing or less is NaN or minus infinity: below everything.
        return Double.isNaN(stretched) ? 0 : Math.min(1, Math.max(0, (stretched - from) / (to - from)));
    }

    /** @return the named places, from start to end */
    public List<Tick> ticks() {
        return ticks;
    }

    private static void requireExtent(double from, double to) {
        if (!(from < to) || Double.isInfinite(to - from)) {
            throw new IllegalArgumentException("from must be below to, both finite: " + from + ", " + to);
        }
    }

    boolean isNames() {
        return names;
    }

    private static List<Tick> powers(double from, double to, DoubleFunction<String> label, int... digits) {
        List<Tick> ticks = new ArrayList<>();
        for (int power = (int) Math.floor(Math.log10(from)); power <= Math.ceil(Math.log10(to)); power++) {
            for (int digit : digits) {
                double value = digit * Math.pow(10, power);
                if (value >= from * (1 - 1e-9) && value <= to * (1 + 1e-9)) {
                    ticks.add(new Tick(value, label.apply(value)));
                }
            }
        }
        return ticks;
    }
}
