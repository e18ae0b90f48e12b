package io.toolruntime.runtime;

/**
 * Tells where in the caller's source a place of transformed code comes from.
 */
@FunctionalInterface
public interface PositionMap {

	/** Where every place is where it was. */
	PositionMap IDENTITY = Position::new;

	/**
	 * Finds a place in the caller's source. Asked for what a sandbox claims, so any
	 * numbers may come.
	 * @param line line of the transformed code, from 1
	 * @param column column of the transformed code in UTF-16 code units, from 1
	 * @return the place, or the nearest that is known before it
	 */
	Position toSource(int line, int column);

	/**
	 * A place in the caller's source.
	 *
	 * @param line the line, from 1
	 * @param column the column in UTF-16 code units, from 1
	 */
	record Position(int line, int column) {

	}

}
