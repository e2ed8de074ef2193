package io.perftoolkit.objectpool;

/** Each close decided by a compare-and-set. */
class StrictObjectPoolTest extends ObjectPoolContract {
    @Override
    ObjectPoolBuilder<Widget> kind(ObjectPoolBuilder<Widget> builder) {
        return builder.strictReturn(true);
    }
}
