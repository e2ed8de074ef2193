/** Stores beside the JDK's and JCTools' maps: strings and longs as keys. */
package io.perftoolkit.bench.store;
