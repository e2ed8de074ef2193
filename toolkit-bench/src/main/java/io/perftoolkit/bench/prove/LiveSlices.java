package io.perftoolkit.bench.prove;

import io.perftoolkit.bench.prove.load.Recording;
import io.perftoolkit.bench.prove.report.Progress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Tells the view each slice of a window as it passes, and again until all its requests have ended, so that a reader sees
 * a disturbance while it lasts. Runs on a thread of its own, a tenth of a second behind.
 */
final class LiveSlices implements AutoCloseable {
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int AGAIN = 5; // an unsettled slice is told again every so many periods

    private final Progress view;
    private final String lane;
    private final Recording recording;
    private final double seconds;
    private final Thread thread;
    private volatile boolean over;
    private int settled;
    private int told;

    LiveSlices(Progress view, String lane, Recording recording, double seconds) {
        this.view = view;
        this.lane = lane;
        this.recording = recording;
        this.seconds = seconds;
        this.thread = new Thread(this::watch, "perftoolkit-prove-live");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        for (int period = 0; !over; period++) {
            LockSupport.parkNanos(PERIOD_NANOS);
            tell(period % AGAIN == 0);
        }
    }

    private void tell(boolean again) {
        if (recording.startNanos() == 0) {
            return;
        }
        double elapsed = (System.nanoTime() - recording.startNanos()) / 1e9;
        int passed = Math.min(Figures.sliceCount(seconds), (int) (elapsed / Figures.SLICE_SECONDS));
        for (int i = settled; i < passed; i++) {
            boolean isSettled = recording.isSettledBefore(Figures.sliceStart(i + 1));
            if (isSettled || again || i >= told) {
                tell(i);
            }
            if (isSettled && i == settled) {
                settled++;
            }
        }
        told = Math.max(told, passed);
    }

    private void tell(int slice) {
        double from = Figures.sliceStart(slice);
        Recording.SoFar soFar = recording.soFar(from, Figures.sliceStart(slice + 1));
        view.slice(lane, Figures.slice(from, soFar.sortedNanos(), soFar.errors()));
    }

    /** Tells what is left; to be called when all requests have ended. */
    void end() {
        close();
        if (!thread.isAlive()) {
            tell(true);
        }
    }

    @Override
    public void close() {
        over = true;
        LockSupport.unpark(thread);
        try {
            thread.join(1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
