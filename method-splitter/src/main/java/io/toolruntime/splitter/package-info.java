/**
 * A build step that splits the static methods that HotSpot refuses to compile (8,000
 * bytecodes and more) into chunk methods that it compiles, and inlines comparisons that
 * it may compile wrongly.
 */
@NullMarked
package io.toolruntime.splitter;

import org.jspecify.annotations.NullMarked;
