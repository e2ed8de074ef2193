package io.perftoolkit.objectpool;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Counted, not timed: however fast one borrower comes back, the others have their turn. */
class FairnessTest {
    private static final int TURNS = 50;

    @Test
    @Timeout(60)
    void borrow_anotherOneNeverPauses_theRestHaveTheirTurns() throws InterruptedException {
        try (ObjectPool<Widget> pool = ObjectPool.<Widget>builder(new Widget.Factory()::make)
                .capacity(1)
                .build()) {
            CountDownLatch patient = new CountDownLatch(3);
            AtomicInteger turns = new AtomicInteger();
            Thread greedy = new Thread(() -> {
                try {
                    while (patient.getCount() > 0) {
                        pool.borrow().close();
                    }
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            greedy.start();
            for (int i = 0; i < 3; i++) {
                new Thread(() -> {
                            try {
                                for (int turn = 0; turn < TURNS; turn++) {
                                    try (Lease<Widget> lease = pool.borrow()) {
                                        lease.value().use();
                                        turns.incrementAndGet();
                                    }
                                }
                            } catch (InterruptedException e) {
                                throw new AssertionError(e);
                            } finally {
                                patient.countDown();
                            }
                        })
                        .start();
            }
            greedy.join();
            assertTrue(turns.get() == 3 * TURNS, () -> turns + " turns");
        }
    }
}
