@NullUnmarked
package io.toolruntime.javascript;

import org.jspecify.annotations.NullUnmarked;
