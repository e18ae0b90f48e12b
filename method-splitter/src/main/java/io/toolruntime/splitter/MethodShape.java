package io.toolruntime.splitter;

import org.objectweb.asm.Type;
import org.objectweb.asm.tree.MethodNode;

/**
 * All that is known of a method before it is divided.
 *
 * @param method the method
 * @param parameters its parameters
 * @param graph its blocks
 * @param liveness its local variables
 */
record MethodShape(MethodNode method, Parameters parameters, ControlFlowGraph graph, Liveness liveness) {

	static MethodShape of(String owner, MethodNode method, ClassHierarchy hierarchy, int longest) {
		Parameters parameters = Parameters.of(method);
		ControlFlowGraph graph = ControlFlowGraph.of(owner, method, hierarchy, longest);
		return new MethodShape(method, parameters, graph, Liveness.of(graph, parameters));
	}

	Type result() {
		return Type.getReturnType(this.method.desc);
	}

}
