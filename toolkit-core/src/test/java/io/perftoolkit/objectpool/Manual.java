package io.perftoolkit.objectpool;

import io.perftoolkit.internal.timer.TimerWheel;
import io.perftoolkit.testkit.FakeTicker;
import io.perftoolkit.testkit.ManualExecutor;
import java.time.Duration;

/** A pool whose time, threads and alarms are in the hands of the test. */
final class Manual {
    final FakeTicker ticker = new FakeTicker(Long.MAX_VALUE - 1_000_000_000); // the clock wraps within each test
    final ManualExecutor work = new ManualExecutor(ticker);
    final TimerWheel timer = TimerWheel.manual(ticker);
    final Widget.Factory factory = new Widget.Factory();

    ObjectPoolBuilder<Widget> builder() {
        return ObjectPool.<Widget>builder(factory::make)
                .name("widgets")
                .ticker(ticker)
                .destroy(Widget::destroy)
                .tools(work, timer);
    }

    /** Runs what is due, and what that brings about. */
    void settle() {
        while (work.runAll() + timer.runDue() > 0) {}
    }

    void advance(Duration step) {
        ticker.advance(step);
        settle();
    }
}
