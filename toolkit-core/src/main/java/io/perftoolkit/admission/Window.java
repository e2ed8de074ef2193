package io.perftoolkit.admission;

/** What happened between two readings. */
final class Window {
    /** How many were answered. */
    final long answered;

    /** How many of them were timed; the shares are of these. */
    final long count;

    /** In nanoseconds. */
    final double span;

    final double late;

    /** The share that started at the limit. */
    final double binding;

    /** In-service time in nanoseconds. */
    final double mean;

    /** Answers per nanosecond. */
    final double flow;

    Window(Samples.Reading from, Samples.Reading to, double span) {
        this.span = span;
        answered = to.answered - from.answered;
        count = to.count - from.count;
        double n = Math.max(1, count);
        late = (to.late - from.late) / n;
        binding = (to.binding - from.binding) / n;
        mean = (to.total - from.total) / n;
        flow = Math.max(1, answered) / Math.max(1, span);
    }
}
