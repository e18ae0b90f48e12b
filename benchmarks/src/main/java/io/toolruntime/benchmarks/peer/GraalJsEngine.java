package io.toolruntime.benchmarks.peer;

import java.util.Map;

import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.graalvm.polyglot.proxy.ProxyObject;

/**
 * GraalJS as its documentation advises: one engine for all, which keeps what it learnt,
 * and a context of its own for each execution.
 */
final class GraalJsEngine implements Engine {

	private final org.graalvm.polyglot.Engine engine = org.graalvm.polyglot.Engine.newBuilder("js")
		.option("engine.WarnInterpreterOnly", "false")
		.build();

	private final ProxyExecutable price;

	GraalJsEngine(PriceTool tool) {
		this.price = (arguments) -> {
			int id = arguments[0].getMember("id").asInt();
			return ProxyObject.fromMap(Map.of("id", id, "price", tool.price(id)));
		};
	}

	@Override
	public long run(String code, boolean expression) {
		String text = expression ? code : "(function () {" + code + "\n})()";
		try (Context context = Context.newBuilder("js").engine(this.engine).build()) {
			context.getBindings("js").putMember("price", this.price);
			return context.eval(Source.create("js", text)).asLong();
		}
	}

	@Override
	public void close() {
		this.engine.close();
	}

}
