@NullUnmarked
package io.toolruntime.builtin;

import org.jspecify.annotations.NullUnmarked;
