/**
 * Measurements that JMH has no form for, each in a JVM of its own.
 */
@NullMarked
package io.toolruntime.benchmarks.probe;

import org.jspecify.annotations.NullMarked;
