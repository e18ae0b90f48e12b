@NullMarked
package io.toolruntime.docker;

import org.jspecify.annotations.NullMarked;
