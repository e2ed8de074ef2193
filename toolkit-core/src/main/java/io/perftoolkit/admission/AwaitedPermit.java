package io.perftoolkit.admission;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A permit to come; cancelling it leaves the queue. */
final class AwaitedPermit extends CompletableFuture<Permit> {
    private final Entrance entrance;
    private volatile @Nullable Waiter waiter;

    AwaitedPermit(Entrance entrance) {
        this.entrance = entrance;
    }

    void waitsAs(Waiter self) {
        waiter = self;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        Waiter self = waiter;
        if (cancelled && self != null) {
            entrance.cancel(self); // if it was granted meanwhile, its completion fails and gives the slot back
        }
        return cancelled;
    }
}
