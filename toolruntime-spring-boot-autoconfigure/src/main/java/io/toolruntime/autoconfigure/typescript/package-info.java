/**
 * TypeScript for every backend that runs JavaScript.
 */
@NullMarked
package io.toolruntime.autoconfigure.typescript;

import org.jspecify.annotations.NullMarked;
