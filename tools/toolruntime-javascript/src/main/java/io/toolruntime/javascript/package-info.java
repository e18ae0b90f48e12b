/** Tools written in TypeScript or JavaScript, run on Bun, Node or Deno. */
@NullMarked
package io.toolruntime.javascript;

import org.jspecify.annotations.NullMarked;
