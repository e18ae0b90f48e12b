@NullMarked
package io.toolruntime.starter;

import org.jspecify.annotations.NullMarked;
