package io.perftoolkit.bytes;

import java.nio.channels.IllegalBlockingModeException;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pulls chunks as a subscriber requests them. */
final class ChunkPublisher implements Flow.Publisher<Chunk> {
    private static final Logger LOG = LoggerFactory.getLogger(Chunker.class);

    private final Chunker chunker;
    private final Executor executor;
    private final AtomicBoolean taken = new AtomicBoolean();

    ChunkPublisher(Chunker chunker, Executor executor) {
        this.chunker = chunker;
        this.executor = executor;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super Chunk> subscriber) {
        Objects.requireNonNull(subscriber, "subscriber");
        if (taken.compareAndSet(false, true)) {
            var subscription = new Pulling(subscriber);
            subscriber.onSubscribe(subscription);
            return;
        }
        subscriber.onSubscribe(new Refused());
        subscriber.onError(new IllegalStateException("the chunks have a subscriber already"));
    }

    private static final class Refused implements Flow.Subscription {
        @Override
        public void request(long n) {
            // there is nothing
        }

        @Override
        public void cancel() {
            // there is nothing
        }
    }

    /** The one subscription. */
    private final class Pulling implements Flow.Subscription, Runnable {
        /*
         * Invariant: `turns` counts the reasons to look that nobody has looked after. Who raises it from zero has the task run; the task
         * runs until it has taken all of them off. So there is one task at a time, none is missed, and the chunker and the
         * subscriber are used by one thread at a time, each seeing what the one before did (ChunkPublisherTest).
         */

        private final Flow.Subscriber<? super Chunk> subscriber;
        private final AtomicInteger turns = new AtomicInteger();
        private final AtomicLong requested = new AtomicLong();
        private volatile boolean cancelled;
        private volatile boolean wrongRequest;
        private boolean ended;

        Pulling(Flow.Subscriber<? super Chunk> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void request(long n) {
            if (n <= 0) {
                wrongRequest = true;
            } else {
                requested.accumulateAndGet(n, (have, more) -> have + more < 0 ? Long.MAX_VALUE : have + more);
            }
            look();
        }

        @Override
        public void cancel() {
            cancelled = true;
            look();
        }

        @Override
        public void run() {
            int seen = turns.get();
            do {
                try {
                    pull();
                } catch (Throwable e) { // the subscriber breaks the rules; nobody else can be told
                    LOG.warn("a subscriber of chunks failed", e);
                    end();
                }
                seen = turns.addAndGet(-seen);
            } while (seen != 0);
        }

        private void look() {
            if (turns.getAndIncrement() == 0) {
                try {
                    executor.execute(this);
                } catch (RuntimeException e) { // closed, or full: no other thread will ever come
                    fail(e);
                }
            }
        }

        private void pull() {
            while (!ended && !cancelled && !wrongRequest && requested.get() > 0) {
                Chunk chunk;
                try {
                    chunk = chunker.tryNext();
                } catch (Throwable e) { // whatever it is, it ends the chunks
                    fail(e);
                    return;
                }
                if (chunk != null) {
                    requested.decrementAndGet();
                    subscriber.onNext(chunk);
                } else if (chunker.isAtEnd()) {
                    end();
                    subscriber.onComplete();
                } else if (chunker.last() == Feed.NOTHING_YET) {
                    fail(new IllegalBlockingModeException());
                } else if (chunker.whenFree(this::look)) {
                    return; // whoever closes a chunk calls again
                }
            }
            if (!ended && cancelled) {
                end();
            } else if (!ended && wrongRequest) {
                fail(new IllegalArgumentException("a request must be for a positive number of chunks"));
            }
        }

        private void fail(Throwable e) {
            if (!ended) {
                end();
                subscriber.onError(e);
            }
        }

        private void end() {
            if (!ended) {
                ended = true;
                chunker.close();
            }
        }
    }
}
