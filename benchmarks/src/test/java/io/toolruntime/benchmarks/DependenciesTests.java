package io.toolruntime.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What is compared stays in this module, and this module stays out of the others. */
class DependenciesTests {

	private static final Path ROOT = Path.of("..");

	@Test
	void noOtherModuleDependsOnAPeerOrOnTheBenchmarks() {
		List<Path> poms = poms();

		assertThat(poms).hasSizeGreaterThan(8);
		assertThat(poms).allSatisfy((pom) -> assertThat(read(pom)).as(pom.toString())
			.doesNotContain("<groupId>org.graalvm", "<groupId>io.roastedroot", "<groupId>org.mozilla",
					"<groupId>org.openjdk.jmh", "<artifactId>benchmarks</artifactId>"));
	}

	@Test
	void theBenchmarksAreNeitherInstalledNorDeployed() {
		assertThat(read(Path.of("pom.xml"))).contains("<maven.install.skip>true</maven.install.skip>")
			.contains("<maven.deploy.skip>true</maven.deploy.skip>");
	}

	private static List<Path> poms() {
		try (Stream<Path> files = Files.find(ROOT, 3, (file, attributes) -> file.endsWith("pom.xml"))) {
			return files.filter((file) -> !file.startsWith(ROOT.resolve("benchmarks"))).toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
