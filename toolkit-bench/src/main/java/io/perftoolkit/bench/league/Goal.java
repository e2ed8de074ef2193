package io.perftoolkit.bench.league;

import org.jspecify.annotations.Nullable;

/**
 * A limit that a row shall keep.
 *
 * @param text as written in the goals file, without the condition
 * @param limit in nanoseconds, bytes, or a plain number, as the kind of the row says
 * @param condition on which machines it holds; {@code null} for all
 */
record Goal(String text, double limit, @Nullable Condition condition) {
    /**
     * A property of the processor, measured in the same run.
     *
     * @param control name of the control
     * @param aboveNanos the control must be dearer than this
     */
    record Condition(String control, double aboveNanos) {}
}
