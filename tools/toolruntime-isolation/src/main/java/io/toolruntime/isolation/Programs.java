package io.toolruntime.isolation;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import io.toolruntime.guest.GuestProgram;

/** Programs of the machine. */
final class Programs {

	private Programs() {
	}

	/**
	 * Looks for a program in the usual places.
	 * @param name its name
	 * @return its path, or empty if it is not there
	 */
	static Optional<String> find(String name) {
		return GuestProgram.PATH.stream()
			.map((folder) -> Path.of(folder, name))
			.filter(Files::isExecutable)
			.map(Path::toString)
			.findFirst();
	}

}
