@NullMarked
package io.toolruntime.benchmarks.process;

import org.jspecify.annotations.NullMarked;
