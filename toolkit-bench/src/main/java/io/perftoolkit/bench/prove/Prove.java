package io.perftoolkit.bench.prove;

import io.perftoolkit.bench.prove.lab.Lab;
import io.perftoolkit.bench.prove.lab.LabException;
import io.perftoolkit.bench.prove.report.Progress;
import io.perftoolkit.bench.prove.result.ProveResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * The command {@code prove}: see {@link Options#USAGE} or {@code --help}.
 *
 * <p>Exit code 0 if everything was measured, whatever the verdicts are; 1 if it could not be measured; 2 for a wrong
 * option; 130 after Ctrl-C. Whichever way it ends, no process and no data of the run are left.
 */
public final class Prove {
    private static final int OK = 0;
    private static final int NOT_MEASURED = 1;
    private static final int WRONG_OPTION = 2;
    private static final int INTERRUPTED = 130;

    private final Options options;
    private final AtomicBoolean stopped = new AtomicBoolean();

    private Prove(Options options) {
        this.options = options;
    }

    /**
     * Runs and ends this JVM.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        Options options;
        try {
            options = Options.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println("prove: " + e.getMessage());
            System.exit(WRONG_OPTION);
            return;
        }
        if (options.help()) {
            System.out.print(Options.USAGE);
            return;
        }
        // Libraries would write into the view; what they have to say arrives as an exception.
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "off");
        System.exit(new Prove(options).run());
    }

    private int run() {
        Progress view = Progress.forTerminal(System.out, System.getenv(), Terminal.isPresent(), Terminal.width());
        Lab lab;
        try {
            lab = Lab.open(options.out());
        } catch (LabException e) {
            view.close();
            System.err.println("prove: " + e.getMessage());
            return NOT_MEASURED;
        }
        Thread hook = new Thread(() -> stop(lab, view), "perftoolkit-prove-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        if (options.withParent()) {
            ProcessHandle.current().parent().ifPresent(Prove::stopWith);
        }
        try (lab;
                view) {
            ProveResult result = new Show(options, view, stopped::get).run(lab);
            Path report = Show.write(result, options);
            view.done(result, report);
            return OK;
        } catch (IOException | RuntimeException e) {
            return failed(view, e);
        } finally {
            stopped.set(true);
        }
    }

    private static void stopWith(ProcessHandle parent) {
        Thread watch = new Thread(
                () -> {
                    parent.onExit().join();
                    System.exit(INTERRUPTED);
                },
                "perftoolkit-prove-parent");
        watch.setDaemon(true);
        watch.start();
    }

    private int failed(Progress view, Exception failure) {
        if (stopped.get()) {
            while (true) { // the hook is at work and ends this JVM
                LockSupport.park(this);
            }
        }
        view.close();
        String message = failure instanceof LabException ? failure.getMessage() : failure.toString();
        System.err.println("prove: " + message);
        if (failure instanceof RuntimeException && !(failure instanceof LabException)) {
            failure.printStackTrace(); // a mistake of ours: whoever mends it needs to see where
        }
        return NOT_MEASURED;
    }

    private void stop(Lab lab, Progress view) {
        if (!stopped.getAndSet(true)) {
            view.close();
            System.err.println("prove: stopped, cleaning up");
        }
        lab.close();
    }
}
