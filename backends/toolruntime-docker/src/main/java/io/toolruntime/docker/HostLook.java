package io.toolruntime.docker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.toolruntime.ExecutionError;
import io.toolruntime.linux.FileSystemSpace;
import io.toolruntime.linux.Proc;

/** Looks from the host, which counts the processes elsewhere. */
final class HostLook implements ContainerLook {

	private static final Logger logger = LoggerFactory.getLogger(HostLook.class);

	private final FileSystemSpace space;

	private final List<Path> folders = new ArrayList<>();

	HostLook(FileSystemSpace space, Proc proc, long pid) {
		this.space = space;
		WritableSpace.PATHS.forEach((path) -> this.folders.add(proc.of(pid, "root" + path)));
	}

	@Override
	public ContainerUse use(@Nullable ExecutionError error) {
		try {
			return new ContainerUse(this.space.isFull(this.folders), 0);
		}
		catch (IOException ex) {
			// With its last process a container's file systems are gone
			logger.debug("The file systems of a container cannot be looked at", ex);
			return ContainerUse.UNKNOWN;
		}
	}

}
