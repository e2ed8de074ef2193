package io.perftoolkit.objectpool;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.memory.AllocationMeter;
import org.junit.jupiter.api.Test;

/** Where compiled code sees the whole of a lease, there is none. */
class ObjectPoolAllocationTest {
    private static final int ROUNDS = 100_000;
    private static final long PATIENCE_NANOS = 30_000_000_000L;

    @Test
    void borrow_compiled_allocatesNothing() throws InterruptedException {
        try (ObjectPool<Widget> pool =
                ObjectPool.<Widget>builder(new Widget.Factory()::make).build()) {
            long least = Long.MAX_VALUE;
            long start = System.nanoTime();
            while (least > ROUNDS && System.nanoTime() - start < PATIENCE_NANOS) { // until the compiler has been there
                long before = AllocationMeter.allocated();
                for (int k = 0; k < ROUNDS; k++) {
                    use(pool);
                }
                least = Math.min(least, AllocationMeter.allocated() - before);
            }
            long found = least;
            assertTrue(
                    found < ROUNDS,
                    () -> found + " bytes in " + ROUNDS + " rounds"); // the meter itself allocates a little
        }
    }

    private static void use(ObjectPool<Widget> pool) throws InterruptedException {
        try (Lease<Widget> lease = pool.borrow()) {
            lease.value().resets++;
        }
    }
}
