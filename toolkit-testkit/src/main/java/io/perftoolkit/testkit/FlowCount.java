package io.perftoolkit.testkit;

/** The count behind {@link FaultProxy.Flow}: what was read is always forwarded, lost or held. */
final class FlowCount {
    private long forwarded;
    private long lost;
    private long held;

    void read(long bytes) {
        held += bytes;
    }

    void forward(long bytes) {
        held -= bytes;
        forwarded += bytes;
    }

    void lose(long bytes) {
        held -= bytes;
        lost += bytes;
    }

    FaultProxy.Flow flow() {
        return new FaultProxy.Flow(forwarded, lost, held);
    }
}
