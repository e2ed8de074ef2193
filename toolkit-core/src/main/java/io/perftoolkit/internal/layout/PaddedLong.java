package io.perftoolkit.internal.layout;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A long that shares no cache line with anything: neither with another object nor with the fields of a subclass.
 *
 * <p>To be extended by what belongs to the long and is written seldom. Each access says how it is ordered.
 */
@SuppressWarnings("unused") // the padding is read and written by nobody: that is its purpose
public abstract class PaddedLong extends LongBehindPadding {
    /*
     * Layout: 128 bytes on each side, two lines of 64, because the prefetcher of common CPUs fetches lines in pairs. The
     * fields of a superclass lie in front of those of its subclasses (PaddedLongLayoutTest).
     */

    private static final VarHandle WORD;

    static {
        try {
            WORD = MethodHandles.lookup().findVarHandle(LongBehindPadding.class, "word", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private long p00;
    private long p01;
    private long p02;
    private long p03;
    private long p04;
    private long p05;
    private long p06;
    private long p07;
    private long p08;
    private long p09;
    private long p10;
    private long p11;
    private long p12;
    private long p13;
    private long p14;
    private long p15;

    /**
     * For subclasses.
     *
     * @param initial what the long is at first
     */
    protected PaddedLong(long initial) {
        super(initial);
    }

    /**
     * Reads without any ordering: for whoever wrote it last, or checks by {@link #compareAndSet} afterwards.
     *
     * @return the long
     */
    public final long plain() {
        return word;
    }

    /**
     * Reads with volatile semantics.
     *
     * @return the long
     */
    public final long fenced() {
        return (long) WORD.getVolatile(this);
    }

    /**
     * Writes with release semantics: what this thread did before is seen by whoever reads it.
     *
     * @param value the new long
     */
    public final void release(long value) {
        WORD.setRelease(this, value);
    }

    /**
     * Writes with volatile semantics: what this thread reads afterwards is read after the write.
     *
     * @param value the new long
     */
    public final void fenced(long value) {
        WORD.setVolatile(this, value);
    }

    /**
     * Writes if the long is what is expected, with volatile semantics.
     *
     * @param expected what it should be
     * @param value the new long
     * @return whether it was
     */
    public final boolean compareAndSet(long expected, long value) {
        return WORD.compareAndSet(this, expected, value);
    }
}
