/**
 * The few tools that a model is given instead of every tool there is: defined once,
 * offered by Spring AI and by MCP.
 */
@NullMarked
package io.toolruntime.springai.meta;

import org.jspecify.annotations.NullMarked;
