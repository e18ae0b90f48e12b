package io.toolruntime.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.toolruntime.benchmarks.peer.Peer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The documentation shows what was measured: {@code benchmarks/run --render} mends it.
 */
class PageTests {

	private static final Path PAGE = Path.of("..", "docs", "benchmarks.md");

	private static final Path RESULTS = Path.of("results", "results.json");

	private static List<Results> measured() throws IOException {
		return Files.exists(RESULTS) ? List.of(ResultsFile.read(RESULTS)) : List.of();
	}

	@Test
	void tablesAreThoseOfTheResults() throws IOException {
		String page = Files.readString(PAGE);

		for (Results results : measured()) {
			assertThat(page).isEqualTo(Page.withResults(page, results));
		}
		if (measured().isEmpty()) {
			assertThat(page).isEqualTo(Page.withoutResults(page));
		}
	}

	@Test
	void plotsAreThoseOfTheResults() throws IOException {
		Map<String, String> plots = new TreeMap<>();
		measured().forEach((results) -> plots.putAll(Page.plots(results)));

		Map<String, String> shown = new TreeMap<>();
		if (Files.exists(Page.plots(PAGE))) {
			try (Stream<Path> files = Files.list(Page.plots(PAGE))) {
				for (Path file : files.toList()) {
					shown.put(String.valueOf(file.getFileName()), Files.readString(file));
				}
			}
		}
		assertThat(shown).isEqualTo(plots);
	}

	@Test
	void resultsAreOfBothJdksAndOfEveryPeerOrSayWhyNot() throws IOException {
		for (Results results : measured()) {
			assertThat(results.jdks()).extracting(Results.Jdk::id).containsExactly("17", "25");
			for (Peer peer : Peer.values()) {
				assertThat(Stream.concat(results.peers().stream().map(Results.PeerVersion::id),
						results.notMeasured().stream().map(Results.NotMeasured::peer)))
					.contains(peer.id());
			}
		}
	}

	@Test
	void resultsSayNothingOfTheMachinesDirectories() throws IOException {
		assertThat(Files.readString(PAGE)).doesNotContain("/root/", "/home/", "/tmp/", "/usr/lib/jvm");
	}

}
