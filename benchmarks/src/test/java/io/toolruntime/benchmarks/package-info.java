@NullMarked
package io.toolruntime.benchmarks;

import org.jspecify.annotations.NullMarked;
