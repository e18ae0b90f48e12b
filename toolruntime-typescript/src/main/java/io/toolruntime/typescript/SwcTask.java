package io.toolruntime.typescript;

import org.jspecify.annotations.Nullable;

import io.toolruntime.runtime.CodeTransformException;
import io.toolruntime.runtime.PositionMap;
import io.toolruntime.runtime.PositionMap.Position;
import io.toolruntime.runtime.TransformedCode;
import io.toolruntime.typescript.SwcResult.Failed;
import io.toolruntime.typescript.SwcResult.Transformed;

/**
 * Turns one piece of code into JavaScript of the same form. swc takes modules; a script
 * with a {@code return} is given to it as the body of a function, which is taken off
 * again.
 */
final class SwcTask {

	private static final String HEADER = "async function __toolruntime() {\n";

	private static final String FOOTER = "\n}";

	private static final int MAX_MESSAGE = 500;

	private final SwcCall swc;

	private SourceText source;

	SwcTask(SwcCall swc, String code) {
		this.swc = swc;
		this.source = new SourceText(code);
	}

	TransformedCode run() throws CodeTransformException {
		if (this.source.looksLikeScriptWithReturn()) {
			Attempt asScript = attempt(true);
			if (asScript.failed == null) {
				return asScript.transformed();
			}
			Attempt asModule = attempt(false);
			if (asModule.failed == null) {
				return asModule.transformed();
			}
			throw asModule.failed.isTopLevelReturn() ? asScript.exception() : asModule.exception();
		}
		Attempt asModule = attempt(false);
		if (asModule.failed == null) {
			return asModule.transformed();
		}
		if (!asModule.failed.isTopLevelReturn()) {
			throw asModule.exception();
		}
		return script();
	}

	/* With a return at its top level: whatever else it is, it is no module */
	private TransformedCode script() throws CodeTransformException {
		Attempt attempt = attempt(true);
		if (attempt.failed != null && attempt.failed.isModuleSyntax()) {
			this.source = this.source.withoutTypesOfModules();
			attempt = attempt(true);
		}
		if (attempt.failed != null) {
			throw attempt.exception();
		}
		return attempt.transformed();
	}

	private Attempt attempt(boolean wrapped) {
		SwcMode mode = this.source.looksLikeMoreThanTypes() ? SwcMode.TRANSFORM : SwcMode.STRIP;
		Attempt attempt = new Attempt(wrapped, mode);
		return (mode == SwcMode.STRIP && attempt.failed != null && attempt.failed.unsupported())
				? new Attempt(wrapped, SwcMode.TRANSFORM) : attempt;
	}

	/** Calls swc. */
	@FunctionalInterface
	interface SwcCall {

		SwcResult call(String code, SwcMode mode, boolean jsx);

	}

	/** The code given to swc in one way. */
	private final class Attempt {

		private final boolean wrapped;

		private final SwcMode mode;

		private final SwcResult result;

		private final @Nullable Failed failed;

		Attempt(boolean wrapped, SwcMode mode) {
			this.wrapped = wrapped;
			this.mode = mode;
			this.result = call(SwcTask.this.source.code(), false);
			this.failed = (this.result instanceof Failed failed) ? failed : null;
		}

		private SwcResult call(String code, boolean jsx) {
			return SwcTask.this.swc.call(this.wrapped ? HEADER + code + FOOTER : code, this.mode, jsx);
		}

		TransformedCode transformed() {
			Transformed transformed = (Transformed) this.result;
			String code = transformed.code();
			if (this.mode == SwcMode.STRIP) {
				return new TransformedCode(
						this.wrapped ? code.substring(HEADER.length(), code.length() - FOOTER.length()) : code,
						PositionMap.IDENTITY);
			}
			SourceMap positions = SourceMap.parse(String.valueOf(transformed.sourceMap()), linesBefore());
			// The line of the header stays, empty: as the source map counts it
			return new TransformedCode(
					this.wrapped ? code.substring(code.indexOf('{') + 1, code.lastIndexOf('}')) : code, positions);
		}

		CodeTransformException exception() {
			Failed failed = (Failed) this.result;
			Position position = position(failed);
			String message = failed.message().replaceAll("\\s+", " ").strip();
			if (SwcTask.this.source.at(position) == '@') {
				message = "Decorators are not supported; call the function yourself";
			}
			else if (SwcTask.this.source.mayHoldJsx()
					&& call(SwcTask.this.source.code(), true) instanceof Transformed) {
				message = "JSX is not supported; build the value with function calls or template strings";
			}
			return new CodeTransformException("SyntaxError",
					(message.length() > MAX_MESSAGE) ? message.substring(0, MAX_MESSAGE) + "…" : message,
					position.line(), position.column());
		}

		/*
		 * swc tells columns as they are on a screen, where a tab and a character may be
		 * wider than one: asked again with code where they are not.
		 */
		private Position position(Failed failed) {
			int line = failed.line() - linesBefore();
			int column = failed.column() + 1;
			if (SwcTask.this.source.hasOtherScreenColumns(line)
					&& call(SwcTask.this.source.withScreenColumns(), false) instanceof Failed masked
					&& masked.line() == failed.line()) {
				column = masked.column() + 1;
			}
			return SwcTask.this.source.within(line, column);
		}

		private int linesBefore() {
			return this.wrapped ? 1 : 0;
		}

	}

}
