package io.toolruntime.wasm;

import java.util.List;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.toolruntime.wasm.SourceWords.Word;

/**
 * Finds where in the caller's source something happened of which the engine keeps no
 * place: it notes places for errors, not for other values that are thrown or returned. A
 * place is told only where there is no other in the source that could be meant.
 */
final class SourcePlaces {

	private final String code;

	private final List<Word> words;

	SourcePlaces(String code) {
		this.code = code;
		this.words = SourceWords.of(code);
	}

	/**
	 * Finds where a value was thrown that is no error.
	 * @param text the value as text
	 * @return the place, or {@code null} if it cannot be told
	 */
	@Nullable Place ofThrow(String text) {
		return only((index) -> isThrow(index) && mayThrow(index, text));
	}

	private boolean isThrow(int index) {
		Word word = this.words.get(index);
		return switch (word.text()) {
			case "throw" -> word.before() != '.' && nextSign(word) != ':';
			case "reject" -> nextSign(word) == '(';
			default -> false;
		};
	}

	/*
	 * Rules out what throws something else for sure.
	 */
	private boolean mayThrow(int index, String text) {
		if (index + 1 >= this.words.size()) {
			return true;
		}
		Word thrower = this.words.get(index);
		Word next = this.words.get(index + 1);
		String between = this.code.substring(thrower.offset() + thrower.text().length(), next.offset());
		if (!between.isBlank() && !between.strip().equals("(")) {
			return true;
		}
		if (next.text().equals("new") && index + 2 < this.words.size()) {
			return !this.words.get(index + 2).text().endsWith("Error");
		}
		return next.string() == null || next.string().equals(text);
	}

	/**
	 * Finds where the value of the code was given.
	 * @param expression whether the code is one expression
	 * @return the place, or {@code null} if it cannot be told
	 */
	@Nullable Place ofValue(boolean expression) {
		int outermost = this.words.stream().filter(SourcePlaces::isReturn).mapToInt(Word::depth).min().orElse(-1);
		if (outermost >= 0) {
			Place only = only((index) -> isReturn(this.words.get(index)));
			return (only != null) ? only
					: only((index) -> isReturn(this.words.get(index)) && this.words.get(index).depth() == outermost);
		}
		if (expression) {
			return place(this.code.length() - this.code.stripLeading().length());
		}
		Place out = only(
				(index) -> this.words.get(index).text().equals("__out") && nextSign(this.words.get(index)) == '=');
		return (out != null) ? out : only((index) -> this.words.get(index).text().equals("default"));
	}

	private static boolean isReturn(Word word) {
		return word.text().equals("return") && word.before() != '.';
	}

	/**
	 * Finds the only string that says something.
	 * @param text what it says
	 * @return the place, or {@code null} if there is none, or more than one
	 */
	@Nullable Place ofString(String text) {
		return only((index) -> text.equals(this.words.get(index).string()));
	}

	/**
	 * Finds the only {@code await}.
	 * @return the place, or {@code null} if there is none, or more than one
	 */
	@Nullable Place ofAwait() {
		return only((index) -> this.words.get(index).text().equals("await"));
	}

	private char nextSign(Word word) {
		int at = word.offset() + word.text().length();
		while (at < this.code.length() && Character.isWhitespace(this.code.charAt(at))) {
			at++;
		}
		return (at < this.code.length()) ? this.code.charAt(at) : ';';
	}

	private @Nullable Place only(Predicate<Integer> condition) {
		Word found = null;
		for (int i = 0; i < this.words.size(); i++) {
			if (condition.test(i)) {
				if (found != null) {
					return null;
				}
				found = this.words.get(i);
			}
		}
		return (found != null) ? place(found.offset()) : null;
	}

	private Place place(int offset) {
		int line = 1;
		int lineStart = 0;
		int end = this.code.indexOf('\n');
		while (end >= 0 && end < offset) {
			line++;
			lineStart = end + 1;
			end = this.code.indexOf('\n', lineStart);
		}
		return new Place(line, offset - lineStart + 1);
	}

	/**
	 * A place in the source.
	 *
	 * @param line from 1
	 * @param column from 1
	 */
	record Place(int line, int column) {
	}

}
