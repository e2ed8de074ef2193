package io.perftoolkit.bench.league;

import java.util.List;

/**
 * How a part is measured.
 *
 * @param forks of each trial
 * @param pace of a trial; the least one where there is a budget
 * @param controlPace of a control
 * @param budgetSeconds for the whole part; 0 for no limit
 */
record Plan(int forks, Pace pace, Pace controlPace, double budgetSeconds) {
    /** Enough to decide rows that are within some percent of their goal. */
    static Plan full(int forks, int iterationMillis) {
        return new Plan(forks, new Pace(3, iterationMillis, 5, iterationMillis), Pace.within(600), 0);
    }

    /** At most a minute for each part, the start of this JVM included; the more rows, the wider their intervals. */
    static Plan quick(int forks) {
        return new Plan(forks, Pace.within(250), Pace.within(200), 57);
    }

    /** The same, but each fork warms up for as long as the slowest of these rows needs. */
    Plan warmingUp(List<Row> rows) {
        int needed = rows.stream().mapToInt(Row::warmUpMillis).max().orElse(0);
        if (pace.allWarmUpMillis() >= needed) {
            return this;
        }
        Pace warmer = budgetSeconds > 0
                ? Pace.within(needed + pace.millis() - pace.allWarmUpMillis(), needed)
                : new Pace(
                        pace.warmUps(),
                        (needed + pace.warmUps() - 1) / pace.warmUps(),
                        pace.iterations(),
                        pace.iterationMillis());
        return new Plan(forks, warmer, controlPace, budgetSeconds);
    }
}
