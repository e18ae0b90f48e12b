package io.toolruntime.benchmarks.peer;

import org.mozilla.javascript.BaseFunction;
import org.mozilla.javascript.Context;
import org.mozilla.javascript.ContextFactory;
import org.mozilla.javascript.Scriptable;
import org.mozilla.javascript.ScriptableObject;

/** Rhino without its access to Java, a scope for each execution. */
final class RhinoEngine implements Engine {

	private final PriceTool tool;

	RhinoEngine(PriceTool tool) {
		this.tool = tool;
	}

	@Override
	public long run(String code, boolean expression) {
		String text = expression ? code : "(function () {" + code + "\n})()";
		try (Context context = new ContextFactory().enterContext()) {
			context.setLanguageVersion(Context.VERSION_ECMASCRIPT);
			ScriptableObject scope = context.initSafeStandardObjects();
			ScriptableObject.putProperty(scope, "price", new PriceFunction(this.tool));
			Object value = context.evaluateString(scope, text, "main.js", 1, null);
			return ((Number) value).longValue();
		}
	}

	private static final class PriceFunction extends BaseFunction {

		private static final long serialVersionUID = 1;

		private final transient PriceTool tool;

		PriceFunction(PriceTool tool) {
			this.tool = tool;
		}

		@Override
		public Object call(Context context, Scriptable scope, Scriptable self, Object[] arguments) {
			int id = ((Number) ScriptableObject.getProperty((Scriptable) arguments[0], "id")).intValue();
			Scriptable answer = context.newObject(scope);
			ScriptableObject.putProperty(answer, "id", id);
			ScriptableObject.putProperty(answer, "price", this.tool.price(id));
			return answer;
		}

	}

}
