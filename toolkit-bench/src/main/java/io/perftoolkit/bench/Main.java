package io.perftoolkit.bench;

import io.perftoolkit.bench.admission.Rehearsal;
import io.perftoolkit.bench.league.League;
import io.perftoolkit.bench.prove.Prove;
import java.util.Arrays;

/** The door of {@code benchmarks.jar}: the first word picks the room, anything else goes to JMH. */
public final class Main {
    private Main() {}

    /**
     * Runs one command and ends the process with its exit code.
     *
     * @param args the name of a room and its arguments, or a command line of JMH
     * @throws Exception whatever the room could not handle
     */
    public static void main(String[] args) throws Exception {
        String room = args.length == 0 ? "" : args[0];
        String[] rest = args.length == 0 ? args : Arrays.copyOfRange(args, 1, args.length);
        switch (room) {
            case "prove" -> Prove.main(rest);
            case "admission" -> Rehearsal.main(rest);
            case "league" -> System.exit(League.run(rest, System.out, System.err));
            default -> org.openjdk.jmh.Main.main(args);
        }
    }
}
