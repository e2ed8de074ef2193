package io.perftoolkit.bench.prove;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** What can be found out about the terminal without a native library. */
final class Terminal {
    private static final int WIDTH = 80;

    private Terminal() {}

    /** Whether a person sees the standard output. */
    static boolean isPresent() {
        try {
            return new ProcessBuilder("test", "-t", "1").inheritIO().start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Columns, as {@code COLUMNS} or stty says. */
    static int width() {
        String columns = System.getenv("COLUMNS");
        if (columns != null && columns.matches("[1-9][0-9]{0,3}")) {
            return Integer.parseInt(columns);
        }
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            stty.waitFor(1, TimeUnit.SECONDS);
            return size.matches("\\d+ [1-9]\\d*") ? Integer.parseInt(size.substring(size.indexOf(' ') + 1)) : WIDTH;
        } catch (IOException e) {
            return WIDTH;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return WIDTH;
        }
    }
}
