package io.toolruntime.wasm;

import java.util.Objects;

import org.jspecify.annotations.Nullable;
import run.endive.wasm.WasmModule;

import io.toolruntime.ExecutionError;
import io.toolruntime.wasm.EventLoop.Settled;

/**
 * A clone of QuickJS that runs one execution's JavaScript: evaluates it, and runs its
 * jobs, timers and answers until it has ended. Everything the code gives is its claim,
 * and bounded before it becomes an object of the host.
 */
final class QuickJsGuest implements Guest {

	private final QuickJsContext js;

	private final QuickJsLayout layout;

	private final QuickJsHost host;

	private final EventLoop loop;

	private final GuestJson json;

	QuickJsGuest(WasmModule module, QuickJsFunctions functions, GuestMemory memory, QuickJsLayout layout,
			int stackPointer, GuestJson json) {
		this.json = json;
		this.layout = layout;
		this.host = new QuickJsHost(json);
		QuickJsInstance instance = new QuickJsInstance(module, functions, memory, this.host);
		instance.setStackPointer(stackPointer);
		this.js = new QuickJsContext(instance, layout.context(), layout.scratch());
		QuickJsJobs jobs = new QuickJsJobs(this.js, layout.runtime());
		PendingCalls calls = new PendingCalls(this.js, jobs, layout);
		this.host.attach(this.js, calls);
		this.loop = new EventLoop(this.js, jobs, layout, this.host, calls);
	}

	@Override
	public GuestMemory memory() {
		return this.js.memory();
	}

	@Override
	public GuestResult run(GuestHost host, String code, byte @Nullable [] input, byte @Nullable [] environment) {
		this.host.serve(host);
		JavaScriptErrors errors = new JavaScriptErrors(this.js, this.layout, code, this.json);
		if (environment != null && !give(environment, true) || input != null && !give(input, false)) {
			return errors.describe(this.js.takeException());
		}
		JavaScriptCompiler compiler = new JavaScriptCompiler(this.js, this.layout, code, errors);
		JavaScriptCompiler.Compiled compiled = compiler.compile();
		if (compiled.error() != null) {
			return compiled.error();
		}
		Settled settled = this.loop
			.settle(compiled.isModule() ? this.js.run(this.js.dup(compiled.value())) : this.js.call(compiled.value()));
		if (settled.failed() == null && compiled.isModule()) {
			settled = defaultExport(compiled.value());
		}
		if (settled.failed() == null && compiled.callsFunctions() && this.js.isFunction(settled.value())) {
			settled = callFunction(settled.value(), code, compiled.isModule());
		}
		if (settled.failed() == null && JsValue.isUndefined(settled.value())) {
			settled = Settled.value(this.js.property(this.layout.global(), this.layout.outName()));
		}
		if (settled.failed() != null) {
			return settled.failed().describe(errors);
		}
		return value(settled.value(), errors);
	}

	/*
	 * Gives the code its input or environment; false if the engine has no memory for it.
	 */
	private boolean give(byte[] json, boolean environment) {
		long value = this.js.parseJson(json);
		if (JsValue.isException(value)) {
			return false;
		}
		if (!environment) {
			this.js.setProperty(this.layout.global(), this.layout.inputName(), value);
			return true;
		}
		return !JsValue.isException(this.js.call(this.layout.assign(), this.layout.environment(), value));
	}

	private Settled defaultExport(long module) {
		long namespace = this.js.moduleNamespace(module);
		long value = JsValue.isException(namespace) ? namespace
				: this.js.property(namespace, this.layout.defaultName());
		if (JsValue.isException(value)) {
			return Settled.thrown(this.js.takeException());
		}
		return this.loop.settle(this.js.call(this.layout.awaited(), value));
	}

	/*
	 * Calls a function that is all there is of the code, or its default export. Another
	 * function that an expression happens to give, such as Math.max, is only a value.
	 */
	private Settled callFunction(long function, String code, boolean exported) {
		long source = this.js.call(this.layout.callableSource(), function);
		String text = (JsValue.isException(source) || JsValue.isUndefined(source)) ? null
				: this.js.text(source, GuestJson.MAX_BYTES);
		if (text == null || !exported && !code.contains(text)) {
			return Settled.value(function);
		}
		return this.loop.settle(this.js.call(this.layout.call(), function));
	}

	private GuestResult value(long value, JavaScriptErrors errors) {
		long text = this.js.stringifyJson(value);
		if (JsValue.isException(text)) {
			GuestResult thrown = errors.describe(this.js.takeException());
			ExecutionError error = Objects.requireNonNull(thrown.error());
			return thrown.outOfMemory() ? thrown
					: errors.unreturnable(
							new ExecutionError(error.name(), "The value cannot be written as JSON: " + error.message(),
									error.stack(), error.line(), error.column()));
		}
		if (JsValue.isUndefined(text)) {
			return GuestResult.ok(null);
		}
		byte[] bytes = this.js.withText(text, (address, length) -> (length < 0 || length > GuestJson.MAX_BYTES)
				? new byte[0] : memory().readBytes(address, length));
		if (bytes == null) {
			return errors.describe(this.js.takeException());
		}
		if (bytes.length == 0) {
			return errors.unreturnable(ExecutionError.of("RangeError", "The value is larger than "
					+ (GuestJson.MAX_BYTES >> 20) + " MB of JSON; return less of it, or print it"));
		}
		try {
			return GuestResult.ok(this.json.read(bytes));
		}
		catch (IllegalArgumentException ex) {
			return errors
				.unreturnable(ExecutionError.of("RangeError", "The value cannot be returned: " + ex.getMessage()));
		}
	}

}
