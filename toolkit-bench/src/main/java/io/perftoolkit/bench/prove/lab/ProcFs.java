package io.perftoolkit.bench.prove.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Reads Linux's {@code /proc} (proc(5)). What it does not tell, because there is none or the process has ended, is -1.
 */
final class ProcFs {
    static final ProcFs SYSTEM = new ProcFs(Path.of("/proc"));

    /** USER_HZ: fixed by Linux's interface, whatever the kernel's own tick is. */
    static final int TICKS_PER_SECOND = 100;

    private final Path root;

    ProcFs(Path root) {
        this.root = root;
    }

    /** Ticks of the whole machine since it started. */
    record Machine(long busy, long stolen) {}

    /** What all processors did; {@code busy} leaves out interrupts, which no process pays for. */
    Machine machine() {
        String[] words = read("stat").split("\\s+", 10);
        if (words.length < 10 || !words[0].equals("cpu")) {
            return new Machine(-1, -1);
        }
        // cpu user nice system idle iowait irq softirq steal ...
        long busy = Long.parseLong(words[1]) + Long.parseLong(words[2]) + Long.parseLong(words[3]);
        return new Machine(busy, Long.parseLong(words[8]));
    }

    /** Ticks that a process has used; with those of its ended children if {@code withChildren}. */
    long ticks(long pid, boolean withChildren) {
        String stat = read(pid + "/stat");
        int name = stat.lastIndexOf(')'); // the name may hold anything, brackets and blanks included
        if (name < 0) {
            return -1;
        }
        String[] words = stat.substring(name + 2).split(" ", 17);
        if (words.length < 16) {
            return -1;
        }
        long own = Long.parseLong(words[11]) + Long.parseLong(words[12]);
        return withChildren ? own + Long.parseLong(words[13]) + Long.parseLong(words[14]) : own;
    }

    /** Ticks of a process and all below it, living or ended. */
    long treeTicks(long pid) {
        long sum = 0;
        Deque<String> todo = new ArrayDeque<>();
        todo.add(Long.toString(pid));
        while (!todo.isEmpty()) {
            String next = todo.remove();
            long own = ticks(Long.parseLong(next), true);
            if (own < 0 && sum == 0) {
                return -1;
            }
            sum += Math.max(0, own);
            for (String child : read(next + "/task/" + next + "/children").split("\\s+", -1)) {
                if (!child.isEmpty()) {
                    todo.add(child);
                }
            }
        }
        return sum;
    }

    /** The most memory that a process has had resident. */
    long peakRssBytes(long pid) {
        for (String line : read(pid + "/status").split("\n", -1)) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
            }
        }
        return -1;
    }

    boolean isZombie(long pid) {
        String stat = read(pid + "/stat");
        int name = stat.lastIndexOf(')');
        return name > 0 && stat.startsWith(" Z", name + 1);
    }

    private String read(String file) {
        try {
            return Files.readString(root.resolve(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
