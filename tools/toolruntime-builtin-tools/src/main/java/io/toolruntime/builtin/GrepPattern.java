package io.toolruntime.builtin;

import java.util.regex.MatchResult;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * A regular expression of a caller's. Its engine does not backtrack, it is refused if it
 * would be large, and it ends with the time of the call even in the middle of a line.
 */
final class GrepPattern {

	private static final int LONGEST = 1000;

	/** Instructions that a pattern may become. */
	private static final long LARGEST = 100_000;

	private final Pattern pattern;

	private GrepPattern(Pattern pattern) {
		this.pattern = pattern;
	}

	/**
	 * Reads one.
	 * @param text the expression
	 * @param ignoreCase whether upper and lower case are the same
	 * @return the pattern
	 * @throws Failure if it is none, or would be too large
	 */
	static GrepPattern of(String text, boolean ignoreCase) throws Failure {
		if (text.isBlank() || text.length() > LONGEST) {
			throw Failure.invalid("the pattern is empty or longer than " + LONGEST + " characters",
					"Write a shorter regular expression");
		}
		if (size(text) > LARGEST) {
			throw Failure.invalid("the pattern's repetitions multiply to more than can be searched for",
					"Write * or + instead of large counts in braces");
		}
		try {
			return new GrepPattern(Pattern.compile(text, ignoreCase ? Pattern.CASE_INSENSITIVE : 0));
		}
		catch (PatternSyntaxException ex) {
			throw Failure.invalid("the pattern is no regular expression: " + ex.getDescription(),
					"Write one of RE2, which has no look-around and no back references");
		}
		catch (StackOverflowError ex) {
			throw Failure.invalid("the pattern has too many groups in groups", "Write a simpler one");
		}
	}

	/*
	 * Not less than its size once repetitions are written out, however the pattern is
	 * read: counts after what may be a group multiply all of it, others add up.
	 */
	private static long size(String text) {
		java.util.regex.Matcher counts = java.util.regex.Pattern.compile("\\{(\\d{1,4})(,(\\d{0,4}))?\\}")
			.matcher(text);
		long sum = text.length();
		long product = 1;
		while (counts.find() && product <= LARGEST) {
			long count = Math.max(largest(counts), 1);
			char before = (counts.start() > 0) ? text.charAt(counts.start() - 1) : ' ';
			if (")}?*+".indexOf(before) >= 0) {
				product *= count;
			}
			else {
				sum += count;
			}
		}
		return sum * product;
	}

	private static long largest(MatchResult counts) {
		long least = Long.parseLong(counts.group(1));
		String most = counts.group(3);
		return (most == null || most.isEmpty()) ? least + 1 : Math.max(least, Long.parseLong(most));
	}

	/**
	 * Returns a matcher.
	 * @param line the text
	 * @param time when to end
	 * @return the matcher, which throws {@link TimeOverException} when the time is over
	 */
	Matcher matcher(String line, CallTime time) {
		return this.pattern.matcher(new TimedText(line, time));
	}

	/** The call is over. */
	static final class TimeOverException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		TimeOverException() {
			super("The call is over", null, false, false);
		}

	}

	/** Text that looks at the time while it is read. */
	private static final class TimedText implements CharSequence {

		private static final int MASK = 0xff;

		private final String text;

		private final CallTime time;

		private int reads;

		TimedText(String text, CallTime time) {
			this.text = text;
			this.time = time;
		}

		@Override
		public int length() {
			return this.text.length();
		}

		@Override
		public char charAt(int index) {
			if ((++this.reads & MASK) == 0 && this.time.isOver()) {
				throw new TimeOverException();
			}
			return this.text.charAt(index);
		}

		@Override
		public CharSequence subSequence(int start, int end) {
			return this.text.subSequence(start, end);
		}

		@Override
		public String toString() {
			return this.text;
		}

	}

}
