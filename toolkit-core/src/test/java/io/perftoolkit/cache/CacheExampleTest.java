package io.perftoolkit.cache;

/** Runs the code that the pages show. */
class CacheExampleTest extends CacheExample {}
