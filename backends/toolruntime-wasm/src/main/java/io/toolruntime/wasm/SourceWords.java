package io.toolruntime.wasm;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The words and strings of JavaScript, without what is in comments, regular expressions
 * and templates. Reads as much as finding statements takes, and no more: where the
 * language needs a parser to tell a division from a regular expression, it guesses.
 */
final class SourceWords {

	private static final Set<String> BEFORE_EXPRESSION = Set.of("return", "throw", "typeof", "case", "in", "of", "do",
			"else", "new", "delete", "void", "instanceof", "await", "yield", "default");

	private final String code;

	private final List<Word> words = new ArrayList<>();

	/** Braces that are open; true for those of a template's expressions. */
	private final Deque<Boolean> braces = new ArrayDeque<>();

	private int at;

	private char before = ';';

	private SourceWords(String code) {
		this.code = code;
	}

	/**
	 * Reads the words of some code.
	 * @param code the code
	 * @return its words and strings, in order
	 */
	static List<Word> of(String code) {
		SourceWords reader = new SourceWords(code);
		while (reader.at < code.length()) {
			reader.next();
		}
		return reader.words;
	}

	private void next() {
		char c = this.code.charAt(this.at);
		if (Character.isWhitespace(c)) {
			this.at++;
		}
		else if (this.code.startsWith("//", this.at)) {
			skipTo("\n");
		}
		else if (this.code.startsWith("/*", this.at)) {
			skipTo("*/");
		}
		else if (c == '"' || c == '\'') {
			string(c);
		}
		else if (c == '`') {
			this.at++;
			template();
		}
		else if (c == '/' && isExpressionNext()) {
			regularExpression();
		}
		else if (Character.isJavaIdentifierStart(c)) {
			word();
		}
		else if (Character.isDigit(c)) {
			skipWhile();
			this.before = '0';
		}
		else {
			sign(c);
		}
	}

	private void skipTo(String end) {
		int found = this.code.indexOf(end, this.at);
		this.at = (found < 0) ? this.code.length() : found + end.length();
	}

	private void skipWhile() {
		while (this.at < this.code.length() && Character.isJavaIdentifierPart(this.code.charAt(this.at))) {
			this.at++;
		}
	}

	private boolean isExpressionNext() {
		return !(Character.isJavaIdentifierPart(this.before) || ")]}\"`".indexOf(this.before) >= 0);
	}

	private void string(char quote) {
		int start = this.at;
		boolean plain = true;
		this.at++;
		while (this.at < this.code.length() && this.code.charAt(this.at) != quote
				&& this.code.charAt(this.at) != '\n') {
			if (this.code.charAt(this.at) == '\\') {
				plain = false;
				this.at++;
			}
			this.at++;
		}
		String text = plain ? this.code.substring(start + 1, Math.min(this.at, this.code.length())) : null;
		this.words.add(new Word("", text, start, this.braces.size(), this.before));
		this.at++;
		this.before = '"';
	}

	/*
	 * Goes on in a template, to its end or to the next expression in it.
	 */
	private void template() {
		while (this.at < this.code.length()) {
			char c = this.code.charAt(this.at);
			this.at++;
			if (c == '`') {
				this.before = '`';
				return;
			}
			if (c == '\\') {
				this.at++;
			}
			else if (c == '$' && this.code.startsWith("{", this.at)) {
				this.at++;
				this.braces.push(true);
				this.before = '{';
				return;
			}
		}
	}

	private void regularExpression() {
		boolean inClass = false;
		this.at++;
		while (this.at < this.code.length()) {
			char c = this.code.charAt(this.at);
			this.at++;
			if (c == '\\') {
				this.at++;
			}
			else if (c == '[') {
				inClass = true;
			}
			else if (c == ']') {
				inClass = false;
			}
			else if (c == '\n' || c == '/' && !inClass) {
				break;
			}
		}
		skipWhile();
		this.before = ')';
	}

	private void word() {
		int start = this.at;
		skipWhile();
		String text = this.code.substring(start, this.at);
		this.words.add(new Word(text, null, start, this.braces.size(), this.before));
		this.before = (BEFORE_EXPRESSION.contains(text) && this.before != '.') ? ';' : 'a';
	}

	private void sign(char c) {
		this.at++;
		this.before = c;
		if (c == '{') {
			this.braces.push(false);
		}
		else if (c == '}' && !this.braces.isEmpty() && this.braces.pop()) {
			template();
		}
	}

	/**
	 * A word or a string.
	 *
	 * @param text the word, empty for a string
	 * @param string what the string says, or {@code null} for a word and for a string
	 * with escapes
	 * @param offset where it begins
	 * @param depth how many braces are open there
	 * @param before the sign before it; {@code a} stands for a word, {@code ;} for one
	 * that an expression follows
	 */
	record Word(String text, @Nullable String string, int offset, int depth, char before) {
	}

}
