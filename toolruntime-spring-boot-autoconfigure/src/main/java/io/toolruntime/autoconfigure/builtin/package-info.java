/**
 * Built-in tools for files, commands and the web.
 */
@NullMarked
package io.toolruntime.autoconfigure.builtin;

import org.jspecify.annotations.NullMarked;
