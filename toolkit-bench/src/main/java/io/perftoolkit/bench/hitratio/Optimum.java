package io.perftoolkit.bench.hitratio;

import io.perftoolkit.bench.traces.Trace;
import java.util.Arrays;

/**
 * The most hits that any cache could have which keeps each key it was asked for: evicts the one whose next request lies
 * furthest ahead (Belady, "A study of replacement algorithms for a virtual-storage computer", 1966).
 */
final class Optimum {
    private static final int NEVER = Integer.MAX_VALUE;

    private final Trace trace;
    private final int capacity;
    private final int[] nextRequest;

    /*
     * A max-heap of the next requests of what is kept. The place of a request names its key, so the heap holds places
     * alone. A place that has passed stays in the heap, below all that are yet to come, and thus never at its top while
     * any key that is kept will be asked for again. Keys that never will are only counted: any of them goes first.
     */
    private int[] heap = new int[64];
    private int heapSize;
    private int neverAgain;

    private Optimum(Trace trace, int capacity) {
        this.trace = trace;
        this.capacity = capacity;
        this.nextRequest = new int[trace.length()];
        int[] seen = new int[trace.keys()];
        Arrays.fill(seen, NEVER);
        for (int at = trace.length() - 1; at >= 0; at--) {
            nextRequest[at] = seen[trace.key(at)];
            seen[trace.key(at)] = at;
        }
    }

    static long hits(Trace trace, int capacity) {
        return new Optimum(trace, capacity).run();
    }

    private long run() {
        boolean[] kept = new boolean[trace.keys()];
        int size = 0;
        long hits = 0;
        for (int at = 0; at < trace.length(); at++) {
            int key = trace.key(at);
            if (kept[key]) {
                hits++;
            } else {
                if (size < capacity) {
                    size++;
                } else if (neverAgain > 0) {
                    neverAgain--;
                } else {
                    kept[trace.key(pop())] = false;
                }
                kept[key] = true;
            }
            if (nextRequest[at] == NEVER) {
                neverAgain++;
            } else {
                push(nextRequest[at]);
            }
        }
        return hits;
    }

    private void push(int place) {
        if (heapSize == heap.length) {
            heap = Arrays.copyOf(heap, 2 * heapSize);
        }
        int hole = heapSize++;
        while (hole > 0 && heap[(hole - 1) / 2] < place) {
            heap[hole] = heap[(hole - 1) / 2];
            hole = (hole - 1) / 2;
        }
        heap[hole] = place;
    }

    private int pop() {
        int top = heap[0];
        int last = heap[--heapSize];
        int hole = 0;
        while (2 * hole + 1 < heapSize) {
            int child = 2 * hole + 1;
            if (child + 1 < heapSize && heap[child + 1] > heap[child]) {
                child++;
            }
            if (heap[child] <= last) {
                break;
            }
            heap[hole] = heap[child];
            hole = child;
        }
        heap[hole] = last;
        return top;
    }
}
