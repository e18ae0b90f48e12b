package io.toolruntime.wasm;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.toolruntime.ExecutionError;

/**
 * Compiles JavaScript in the forms that people and models write it: one expression, the
 * body of a function with {@code return} and {@code await}, or a module with
 * {@code export default}. The first form that it parses as is the one; if it parses as
 * none, the form that got furthest tells the error. Lines and columns are those of the
 * caller's source in every form.
 */
final class JavaScriptCompiler {

	private static final int FLAG_MODULE = 1;

	private static final int FLAG_COMPILE_ONLY = 32;

	private static final Pattern MODULE_KEYWORD = Pattern.compile("\\b(export|import)\\b");

	/** On the line of the code, so that lines are the caller's and only columns shift. */
	private static final String BODY = "(async function(){";

	private static final String EXPRESSION = BODY + "return(";

	/** Comments and semicolons that are taken off the end, in search of an expression. */
	private static final int MAX_TRAILERS = 16;

	private final QuickJsContext js;

	private final QuickJsLayout layout;

	private final String code;

	private final JavaScriptErrors errors;

	private final List<Attempt> attempts = new ArrayList<>();

	JavaScriptCompiler(QuickJsContext js, QuickJsLayout layout, String code, JavaScriptErrors errors) {
		this.js = js;
		this.layout = layout;
		this.code = code;
		this.errors = errors;
	}

	/**
	 * Compiles the code. Runs none of it, and leaves errors in terms of the form that was
	 * compiled.
	 * @return what was compiled, or the error
	 */
	Compiled compile() {
		long expression = compile(EXPRESSION, this.code, "\n)})", 0);
		if (!JsValue.isException(expression)) {
			return compiled(expression, EXPRESSION, true);
		}
		long body = compile(BODY, this.code, "\n;return __out})", 0);
		if (!JsValue.isException(body)) {
			long statement = statement();
			return JsValue.isException(statement) ? compiled(body, BODY, false) : compiled(statement, EXPRESSION, true);
		}
		if (MODULE_KEYWORD.matcher(this.code).find()) {
			long module = compile("", this.code, "", FLAG_MODULE | FLAG_COMPILE_ONLY);
			if (!JsValue.isException(module)) {
				return compiled(module, "", true);
			}
		}
		return new Compiled(JsValue.UNDEFINED, false, bestError());
	}

	private Compiled compiled(long value, String prefix, boolean callsFunctions) {
		this.errors.codeBeginsAfter(prefix.length());
		if (prefix.equals(EXPRESSION)) {
			this.errors.codeIsExpression();
		}
		return new Compiled(value, callsFunctions, null);
	}

	/*
	 * One expression with a semicolon after it. This guesses where the expression ends:
	 * if it guesses wrong, what is left does not compile.
	 */
	private long statement() {
		String text = this.code.stripTrailing();
		boolean ended = false;
		for (int i = 0; i < MAX_TRAILERS; i++) {
			int end = text.length();
			int lineComment = text.lastIndexOf("//");
			if (text.endsWith(";")) {
				ended = true;
				end--;
			}
			else if (text.endsWith("*/")) {
				end = Math.max(0, text.lastIndexOf("/*"));
			}
			else if (lineComment > text.lastIndexOf('\n')) {
				end = lineComment;
			}
			else {
				break;
			}
			text = text.substring(0, end).stripTrailing();
		}
		return ended ? compile(EXPRESSION, text, "\n)})", 0) : JsValue.takenException();
	}

	private long compile(String prefix, String code, String suffix, int flags) {
		byte[] bytes = (prefix + code + suffix).getBytes(StandardCharsets.UTF_8);
		int address = this.js.instance().allocate(bytes);
		if (address == 0) {
			this.attempts.add(new Attempt(JsValue.NULL, prefix.length()));
			return JsValue.takenException();
		}
		long value = this.js.eval(address, bytes.length, this.layout.sourceName(), 1, flags);
		this.js.instance().free(address);
		if (JsValue.isException(value)) {
			this.attempts.add(new Attempt(this.js.takeException(), prefix.length()));
		}
		return value;
	}

	/*
	 * The error of the form that got furthest; of the last one among equals, since only
	 * what looks like a module is tried as one.
	 */
	private GuestResult bestError() {
		GuestResult best = null;
		for (Attempt attempt : this.attempts) {
			this.errors.codeBeginsAfter(attempt.offset());
			GuestResult result = this.errors.describe(attempt.thrown());
			if (best == null || position(result) >= position(best)) {
				best = result;
			}
		}
		if (best == null) {
			throw new IllegalStateException("Nothing was compiled and nothing was thrown");
		}
		return best;
	}

	private static long position(GuestResult result) {
		ExecutionError error = result.error();
		if (error == null || error.line() == null || error.column() == null) {
			// Not a matter of syntax, such as an import that is refused
			return Long.MAX_VALUE;
		}
		return ((long) error.line() << 32) + error.column();
	}

	/* What a form did not compile with. */
	private record Attempt(long thrown, int offset) {
	}

	/**
	 * What was compiled.
	 *
	 * @param value a function to call, or a module to run
	 * @param callsFunctions whether a function that comes out is to be called
	 * @param error why nothing was compiled, or {@code null}
	 */
	record Compiled(long value, boolean callsFunctions, @Nullable GuestResult error) {

		boolean isModule() {
			return JsValue.isModule(this.value);
		}

	}

}
