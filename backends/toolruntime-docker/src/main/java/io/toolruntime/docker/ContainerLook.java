package io.toolruntime.docker;

import org.jspecify.annotations.Nullable;

import io.toolruntime.ExecutionError;

/** Looks at what a container uses. */
interface ContainerLook {

	/**
	 * Looks.
	 * @param error what the code threw, or {@code null}: a hint whether it is worth it
	 * @return what was seen
	 */
	ContainerUse use(@Nullable ExecutionError error);

}
