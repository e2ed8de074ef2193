package io.perftoolkit.objectpool;

/** What the slots are, each at the moment at which it was looked at. */
final class Census {
    int idle;
    int out;
    int making;
    int doomed;
    int empty;
    int retired;
    int waiting;

    /** Leases that have ended. */
    long ended;

    void add(long word) {
        ended += Slot.epoch(word);
        switch ((int) Slot.status(word)) {
            case (int) Slot.FREE, (int) Slot.CHECKING -> idle++;
            case (int) Slot.LENT -> out++;
            case (int) Slot.MAKING -> making++;
            case (int) Slot.DOOMED -> doomed++;
            case (int) Slot.EMPTY -> empty++;
            default -> retired++;
        }
    }

    /** Slots that are in use, with or without an object. */
    int capacity() {
        return idle + out + making + doomed + empty;
    }

    /** Whether something may come to one who waits without the factory being asked again. */
    boolean mayCome() {
        return idle + out + making > 0;
    }
}
