package io.perftoolkit.bench.league;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a row compares, and in which direction its goal lies. */
enum Kind {
    /** How many times faster ours is: time of the peer by time of ours. */
    RATIO(Peer.NAMED, true, Unit.NONE),
    /** Which part of the peer's time ours takes. */
    SHARE(Peer.NAMED, false, Unit.NONE),
    /** What ours adds to a baseline, in time. */
    ADDED(Peer.NAMED, false, Unit.TIME),
    /** The time of one operation of ours. */
    ABSOLUTE(Peer.NONE, false, Unit.TIME),
    /** The bytes that one operation of ours allocates. */
    GARBAGE(Peer.NONE, false, Unit.BYTES),
    /** How many times less CPU the calling threads take: that of the peer by that of ours. */
    CALLER(Peer.NAMED, true, Unit.NONE),
    /** How many times less CPU the whole process takes, threads that work for the callers included. */
    PROCESS(Peer.NAMED, true, Unit.NONE),
    /** How much more all threads of ours do together than one thread of ours alone. */
    SCALING(Peer.ONE_THREAD, true, Unit.NONE),
    /** The bytes that ours keeps for an entry, beside those of the peer. */
    ENTRY(Peer.NAMED, false, Unit.BYTES),
    /** The longest operation of ours, beside that of the peer. */
    WORST(Peer.NAMED, false, Unit.TIME),
    /** Which part of the peer's longest operation the longest of ours takes. */
    LONGEST(Peer.NAMED, false, Unit.NONE),
    /** The operations of the thread that got least, as a share of those of the one that got most. */
    EVEN(Peer.NONE, true, Unit.NONE),
    /** What ours hits more often than the peer, in points of the hit ratio. */
    POINTS(Peer.NAMED, true, Unit.POINTS),
    /** How often ours hits by how often the peer does. */
    LEVEL(Peer.NAMED, true, Unit.NONE),
    /** Which part ours closes of the gap between LRU and the best that is possible. */
    GAP(Peer.NONE, true, Unit.PERCENT);

    enum Unit {
        NONE,
        TIME,
        BYTES,
        POINTS,
        PERCENT
    }

    private enum Peer {
        NONE,
        NAMED,
        /** Ours itself. */
        ONE_THREAD
    }

    private final Peer peer;
    final boolean atLeast;
    final Unit unit;

    Kind(Peer peer, boolean atLeast, Unit unit) {
        this.peer = peer;
        this.atLeast = atLeast;
        this.unit = unit;
    }

    /** Whether the row has two sides. */
    boolean hasPeer() {
        return peer != Peer.NONE;
    }

    /** Whether the goals file names the other side. */
    boolean namesPeer() {
        return peer == Peer.NAMED;
    }

    /** Whether the figure is one side's by the other's. */
    boolean isQuotient() {
        return hasPeer() && unit == Unit.NONE;
    }

    /** Whether the figure is counted: a busy machine does not change it. */
    boolean isCounted() {
        return this == GARBAGE || this == ENTRY || isSimulated();
    }

    /** Whether the figure comes from the simulator of hit ratios, not from a harness. */
    boolean isSimulated() {
        return this == POINTS || this == LEVEL || this == GAP;
    }

    /** Whether slices can tell it: they have no clock of the process, and no single shots. */
    boolean fitsSlices() {
        return switch (this) {
            case CALLER, PROCESS, ENTRY, WORST, LONGEST, EVEN -> false;
            default -> !isSimulated();
        };
    }

    /** What a fork found; NaN if nothing. */
    double figure(Measured measured) {
        return switch (this) {
            case RATIO, SHARE, ADDED, ABSOLUTE, SCALING -> measured.nanos();
            case GARBAGE -> measured.bytes();
            case CALLER -> measured.counted().callerCpuNanos();
            case PROCESS -> measured.counted().processCpuNanos();
            case ENTRY -> measured.counted().entryBytes();
            case WORST, LONGEST -> measured.counted().worstNanos();
            case EVEN -> measured.counted().leastByMost();
            case POINTS, LEVEL, GAP -> Double.NaN;
        };
    }

    /** How the goal of this kind begins. */
    String sign() {
        return atLeast ? ">=" : "<=";
    }

    /** As written in the goals file. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All of them, for a message. */
    static String words() {
        return Arrays.stream(values()).map(Kind::word).collect(Collectors.joining(", "));
    }
}
