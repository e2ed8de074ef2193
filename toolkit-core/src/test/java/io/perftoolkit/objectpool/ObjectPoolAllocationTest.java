package io.perftoolkit.objectpool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.memory.AllocationMeter;
import io.perftoolkit.memory.ChildJvm;
import org.junit.jupiter.api.Test;

/**
 * Where compiled code sees the whole of a lease, there is none. In a JVM of its own: what other tests do to a lease decides
 * what the compiler puts together.
 */
class ObjectPoolAllocationTest {
    private static final int ROUNDS = 100_000;
    private static final int LAPS = 500;

    /** Who runs hot code waits for the compiler; so a number of laps suffices, however busy the machine is. */
    private static final String COMPILE_AT_ONCE = "-Xbatch";

    @Test
    void borrow_compiled_allocatesNothing() throws Exception {
        ChildJvm.Result result =
                ChildJvm.of(Child.class).options("-Xmx64m", COMPILE_AT_ONCE).run();
        assertEquals(0, result.exit(), result::output);
        String least =
                result.output().strip().lines().reduce((first, last) -> last).orElseThrow();
        assertTrue(
                Long.parseLong(least) < ROUNDS, // the meter itself allocates a little
                () -> least + " bytes in " + ROUNDS + " rounds");
    }

    /** Prints the least that so many borrows cost. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) throws InterruptedException {
            try (ObjectPool<Widget> pool =
                    ObjectPool.<Widget>builder(new Widget.Factory()::make).build()) {
                long least = Long.MAX_VALUE;
                for (int lap = 0; least > ROUNDS && lap < LAPS; lap++) {
                    long before = AllocationMeter.allocated();
                    for (int k = 0; k < ROUNDS; k++) {
                        use(pool);
                    }
                    least = Math.min(least, AllocationMeter.allocated() - before);
                }
                System.out.println(least);
            }
        }

        private static void use(ObjectPool<Widget> pool) throws InterruptedException {
            try (Lease<Widget> lease = pool.borrow()) {
                lease.value().resets++;
            }
        }
    }
}
