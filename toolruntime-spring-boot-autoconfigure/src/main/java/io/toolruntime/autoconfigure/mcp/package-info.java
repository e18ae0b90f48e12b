/**
 * What an MCP server of the application lists.
 */
@NullMarked
package io.toolruntime.autoconfigure.mcp;

import org.jspecify.annotations.NullMarked;
