package io.toolruntime.guest;

/**
 * How much of a workspace is taken out of a sandbox.
 *
 * @param maxFiles files at most
 * @param maxBytes bytes of all of them together; held in memory while the result is kept
 * @param maxDepth folders that a file may be in
 */
public record ArtifactBounds(int maxFiles, long maxBytes, int maxDepth) {

	/** What holds where nobody says otherwise. */
	public static final ArtifactBounds DEFAULTS = new ArtifactBounds(100, 32 << 20, 8);

}
