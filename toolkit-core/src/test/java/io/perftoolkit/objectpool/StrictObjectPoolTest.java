package io.perftoolkit.objectpool;

/** Each close decided by a compare-and-set. */
class StrictObjectPoolTest extends ObjectPoolContract {
    @Override
    ObjectPool.Builder<Widget> kind(ObjectPool.Builder<Widget> builder) {
        return builder.strictReturn(true);
    }
}
