package io.toolruntime.benchmarks;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.toolruntime.benchmarks.peer.Peer;
import io.toolruntime.benchmarks.report.Page;
import io.toolruntime.benchmarks.report.Results;
import io.toolruntime.benchmarks.report.ResultsFile;

/** Measures, writes the results, and brings the documentation up to date with them. */
public final class Main {

	private Main() {
	}

	/**
	 * Runs.
	 * @param args {@code --full}, {@code --quick} or {@code --smoke}; {@code --jdk
	 * 17=home} for each JDK, without a home for one that is not there; {@code --peer id}
	 * for each peer, if not for all; {@code --results
	 * file}; {@code --page file} to renew the page of that name; {@code --render} to
	 * renew it from the results as they are
	 * @throws IOException if results cannot be read or written
	 */
	public static void main(String[] args) throws IOException {
		// JMH leaves a lock behind where another user may not take it
		System.setProperty("jmh.ignoreLock", "true");
		PrintStream progress = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
		Plan plan = Plan.FULL;
		boolean render = false;
		Path file = Path.of("target", "results.json");
		Path page = null;
		Set<Peer> peers = EnumSet.noneOf(Peer.class);
		List<Jdk> jdks = new ArrayList<>();
		List<String> missing = new ArrayList<>();
		Deque<String> rest = new ArrayDeque<>(List.of(args));
		while (!rest.isEmpty()) {
			String option = rest.removeFirst();
			switch (option) {
				case "--full" -> plan = Plan.FULL;
				case "--quick" -> plan = Plan.QUICK;
				case "--smoke" -> plan = Plan.SMOKE;
				case "--render" -> render = true;
				case "--peer" -> peers.add(Peer.of(rest.removeFirst()));
				case "--results" -> file = Path.of(rest.removeFirst());
				case "--page" -> page = Path.of(rest.removeFirst());
				case "--jdk" -> {
					String[] jdk = rest.removeFirst().split("=", 2);
					if (jdk.length < 2 || jdk[1].isEmpty()) {
						missing.add(jdk[0]);
					}
					else {
						jdks.add(new Jdk(jdk[0], Path.of(jdk[1])));
					}
				}
				default -> throw new IllegalArgumentException("There is no option " + option
						+ "; there are --full, --quick, --smoke, --render, --peer, --jdk, --results and --page");
			}
		}
		if (!render) {
			List<Jdk> measured = (jdks.isEmpty() || plan == Plan.SMOKE) ? List.of(Jdk.current()) : jdks;
			Results results = new SideBySide(plan, peers.isEmpty() ? EnumSet.allOf(Peer.class) : peers, progress)
				.measure(measured, missing, LocalDate.now(ZoneOffset.UTC).toString());
			ResultsFile.write(results, file);
			progress.println("Results: " + file);
		}
		if (page != null) {
			Page.renew(page, ResultsFile.read(file));
			progress.println("Page: " + page);
		}
	}

}
