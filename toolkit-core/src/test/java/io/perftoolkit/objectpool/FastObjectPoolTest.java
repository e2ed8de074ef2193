package io.perftoolkit.objectpool;

/** The default. */
class FastObjectPoolTest extends ObjectPoolContract {
    @Override
    ObjectPool.Builder<Widget> kind(ObjectPool.Builder<Widget> builder) {
        return builder;
    }
}
