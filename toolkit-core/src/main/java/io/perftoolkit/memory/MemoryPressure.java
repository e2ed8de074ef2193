package io.perftoolkit.memory;

/**
 * The news that one budget became scarce, or is no longer.
 *
 * <p>Handed to the callback of {@link MemoryMonitor.Builder#onPressure}. A level is entered at its fraction of the limit
 * and left below 90 % of that, so a figure that trembles around a limit is one piece of news, not many.
 *
 * @param source what became scarce: {@code "live set"} (against the largest heap), {@code "control group"} (its working
 *     set against its limit), or {@code "account "} and the name of an account
 * @param level the level now
 * @param before the level until now
 * @param used bytes in use
 * @param limit the limit in bytes that {@code used} is held against
 * @since 0.1
 */
public record MemoryPressure(String source, Level level, Level before, long used, long limit) {

    /** How scarce. */
    public enum Level {
        /** Below the soft limit. */
        NORMAL,
        /** The soft limit is passed: shed what can be had again, such as caches. */
        SOFT,
        /** The hard limit is passed, or an account has refused a reservation: refuse new work. */
        HARD
    }
}
