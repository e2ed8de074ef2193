package io.perftoolkit.task;

import io.perftoolkit.internal.timer.Alarm;
import io.perftoolkit.internal.timer.TimerWheel;
import org.jspecify.annotations.Nullable;

/** Cancels a scope at its deadline, whatever the owner does at that time: it may run a fork itself. */
final class DeadlineAlarm extends Alarm {
    /*
     * Layout: at most 64 bytes, for there may be a million of them (DeadlineAlarmTest). The wheel keeps a cancelled alarm for a
     * while, so it lets go of its scope at once, or what the forks have found would live as long.
     */

    private volatile @Nullable TaskScope scope;

    private DeadlineAlarm(TaskScope scope) {
        this.scope = scope;
    }

    /** Arms an alarm for a scope that has a deadline. */
    static @Nullable DeadlineAlarm of(TaskScope scope) {
        if (scope.deadline().isNone()) {
            return null;
        }
        DeadlineAlarm alarm = new DeadlineAlarm(scope);
        TimerWheel.shared().arm(alarm, scope.deadline().remainingNanos());
        return alarm;
    }

    void disarm() {
        scope = null;
        TimerWheel.shared().cancel(this);
    }

    @Override
    protected void ring() {
        TaskScope late = scope;
        if (late != null) {
            late.deadlineCame();
        }
    }
}
