package io.perftoolkit.memory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Turns figures into news: a level is entered at its fraction and left below 90 % of it. Not thread-safe. */
final class PressureWatch {
    private static final double LEAVE = 0.9;

    private final double soft;
    private final double hard;
    private final Map<String, State> states = new HashMap<>();

    private static final class State {
        MemoryPressure.Level level = MemoryPressure.Level.NORMAL;
        long refusals;
    }

    PressureWatch(double soft, double hard) {
        this.soft = soft;
        this.hard = hard;
    }

    /** The news since the last call; mostly none. */
    List<MemoryPressure> advance(MemoryStats stats, Iterable<MemoryAccount> accounts) {
        List<MemoryPressure> news = new ArrayList<>(0);
        advance(news, "live set", stats.liveSet().bytes(), stats.liveSet().capacity(), 0);
        ControlGroup.Memory group = stats.group().memory();
        advance(news, "control group", group.workingSet(), group.limit(), 0);
        for (MemoryAccount account : accounts) {
            advance(news, "account ", account);
        }
        return news;
    }

    private void advance(List<MemoryPressure> news, String prefix, MemoryAccount account) {
        if (account.limit() != MemoryStats.UNLIMITED) {
            advance(news, prefix + account.name(), Math.max(0, account.used()), account.limit(), account.refusals());
        }
    }

    private void advance(List<MemoryPressure> news, String source, long used, long limit, long refusals) {
        if (used < 0 || limit < 0 || limit == MemoryStats.UNLIMITED) {
            return;
        }
        State state = states.computeIfAbsent(source, name -> new State());
        MemoryPressure.Level before = state.level;
        state.level = next(before, used, limit, refusals > state.refusals);
        state.refusals = refusals;
        if (state.level != before) {
            news.add(new MemoryPressure(source, state.level, before, used, limit));
        }
    }

    private MemoryPressure.Level next(MemoryPressure.Level level, long used, long limit, boolean refused) {
        if (refused || used >= hard * limit) {
            return MemoryPressure.Level.HARD;
        }
        if (level == MemoryPressure.Level.HARD && used >= LEAVE * hard * limit) {
            return MemoryPressure.Level.HARD;
        }
        if (used >= soft * limit || (level != MemoryPressure.Level.NORMAL && used >= LEAVE * soft * limit)) {
            return MemoryPressure.Level.SOFT;
        }
        return MemoryPressure.Level.NORMAL;
    }
}
