package io.perftoolkit.objectpool;

/** The default. */
class FastObjectPoolTest extends ObjectPoolContract {
    @Override
    ObjectPoolBuilder<Widget> kind(ObjectPoolBuilder<Widget> builder) {
        return builder;
    }
}
