package io.toolruntime.sample.tools;

import java.time.DateTimeException;
import java.time.LocalDate;

import org.jspecify.annotations.Nullable;

import io.toolruntime.tool.ToolException;

/**
 * Days that a model asked for.
 *
 * @param from the first
 * @param to the last, not before the first
 */
record DayRange(LocalDate from, LocalDate to) {

	private static final LocalDate ALWAYS = LocalDate.of(1, 1, 1);

	private static final LocalDate FOREVER = LocalDate.of(9999, 12, 31);

	static DayRange between(@Nullable String from, @Nullable String to) {
		LocalDate first = (from != null) ? day("from", from) : ALWAYS;
		LocalDate last = (to != null) ? day("to", to) : FOREVER;
		if (first.isAfter(last)) {
			throw new ToolException("from (%s) must not be after to (%s)".formatted(first, last));
		}
		return new DayRange(first, last);
	}

	private static LocalDate day(String name, String text) {
		try {
			return LocalDate.parse(text);
		}
		catch (DateTimeException ex) {
			throw new ToolException(name + " must be a day of the calendar written like 2025-01-31");
		}
	}

}
