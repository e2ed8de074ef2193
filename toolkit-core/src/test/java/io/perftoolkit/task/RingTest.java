package io.perftoolkit.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.testkit.Await;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RingTest {
    private static final int[] STARTS = {0, -3, Integer.MAX_VALUE - 2, Integer.MIN_VALUE};

    private record Task(int number) implements Runnable {
        @Override
        public void run() {
            throw new AssertionError("not meant to run");
        }
    }

    @Test
    void pushAndPop_aroundTheWrap_keepTheOrder() {
        for (int start : STARTS) {
            Ring ring = new Ring(4, start);
            for (int round = 0; round < 10; round++) {
                for (int i = 0; i < 4; i++) {
                    assertTrue(ring.push(new Task(i)));
                }
                assertFalse(ring.push(new Task(4)));
                assertEquals(0, ring.room());
                for (int i = 0; i < 4; i++) {
                    assertEquals(new Task(i), ring.pop());
                }
                assertNull(ring.pop());
                assertTrue(ring.isEmpty());
            }
        }
    }

    @Test
    void stealInto_someTasks_takesHalfRoundedUp() {
        for (int start : STARTS) {
            for (int size = 0; size <= 8; size++) {
                Ring victim = new Ring(8, start);
                Ring thief = new Ring(8, ~start);
                for (int i = 0; i < size; i++) {
                    victim.push(new Task(i));
                }
                Runnable now = victim.stealInto(thief);
                int taken = size - size / 2;
                assertEquals(size == 0 ? null : new Task(0), now);
                assertEquals(Math.max(0, taken - 1), thief.size());
                assertEquals(size - taken, victim.size());
                for (int i = 1; i < taken; i++) {
                    assertEquals(new Task(i), thief.pop());
                }
                for (int i = taken; i < size; i++) {
                    assertEquals(new Task(i), victim.pop());
                }
                assertEquals(8, victim.room());
            }
        }
    }

    @Test
    void stealInto_thiefIsHalfFull_takesNothing() {
        Ring victim = new Ring(4, 0);
        Ring thief = new Ring(4, 0);
        victim.push(new Task(1));
        for (int i = 0; i < 3; i++) {
            thief.push(new Task(i));
        }
        assertNull(victim.stealInto(thief));
        assertEquals(1, victim.size());
    }

    @Test
    void giveHalf_full_givesTheOldest() {
        for (int start : STARTS) {
            Ring ring = new Ring(4, start);
            for (int i = 0; i < 4; i++) {
                ring.push(new Task(i));
            }
            List<Runnable> given = new ArrayList<>();
            assertTrue(ring.giveHalf((nth, count) -> {
                for (int i = 0; i < count; i++) {
                    given.add(nth.apply(i));
                }
            }));
            assertEquals(List.of(new Task(0), new Task(1)), given);
            assertEquals(2, ring.room());
            assertEquals(new Task(2), ring.pop());
        }
    }

    @Test
    void drainTo_someTasks_takesAll() {
        Ring ring = new Ring(4, -1);
        ring.push(new Task(0));
        ring.push(new Task(1));
        List<Runnable> drained = new ArrayList<>();
        ring.drainTo(drained::add);
        assertEquals(List.of(new Task(0), new Task(1)), drained);
        assertTrue(ring.isEmpty());
        assertEquals(4, ring.room());
    }

    @Test
    void operations_inAnyOrder_agreeWithAQueue() {
        SplittableRandom random = new SplittableRandom(42);
        Ring ring = new Ring(8, Integer.MAX_VALUE - 50);
        ArrayDeque<Runnable> model = new ArrayDeque<>();
        for (int i = 0; i < 100_000; i++) {
            switch (random.nextInt(5)) {
                case 0, 1, 2 -> {
                    Task task = new Task(i);
                    assertEquals(model.size() < 8, ring.push(task));
                    if (model.size() < 8) {
                        model.add(task);
                    }
                }
                case 3 -> assertSame(model.poll(), ring.pop());
                default -> {
                    Ring other = new Ring(8, i);
                    int expected = model.size() - model.size() / 2;
                    assertSame(model.poll(), ring.stealInto(other));
                    for (int k = 1; k < expected; k++) {
                        assertSame(model.poll(), other.pop());
                    }
                    assertTrue(other.isEmpty());
                }
            }
            assertEquals(model.size(), ring.size());
        }
    }

    @Test
    void slots_afterPopStealAndOverflow_holdNothing() throws Exception {
        Ring ring = new Ring(8, 0);
        Ring other = new Ring(8, 0);
        List<WeakReference<Runnable>> tasks = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Runnable task = new Task(i);
            tasks.add(new WeakReference<>(task));
            ring.push(task);
        }
        ring.giveHalf((nth, count) -> IntStream.range(0, count).mapToObj(nth).forEach(Objects::requireNonNull)); // 4
        ring.stealInto(other); // 2: one now, one moved
        other.pop();
        ring.pop();
        ring.pop();
        assertTrue(ring.isEmpty() && other.isEmpty());
        Await.atMost(Duration.ofSeconds(60)).until("all tasks are collected", () -> {
            System.gc();
            return tasks.stream().allMatch(task -> task.refersTo(null));
        });
        java.lang.ref.Reference.reachabilityFence(ring);
        java.lang.ref.Reference.reachabilityFence(other);
    }
}
