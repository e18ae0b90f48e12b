/**
 * The few tools that a model is given, as tools of an MCP server.
 */
@NullMarked
package io.toolruntime.springai.mcp;

import org.jspecify.annotations.NullMarked;
