package io.toolruntime.runtime;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.toolruntime.ExecutionError;
import io.toolruntime.runtime.PositionMap.Position;

/**
 * Puts the places that an error names back to where the caller wrote what failed. In a
 * stack trace these are of the form {@code main.<extension>:<line>:<column>}, as in
 * {@code at total (main.js:3:5)}: what every backend calls the code that it runs.
 */
final class ErrorPositions {

	private static final Pattern PLACE = Pattern.compile("\\bmain\\.[a-z]{1,8}:(\\d{1,8})(?::(\\d{1,8}))?");

	private final PositionMap positions;

	private final String sourceName;

	ErrorPositions(PositionMap positions, String sourceName) {
		this.positions = positions;
		this.sourceName = sourceName;
	}

	ExecutionError toSource(ExecutionError error) {
		Integer line = error.line();
		Integer column = error.column();
		if (line != null) {
			Position place = this.positions.toSource(line, (column != null) ? column : 1);
			line = place.line();
			column = (column != null) ? (Integer) place.column() : null;
		}
		return new ExecutionError(error.name(), error.message(), toSource(error.stack()), line, column);
	}

	private @Nullable String toSource(@Nullable String stack) {
		return (stack == null) ? null : PLACE.matcher(stack)
			.replaceAll((place) -> Matcher
				.quoteReplacement(this.sourceName + toSource(Integer.parseInt(place.group(1)), place.group(2))));
	}

	private String toSource(int line, @Nullable String column) {
		Position place = this.positions.toSource(line, (column != null) ? Integer.parseInt(column) : 1);
		return ":" + place.line() + ((column != null) ? ":" + place.column() : "");
	}

}
