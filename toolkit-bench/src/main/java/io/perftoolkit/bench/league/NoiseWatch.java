package io.perftoolkit.bench.league;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How much CPU went to others: what the machine was busy with beyond this process and its ended children, plus what the
 * hypervisor took away.
 *
 * <p>Reads {@code /proc}; where there is none, foreign CPU is unknown and never taken for zero.
 */
final class NoiseWatch {
    private final Path proc;

    NoiseWatch(Path proc) {
        this.proc = proc;
    }

    /** Clock ticks since boot, over all processors. */
    record Reading(long busy, long stolen, long total, long own) {
        /** The share of the whole machine that others had between an earlier reading and this one, 0 to 1. */
        double foreignSince(Reading earlier) {
            long foreign = busy - earlier.busy - (own - earlier.own) + (stolen - earlier.stolen);
            long all = total - earlier.total;
            return all <= 0 ? 0 : Math.min(1, Math.max(0, foreign / (double) all));
        }
    }

    /** The state now; {@code null} if the system does not tell. */
    @Nullable
    Reading read() {
        try {
            String machine =
                    Files.readString(proc.resolve("stat")).lines().findFirst().orElse("");
            String process = Files.readString(proc.resolve("self/stat"));
            return parse(machine, process);
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
            return null;
        }
    }

    private static Reading parse(String machine, String process) {
        String[] m = machine.split("\\s+");
        if (!m[0].equals("cpu")) {
            throw new NumberFormatException("not the line of all processors: " + machine);
        }
        long idle = tick(m, 4) + tick(m, 5);
        long busy = tick(m, 1) + tick(m, 2) + tick(m, 3) + tick(m, 6) + tick(m, 7);
        long stolen = m.length > 8 ? tick(m, 8) : 0;
        // The command's name may hold blanks and brackets; the fields are counted from the last bracket.
        String[] p = process.substring(process.lastIndexOf(')') + 2).split("\\s+");
        long own = tick(p, 11) + tick(p, 12) + tick(p, 13) + tick(p, 14);
        return new Reading(busy, stolen, busy + idle + stolen, own);
    }

    private static long tick(String[] fields, int index) {
        return Long.parseLong(fields[index]);
    }
}
