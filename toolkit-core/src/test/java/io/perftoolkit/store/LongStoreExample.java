package io.perftoolkit.store;

final class LongStoreExample {
    private LongStoreExample() {}

    static String orders() {
        // @start region="orders"
        LongStore<String> orders = LongStore.<String>builder().build();
        orders.put(4711, "open");
        orders.computeIfPresent(4711, (id, state) -> state.equals("open") ? "paid" : state);
        String state = orders.getOrDefault(4711, "unknown"); // "paid"
        // @end
        return state;
    }

    static long balances(long account) {
        // @start region="balances"
        LongLongStore balances = LongLongStore.builder().absent(Long.MIN_VALUE).build();
        balances.addTo(account, 100); // an account that is not there begins at 0
        long left = balances.addTo(account, -5); // 95
        balances.removeIf((key, value) -> value == 0);
        // @end
        return left;
    }
}
