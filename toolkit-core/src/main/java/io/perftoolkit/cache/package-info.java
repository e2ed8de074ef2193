/**
 * A bounded map that keeps what is worth keeping, and loads what is missing.
 *
 * <p>Everything here may be used by many threads at once.
 */
package io.perftoolkit.cache;
