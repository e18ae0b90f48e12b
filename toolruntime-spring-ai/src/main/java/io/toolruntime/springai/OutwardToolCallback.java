package io.toolruntime.springai;

import org.springframework.ai.tool.ToolCallback;

/**
 * Marks a callback by which a model reaches the runtime. It never enters the catalog:
 * code in a sandbox must not start executions of its own.
 */
public interface OutwardToolCallback extends ToolCallback {

}
