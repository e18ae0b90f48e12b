/**
 * Tests of the embedded backend.
 */
package io.toolruntime.wasm;
