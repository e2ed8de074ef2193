package io.perftoolkit.cache;

class SlotTableContractTest extends TableContract {
    @Override
    <K> Table<K, String> table(long bound, long accessNanos, Table.Removals<K, String> removals) {
        return new SlotTable<>(bound, accessNanos, removals);
    }

    @Override
    void assertSound(Table<?, ?> table) {
        super.assertSound(table);
        Audit.check((SlotTable<?, ?>) table);
    }
}
