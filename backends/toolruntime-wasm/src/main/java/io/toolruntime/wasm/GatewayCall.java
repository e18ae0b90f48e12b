package io.toolruntime.wasm;

import java.util.function.Supplier;

/**
 * A guest's call of its gateway.
 *
 * @param id identifies the call within its execution
 * @param method what is asked
 * @param first the namespace or id, empty where the method has none
 * @param second the name, empty where the method has none
 * @param size bytes of the arguments
 * @param arguments takes the arguments, JSON, out of the guest; called once, on the
 * guest's thread, when the call starts
 */
record GatewayCall(int id, GatewayMethod method, String first, String second, int size, Supplier<byte[]> arguments) {
}
