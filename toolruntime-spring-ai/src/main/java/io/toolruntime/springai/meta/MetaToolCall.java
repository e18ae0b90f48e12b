package io.toolruntime.springai.meta;

import io.toolruntime.caller.Caller;

/**
 * What a tool that a model is given may know of one call.
 *
 * @param caller who asks, as the application knows; never from the arguments
 */
public record MetaToolCall(Caller caller) {
}
