/**
 * The embedded backend: language engines compiled from WebAssembly to JVM classes.
 */
@NullMarked
package io.toolruntime.wasm;

import org.jspecify.annotations.NullMarked;
