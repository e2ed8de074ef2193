package io.perftoolkit.bench.objectpool;

import io.perftoolkit.objectpool.Lease;
import io.perftoolkit.objectpool.ObjectPool;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.commons.pool2.BasePooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import stormpot.Allocator;
import stormpot.Expiration;
import stormpot.Pool;
import stormpot.Poolable;
import stormpot.Slot;
import stormpot.Timeout;

/** A pool under comparison. Only the chosen subclass is loaded into a fork, so its calls have one target. */
abstract class Pooled {
    private static final int WAIT_SECONDS = 100;

    static Pooled of(String subject, int size) throws Exception {
        return switch (subject) {
            case "ObjectPool" -> new Ours(size, false, false);
            case "ObjectPoolStrict" -> new Ours(size, true, false);
            case "ObjectPoolManaged" -> new Ours(size, false, true);
            case "StormpotTuned" -> new Stormpot(size, true);
            case "StormpotDefault" -> new Stormpot(size, false);
            case "ArrayBlockingQueue" -> new Queue(size);
            case "CommonsPool2" -> new Commons(size);
            default -> throw new IllegalArgumentException("unknown subject: " + subject);
        };
    }

    /** Borrows, uses and gives back. */
    abstract void use() throws Exception;

    /** Borrows, lets somebody hold the thing for a while, and gives it back; answers when it was got. */
    abstract long hold(Consumer<Thing> work) throws Exception;

    /** Ends what was started. */
    void close() throws Exception {
        // Most have nothing to close.
    }

    private static final class Ours extends Pooled {
        private final ObjectPool<Thing> pool;

        Ours(int size, boolean strict, boolean managed) throws InterruptedException {
            var builder = ObjectPool.<Thing>builder(Thing::new)
                    .capacity(size)
                    .minIdle(size)
                    .strictReturn(strict)
                    .maxWait(Duration.ofSeconds(WAIT_SECONDS));
            if (managed) {
                builder.maxAge(Duration.ofMinutes(10)).leakAfter(Duration.ofMinutes(1));
            }
            pool = builder.build();
            while (pool.stats().idle() < size) {
                Thread.onSpinWait();
            }
        }

        @Override
        void use() throws InterruptedException {
            try (Lease<Thing> lease = pool.borrow()) {
                lease.value().uses++;
            }
        }

        @Override
        long hold(Consumer<Thing> work) throws InterruptedException {
            try (Lease<Thing> lease = pool.borrow()) {
                long got = System.nanoTime();
                work.accept(lease.value());
                return got;
            }
        }

        @Override
        void close() {
            pool.close();
        }
    }

    private static final class Stormpot extends Pooled {
        private static final Timeout WAIT = new Timeout(WAIT_SECONDS, TimeUnit.SECONDS);
        private final Pool<Held> pool;

        Stormpot(int size, boolean tuned) {
            var builder = Pool.from(new Allocator<Held>() {
                        @Override
                        public Held allocate(Slot slot) {
                            return new Held(slot);
                        }

                        @Override
                        public void deallocate(Held held) {
                            // Nothing to let go.
                        }
                    })
                    .setSize(size);
            if (tuned) {
                builder.setExpiration(Expiration.never())
                        .setBackgroundExpirationEnabled(false)
                        .setPreciseLeakDetectionEnabled(false);
            }
            pool = builder.build();
        }

        @Override
        void use() throws InterruptedException {
            Held held = pool.claim(WAIT);
            held.thing.uses++;
            held.release();
        }

        @Override
        long hold(Consumer<Thing> work) throws InterruptedException {
            Held held = pool.claim(WAIT);
            long got = System.nanoTime();
            work.accept(held.thing);
            held.release();
            return got;
        }

        @Override
        void close() throws InterruptedException {
            pool.shutdown().await(WAIT);
        }

        private record Held(Slot slot, Thing thing) implements Poolable {
            Held(Slot slot) {
                this(slot, new Thing());
            }

            @Override
            public void release() {
                slot.release(this);
            }
        }
    }

    private static final class Queue extends Pooled {
        private final ArrayBlockingQueue<Thing> queue;

        Queue(int size) {
            queue = new ArrayBlockingQueue<>(size);
            for (int i = 0; i < size; i++) {
                queue.add(new Thing());
            }
        }

        @Override
        void use() throws InterruptedException {
            Thing thing = queue.poll(WAIT_SECONDS, TimeUnit.SECONDS);
            thing.uses++;
            queue.add(thing);
        }

        @Override
        long hold(Consumer<Thing> work) throws InterruptedException {
            Thing thing = queue.poll(WAIT_SECONDS, TimeUnit.SECONDS);
            long got = System.nanoTime();
            work.accept(thing);
            queue.add(thing);
            return got;
        }
    }

    private static final class Commons extends Pooled {
        private final GenericObjectPool<Thing> pool;

        Commons(int size) throws Exception {
            var config = new GenericObjectPoolConfig<Thing>();
            config.setMaxTotal(size);
            config.setMaxIdle(size);
            config.setMinIdle(size);
            config.setJmxEnabled(false);
            pool = new GenericObjectPool<>(
                    new BasePooledObjectFactory<>() {
                        @Override
                        public Thing create() {
                            return new Thing();
                        }

                        @Override
                        public PooledObject<Thing> wrap(Thing thing) {
                            return new DefaultPooledObject<>(thing);
                        }
                    },
                    config);
            pool.preparePool();
        }

        @Override
        void use() throws Exception {
            Thing thing = pool.borrowObject(Duration.ofSeconds(WAIT_SECONDS));
            thing.uses++;
            pool.returnObject(thing);
        }

        @Override
        long hold(Consumer<Thing> work) throws Exception {
            Thing thing = pool.borrowObject(Duration.ofSeconds(WAIT_SECONDS));
            long got = System.nanoTime();
            work.accept(thing);
            pool.returnObject(thing);
            return got;
        }

        @Override
        void close() {
            pool.close();
        }
    }
}
