/** What it costs to record a time, beside the histograms that services use today. */
@org.jspecify.annotations.NullMarked
package io.perftoolkit.bench.latency;
