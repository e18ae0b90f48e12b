/** What sandboxed processes take, cold and from a pool, beside plain interpreters. */
@NullMarked
package io.toolruntime.benchmarks.process;

import org.jspecify.annotations.NullMarked;
