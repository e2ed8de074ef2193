/**
 * What the machine itself costs: the thermometer beside every comparison.
 *
 * <p><b>Door:</b> {@link io.perftoolkit.bench.control.ControlBenchmark}. The league runs it before, between and after
 * the subjects; a subject is only judged when the controls around it agree with each other.
 *
 * <p><b>Threads:</b> one.
 */
@org.jspecify.annotations.NullMarked
package io.perftoolkit.bench.control;
