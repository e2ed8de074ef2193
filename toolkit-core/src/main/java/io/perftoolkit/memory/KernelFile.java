package io.perftoolkit.memory;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file of the kernel's, kept open and read anew from its start each time. Not thread-safe.
 *
 * <p>A {@link RandomAccessFile}, not a channel: a channel is closed for ever when its reading thread is interrupted.
 */
final class KernelFile implements AutoCloseable {
    private final Path path;
    private @Nullable RandomAccessFile file;
    private String absence = "";

    KernelFile(Path path) {
        this.path = path;
        try {
            file = new RandomAccessFile(path.toFile(), "r");
        } catch (IOException | SecurityException | UnsupportedOperationException e) {
            absence = reason(e);
        }
    }

    /**
     * Reads the file into {@code text}.
     *
     * @return whether there was something to read; if not, {@code text} is empty and {@link #absence()} says why
     */
    boolean read(KernelText text) {
        text.clear();
        RandomAccessFile open = file;
        if (open == null) {
            return false;
        }
        try {
            text.fill(open);
            return true;
        } catch (IOException e) { // such as ENODEV: the control group is gone. The next reading may succeed.
            text.clear();
            absence = reason(e);
            return false;
        }
    }

    /** Why nothing could be read, or an empty string. */
    String absence() {
        return absence;
    }

    @Override
    public void close() {
        RandomAccessFile open = file;
        file = null;
        absence = path + ": closed";
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) { // nothing was written: nothing is lost
                absence = reason(e);
            }
        }
    }

    private String reason(Exception e) {
        String message = String.valueOf(e.getMessage());
        return message.startsWith(path.toString()) ? message : path + ": " + message;
    }
}
