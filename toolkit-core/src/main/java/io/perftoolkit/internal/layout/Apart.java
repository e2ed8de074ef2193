package io.perftoolkit.internal.layout;

/**
 * A base class that keeps the fields of its subclasses two cache lines away from those of the object in front.
 *
 * <p>For objects that are made in a row and written by different threads, such as the locks of a table: the padding in
 * front of each one is the padding behind its neighbour.
 */
public abstract class Apart {
    /*
     * Layout: the JVM places the fields of a superclass before those of its subclasses, so the header and these longs
     * stand in front of whatever a subclass declares. The int fills the gap that a header of 12 bytes leaves in front of
     * the first long; an int of a subclass would move in there otherwise (ApartLayoutTest).
     */

    /** Space, never read. */
    protected int p00;

    /** Space, never read. */
    protected long p01, p02, p03, p04, p05, p06, p07, p08, p09, p10, p11, p12, p13, p14;

    /** For subclasses. */
    protected Apart() {}
}
