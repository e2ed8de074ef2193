/**
 * The main job: shows on the machine of whoever asks how a service made of popular libraries and one made of this toolkit
 * bear the same load and the same disturbance.
 *
 * <p><b>Door:</b> {@link io.perftoolkit.bench.prove.Prove}. Rooms below: {@code load} sends, {@code lab} starts and watches,
 * {@code result} is what was found, {@code report} shows it. This one decides what is run and what it is worth.
 *
 * <p><b>Threads:</b> one runs the show; another feeds the view while a lane is loaded.
 */
@org.jspecify.annotations.NullMarked
package io.perftoolkit.bench.prove;
