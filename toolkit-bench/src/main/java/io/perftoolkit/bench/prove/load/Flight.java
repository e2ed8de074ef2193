package io.perftoolkit.bench.prove.load;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The requests of one plan on their way: which are due, which are sent, which have ended.
 */
final class Flight implements Connection.Events {
    /*
     * Requests are numbered in the order of their intended starts. Three marks move through them:
     *
     *     oldest ............. dispatched ............ due ........... size
     *     in flight or ended   waiting for room        not yet due
     *
     * Invariant: all below oldest have ended; each request ends once, because it is ended only when it has not
     * (GeneratorTest). A request may end while it waits, by overflow or time-out; dispatching skips it.
     */
    static final int MAX_IN_FLIGHT = 20_000;

    private final RequestPlan plan;
    private final Recording recording;
    private final Answers answers;
    private final long timeoutNanos;
    private final int[] newestWhenSent;
    private final int size;
    private int oldest;
    private int dispatched;
    private int due;

    Flight(RequestPlan plan, Recording recording, Answers answers, long timeoutNanos) {
        this.plan = plan;
        this.recording = recording;
        this.answers = answers;
        this.timeoutNanos = timeoutNanos;
        this.size = plan.size();
        this.newestWhenSent = new int[size];
        Arrays.fill(newestWhenSent, 1);
    }

    boolean isOver() {
        return oldest == size;
    }

    /** Until the next intended start; {@link Long#MAX_VALUE} if there is none. */
    long nanosUntilNext(long now) {
        return due == size ? Long.MAX_VALUE : plan.atNanos(due) - now;
    }

    /** Open loop: what should have started by now is due, however many are in flight. */
    void admitByTime(long now) {
        while (due < size && plan.atNanos(due) <= now) {
            recording.started(due, plan.atNanos(due), now);
            if (due - recording.ended() >= MAX_IN_FLIGHT) {
                recording.end(due, Outcome.OVERFLOW, now);
            }
            due++;
        }
    }

    /** Closed loop: another is due for each that has ended. */
    void admitByCount(long now, int concurrency) {
        while (due < size && due - recording.ended() < concurrency) {
            recording.started(due++, now, now);
        }
    }

    /** Ends the plan here: nothing more becomes due. Returns how many requests were. */
    int cut(long now) {
        int sent = due;
        for (; due < size; due++) {
            recording.started(due, now, now);
            recording.end(due, Outcome.OVERFLOW, now);
        }
        return sent;
    }

    boolean hasWaiting() {
        while (dispatched < due && recording.hasEnded(dispatched)) {
            dispatched++;
        }
        return dispatched < due;
    }

    void dispatch(Connection connection) {
        int request = dispatched++;
        int key = plan.key(request);
        newestWhenSent[request] = answers.newest(key);
        if (plan.writes(request)) {
            byte[] name = answers.nextName(key).getBytes(StandardCharsets.US_ASCII);
            connection.put(request, Answers.id(key), name, this);
        } else {
            connection.get(request, Answers.id(key), this);
        }
    }

    /** Gives up what has waited too long and moves the mark of the settled ones. */
    void expire(long now) {
        while (oldest < due) {
            if (!recording.hasEnded(oldest)) {
                if (now - recording.intendedNanos(oldest) < timeoutNanos) {
                    break;
                }
                recording.end(oldest, Outcome.TIMEOUT, now);
            }
            oldest++;
        }
        recording.settle(oldest);
    }

    @Override
    public void answered(int request, int status, byte[] body, int length) {
        boolean right = status == 200
                && answers.isRight(plan.key(request), plan.writes(request), newestWhenSent[request], body, length);
        if (right) {
            end(request, Outcome.ANSWERED);
        } else {
            end(request, status == 200 ? Outcome.WRONG_ANSWER : Outcome.ofStatus(status));
        }
    }

    @Override
    public void broken(int request, boolean refused) {
        end(request, refused ? Outcome.REFUSED : Outcome.TRANSPORT);
    }

    /** An answer that comes after the time-out changes nothing. */
    private void end(int request, Outcome outcome) {
        if (!recording.hasEnded(request)) {
            recording.end(request, outcome, recording.now());
        }
    }
}
