package io.toolruntime.splitter;

import java.util.List;

import org.objectweb.asm.tree.MethodNode;

/**
 * What a method became.
 *
 * @param driver the method itself, which now runs the chunks
 * @param chunks the chunks
 * @param frame the class of the frame object
 */
record SplitMethod(MethodNode driver, List<MethodNode> chunks, FrameClass frame) {
}
