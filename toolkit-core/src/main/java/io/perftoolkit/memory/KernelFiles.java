package io.perftoolkit.memory;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files one source keeps open, and what each is good for: closes them all, and says what is missing and why. */
final class KernelFiles implements AutoCloseable {
    private record Opened(String figure, KernelFile file) {}

    private final List<Opened> opened = new ArrayList<>();
    private final List<MemoryStats.Gap> notWritten = new ArrayList<>();

    KernelFile open(String figure, Path path) {
        KernelFile file = new KernelFile(path);
        opened.add(new Opened(figure, file));
        return file;
    }

    /** Notes that no file has this figure here. */
    void missing(String figure, String reason) {
        notWritten.add(new MemoryStats.Gap(figure, reason));
    }

    List<MemoryStats.Gap> gaps() {
        List<MemoryStats.Gap> gaps = new ArrayList<>(notWritten);
        for (Opened one : opened) {
            if (!one.file().absence().isEmpty()) {
                gaps.add(new MemoryStats.Gap(one.figure(), one.file().absence()));
            }
        }
        return gaps;
    }

    @Override
    public void close() {
        opened.forEach(one -> one.file().close());
    }
}
