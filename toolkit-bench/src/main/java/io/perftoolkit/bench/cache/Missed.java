package io.perftoolkit.bench.cache;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** How many requests of a thread missed: beside each time stands the hit ratio it was measured at. */
@AuxCounters(AuxCounters.Type.EVENTS)
@State(Scope.Thread)
public class Missed {
    /** Read by the league under this name. */
    public long misses;
}
