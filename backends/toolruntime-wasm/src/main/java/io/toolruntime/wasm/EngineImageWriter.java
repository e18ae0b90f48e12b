package io.toolruntime.wasm;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes the engine's image, as a step of this module's build. */
public final class EngineImageWriter {

	private EngineImageWriter() {
	}

	/**
	 * Writes the image where its reader finds it.
	 * @param args the directory of the module's classes
	 * @throws IOException if it cannot be written
	 */
	public static void main(String[] args) throws IOException {
		Path directory = Path.of(args[0]).resolve(EngineImageWriter.class.getPackageName().replace('.', '/'));
		EngineImage image = EngineBirth.of(QuickJsEngine.module());
		try (OutputStream out = Files.newOutputStream(directory.resolve(EngineImage.RESOURCE))) {
			image.write(out);
		}
	}

}
