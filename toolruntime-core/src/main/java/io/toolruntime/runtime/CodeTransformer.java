package io.toolruntime.runtime;

import io.toolruntime.RuntimeUnavailableException;
import io.toolruntime.tool.Cancellation;

/**
 * Turns code of one language into code of another, on the host and before any sandbox has
 * it: so that every backend that runs the second language runs the first too. Safe for
 * use by several threads. Creating one costs next to nothing before the first code comes.
 */
public interface CodeTransformer extends AutoCloseable {

	/**
	 * Names the language of the code that comes in.
	 * @return such as {@code typescript}
	 */
	String from();

	/**
	 * Names the language of the code that goes out.
	 * @return such as {@code javascript}
	 */
	String to();

	/**
	 * Names the caller's source in stack traces.
	 * @return such as {@code main.ts}
	 */
	String sourceName();

	/**
	 * Transforms code. Ends within seconds, whatever the code: it is hostile.
	 * @param code the code
	 * @param cancellation tells when nobody waits for it any more; it then ends soon,
	 * with any result
	 * @return the code to run
	 * @throws CodeTransformException if the code is wrong, or too hard to transform
	 * @throws RuntimeUnavailableException if the transformer is busy or closed
	 */
	TransformedCode transform(String code, Cancellation cancellation) throws CodeTransformException;

	/**
	 * Ends it and everything that it started. Does nothing the second time.
	 */
	@Override
	void close();

}
