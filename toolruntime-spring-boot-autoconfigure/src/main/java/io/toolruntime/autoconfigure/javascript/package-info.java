/**
 * Tools written in TypeScript or JavaScript, their health and their meters.
 */
@NullMarked
package io.toolruntime.autoconfigure.javascript;

import org.jspecify.annotations.NullMarked;
