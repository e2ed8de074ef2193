package io.perftoolkit.internal.layout;

/**
 * An object whose own fields share no cache line with the object in front of it.
 *
 * <p>For objects that many threads write, and that lie side by side on the heap because they were made side by side. If
 * all of them are padded in front, all of them are kept apart.
 */
@SuppressWarnings("unused") // read and written by nobody: that is their purpose
public abstract class PaddedFront {
    /*
     * Layout: 128 bytes, two lines of 64, because the prefetcher of common CPUs fetches lines in pairs. The fields of a
     * superclass lie in front of those of its subclasses, but for one that fits into the gap behind the object header: the
     * int is there to fill it (PaddedFrontLayoutTest, SlotTableLayoutTest).
     */
    private int gap;
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

    /** For subclasses. */
    protected PaddedFront() {}
}
