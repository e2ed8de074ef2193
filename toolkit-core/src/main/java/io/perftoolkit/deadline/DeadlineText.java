package io.perftoolkit.deadline;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the time that remains is written in a header, and read from one.
 *
 * <p>What is written is relative: two hosts need not agree on the time of day. It is rounded down, so it never grows from
 * hop to hop, however often it is passed on; what the network takes on the way is not known to either side.
 *
 * {@snippet class="io.perftoolkit.deadline.DeadlineExample" region="header"}
 *
 * <p>What comes in was written by a stranger. Text that is not of the form is as if there were none, and no text makes a
 * deadline longer than the reader accepts. Reading allocates nothing but the result and looks at no more than the first
 * few characters.
 *
 * @since 0.1
 */
public enum DeadlineText {
    /** Whole milliseconds, {@code 250}; the form of {@code x-envoy-expected-rq-timeout-ms}. */
    MILLIS {
        @Override
        String write(long nanos) {
            return Long.toString(nanos / 1_000_000);
        }

        @Override
        long read(CharSequence text, int from, int to) {
            return number(text, from, to, MAX_DIGITS, 1_000_000);
        }
    },

    /** At most eight digits and a unit, {@code 250m}; the form of {@code grpc-timeout}. */
    GRPC {
        @Override
        String write(long nanos) {
            int unit = 0;
            while (nanos / NANOS_OF[unit] > MOST_OF_A_UNIT) {
                unit++;
            }
            return Long.toString(nanos / NANOS_OF[unit]) + UNITS.charAt(unit);
        }

        @Override
        long read(CharSequence text, int from, int to) {
            int unit = from < to ? UNITS.indexOf(text.charAt(to - 1)) : -1;
            return unit < 0 ? MALFORMED : number(text, from, to - 1, 8, NANOS_OF[unit]);
        }
    };

    private static final int MAX_DIGITS = 18;
    private static final int MAX_LENGTH = 32;
    private static final long MALFORMED = Long.MIN_VALUE;
    private static final long MOST_OF_A_UNIT = 99_999_999;
    private static final String UNITS = "numSMH";
    private static final long[] NANOS_OF = {
        1, 1_000, 1_000_000, 1_000_000_000, 60_000_000_000L, 3_600_000_000_000L,
    };

    /**
     * Writes what remains of a deadline. Hand in {@link Deadline#forNextHop} to keep time for one's own answer.
     *
     * @param deadline what to write
     * @return the text; null, for no header, if there is no deadline
     */
    public @Nullable String format(Deadline deadline) {
        return deadline.isNone() ? null : write(deadline.remainingNanos());
    }

    /**
     * Reads a span of time.
     *
     * @param text the value of a header; blanks around it are allowed
     * @return the span, not above {@link Deadline#LONGEST}; zero if the text says zero or less; null if it is not of this
     *     form
     */
    public @Nullable Duration parse(CharSequence text) {
        int from = 0;
        int to = text.length();
        if (to > MAX_LENGTH) {
            return null;
        }
        while (from < to && text.charAt(from) == ' ') {
            from++;
        }
        while (from < to && text.charAt(to - 1) == ' ') {
            to--;
        }
        long nanos = read(text, from, to);
        return nanos == MALFORMED ? null : Duration.ofNanos(nanos);
    }

    /**
     * The deadline of a request that has just come in: what its header says, but no more than is accepted.
     *
     * @param text the value of the header, null if there is none
     * @param maxAccepted what counts without a header, with a malformed one, and with one that says more
     * @return the deadline; one that has expired if the header says zero or less
     */
    public Deadline read(@Nullable CharSequence text, Duration maxAccepted) {
        Duration asked = text == null ? null : parse(text);
        return Deadline.after(asked == null || asked.compareTo(maxAccepted) > 0 ? maxAccepted : asked);
    }

    abstract String write(long nanos);

    /** Nanoseconds from 0 to the longest, or {@link #MALFORMED}. */
    abstract long read(CharSequence text, int from, int to);

    private static long number(CharSequence text, int from, int to, int maxDigits, long nanosOf) {
        boolean negative = from < to && text.charAt(from) == '-';
        int first = negative ? from + 1 : from;
        if (first >= to || to - first > maxDigits) {
            return MALFORMED;
        }
        long value = 0;
        for (int i = first; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return MALFORMED;
            }
            value = value * 10 + digit;
        }
        long most = Deadline.LONGEST.toNanos();
        return negative ? 0 : value > most / nanosOf ? most : value * nanosOf;
    }
}
