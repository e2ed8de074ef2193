package io.perftoolkit.bench.league;

/** What a row compares, and in which direction its goal lies. */
enum Kind {
    /** How many times faster ours is: time of the peer by time of ours. */
    RATIO(true, true, Unit.NONE),
    /** Which part of the peer's time ours takes. */
    SHARE(true, false, Unit.NONE),
    /** What ours adds to a baseline, in time. */
    ADDED(true, false, Unit.TIME),
    /** The time of one operation of ours. */
    ABSOLUTE(false, false, Unit.TIME),
    /** The bytes that one operation of ours allocates. */
    GARBAGE(false, false, Unit.BYTES);

    enum Unit {
        NONE,
        TIME,
        BYTES
    }

    final boolean needsPeer;
    final boolean atLeast;
    final Unit unit;

    Kind(boolean needsPeer, boolean atLeast, Unit unit) {
        this.needsPeer = needsPeer;
        this.atLeast = atLeast;
        this.unit = unit;
    }

    /** How the goal of this kind begins. */
    String sign() {
        return atLeast ? ">=" : "<=";
    }
}
