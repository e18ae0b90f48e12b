/**
 * TypeScript to JavaScript on the host, by swc compiled to JVM classes: one way for every
 * backend.
 */
@NullMarked
package io.toolruntime.typescript;

import org.jspecify.annotations.NullMarked;
