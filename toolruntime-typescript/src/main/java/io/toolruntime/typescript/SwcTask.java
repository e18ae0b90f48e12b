package io.toolruntime.typescript;

import java.util.Comparator;

import io.toolruntime.runtime.CodeTransformException;
import io.toolruntime.runtime.PositionMap;
import io.toolruntime.runtime.PositionMap.Position;
import io.toolruntime.runtime.TransformedCode;
import io.toolruntime.typescript.SwcResult.Failed;
import io.toolruntime.typescript.SwcResult.Transformed;

/**
 * Turns one piece of code into JavaScript of the same form. Which form it has is guessed,
 * and the others are tried when that was wrong: so that most code is parsed once.
 */
final class SwcTask {

	private static final int MAX_MESSAGE = 500;

	private final Swc swc;

	private SourceText source;

	SwcTask(Swc swc, String code) {
		this.swc = swc;
		this.source = new SourceText(code);
	}

	TransformedCode run() throws CodeTransformException {
		boolean scriptFirst = this.source.looksLikeScriptWithReturn();
		Attempt first = attempt(scriptFirst ? CodeForm.SCRIPT : CodeForm.MODULE);
		if (first.succeeded()) {
			return first.transformed();
		}
		Attempt asModule = scriptFirst ? attempt(CodeForm.MODULE) : first;
		if (asModule.succeeded()) {
			return asModule.transformed();
		}
		if (asModule.failedByTopLevelReturn()) {
			return script(scriptFirst ? first : attempt(CodeForm.SCRIPT));
		}
		if (this.source.mayBeExpression()) {
			Attempt asExpression = attempt(CodeForm.EXPRESSION);
			if (asExpression.succeeded()) {
				return asExpression.transformed();
			}
			throw furthest(asModule.exception(), asExpression.exception());
		}
		throw asModule.exception();
	}

	/* With a return at its top level: whatever else it is, it is no module */
	private TransformedCode script(Attempt attempt) throws CodeTransformException {
		if (attempt.succeeded()) {
			return attempt.transformed();
		}
		if (attempt.failedByModuleSyntax()) {
			this.source = this.source.withoutTypesOfModules();
			Attempt withoutTypes = attempt(CodeForm.SCRIPT);
			if (withoutTypes.succeeded()) {
				return withoutTypes.transformed();
			}
			throw withoutTypes.exception();
		}
		throw attempt.exception();
	}

	private static CodeTransformException furthest(CodeTransformException one, CodeTransformException other) {
		Comparator<CodeTransformException> byPlace = Comparator.comparing(CodeTransformException::getLine)
			.thenComparing(CodeTransformException::getColumn);
		return (byPlace.compare(one, other) >= 0) ? one : other;
	}

	private Attempt attempt(CodeForm form) {
		if (!this.source.looksLikeMoreThanTypes()) {
			Attempt attempt = new Attempt(form, SwcMode.STRIP);
			if (!attempt.failedByMode()) {
				return attempt;
			}
		}
		return new Attempt(form, SwcMode.TRANSFORM);
	}

	/** Calls swc. */
	@FunctionalInterface
	interface Swc {

		SwcResult call(String code, SwcMode mode, boolean jsx);

	}

	/** The code given to swc in one form. */
	private final class Attempt {

		private final SourceText source = SwcTask.this.source;

		private final CodeForm form;

		private final SwcMode mode;

		private final SwcResult result;

		Attempt(CodeForm form, SwcMode mode) {
			this.form = form;
			this.mode = mode;
			this.result = call(this.source.code(), false);
		}

		private SwcResult call(String code, boolean jsx) {
			return SwcTask.this.swc.call(this.form.wrap(code), this.mode, jsx);
		}

		boolean succeeded() {
			return this.result instanceof Transformed;
		}

		boolean failedByTopLevelReturn() {
			return this.result instanceof Failed failed && failed.isTopLevelReturn();
		}

		boolean failedByModuleSyntax() {
			return this.result instanceof Failed failed && failed.isModuleSyntax();
		}

		boolean failedByMode() {
			return this.result instanceof Failed failed && failed.unsupported();
		}

		TransformedCode transformed() {
			Transformed transformed = (Transformed) this.result;
			String sourceMap = transformed.sourceMap();
			if (sourceMap == null) {
				return new TransformedCode(this.form.unwrapUnmoved(transformed.code()), PositionMap.IDENTITY);
			}
			return new TransformedCode(this.form.unwrapWritten(transformed.code()),
					SourceMap.parse(sourceMap, this.form.linesBefore(), this.source.lines()));
		}

		CodeTransformException exception() {
			Failed failed = (Failed) this.result;
			Position position = position(failed);
			return new CodeTransformException("SyntaxError", message(failed, position), position.line(),
					position.column());
		}

		private String message(Failed failed, Position position) {
			if (this.source.at(position) == '@') {
				return "Decorators are not supported; call the function yourself";
			}
			if (this.source.mayHoldJsx() && isJsx()) {
				return "JSX is not supported; build the value with function calls or template strings";
			}
			String message = failed.message().replaceAll("\\s+", " ").strip();
			return (message.length() > MAX_MESSAGE) ? message.substring(0, MAX_MESSAGE) + "…" : message;
		}

		private boolean isJsx() {
			SwcResult result = call(this.source.code(), true);
			return result instanceof Transformed || result instanceof Failed failed && failed.isTopLevelReturn();
		}

		/*
		 * swc tells columns as they are on a screen, where a tab and a character may be
		 * wider than one: asked again with code where they are not.
		 */
		private Position position(Failed failed) {
			int line = failed.line() - this.form.linesBefore();
			int column = failed.column() + 1;
			if (this.source.hasOtherScreenColumns(line)
					&& call(this.source.withScreenColumns(), false) instanceof Failed masked
					&& masked.line() == failed.line()) {
				column = masked.column() + 1;
			}
			return this.source.within(line, column);
		}

	}

}
