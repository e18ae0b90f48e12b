package io.toolruntime.wasm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What NOTICE says that the jar embeds has its licence in the jar. */
class NoticeTests {

	@Test
	void everythingThatIsEmbeddedHasItsLicenceInTheJar() throws IOException {
		List<String> embedded = embedded();
		assertThat(embedded).contains("quickjs-ng", "quickjs-wasi", "wasi-libc");
		for (String name : embedded) {
			assertThat(getClass().getResourceAsStream("/META-INF/licenses/" + name + "/LICENSE")).as(name).isNotNull();
			assertThat(licence(name)).as(name).contains("Permission is hereby granted");
		}
	}

	private static List<String> embedded() throws IOException {
		List<String> names = new ArrayList<>();
		boolean ours = false;
		for (String line : Files.readAllLines(Path.of("../../NOTICE"))) {
			if (!line.startsWith(" ")) {
				ours = line.equals("toolruntime-wasm");
			}
			else if (ours && line.matches("  \\S.*")) {
				names.add(line.strip().split("\\s+")[0]);
			}
		}
		return names;
	}

	private String licence(String name) throws IOException {
		try (var in = getClass().getResourceAsStream("/META-INF/licenses/" + name + "/LICENSE")) {
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

}
