package io.perftoolkit.objectpool;

import java.time.Duration;

/** With all that costs a look at each return. */
class ManagedObjectPoolTest extends ObjectPoolContract {
    @Override
    ObjectPoolBuilder<Widget> kind(ObjectPoolBuilder<Widget> builder) {
        return builder.maxAge(Duration.ofDays(1))
                .leakAfter(Duration.ofDays(1))
                .leakSampling(1)
                .validate(widget -> widget.sound)
                .reset(widget -> widget.resets++);
    }
}
