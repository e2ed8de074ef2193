package io.perftoolkit.bytes;

import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What a pool was built with. */
record Settings(
        String name,
        int slabSize,
        int maxSlabs,
        long maxWaitNanos,
        long leakAfterNanos,
        int leakSampling,
        boolean strict,
        Executor leakExecutor,
        @Nullable Consumer<? super LeakedSlab> onLeak,
        LongSupplier ticker) {}
