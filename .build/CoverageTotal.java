import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Adds up the aggregated coverage report: a line per module and the total. */
class CoverageTotal {

	public static void main(String[] args) throws Exception {
		List<String> lines = Files.readAllLines(Path.of(args[0]));
		List<String> header = List.of(lines.get(0).split(","));
		int missed = header.indexOf("LINE_MISSED");
		int covered = header.indexOf("LINE_COVERED");
		Map<String, long[]> modules = new TreeMap<>();
		for (String line : lines.subList(1, lines.size())) {
			String[] cells = line.split(",");
			long[] sums = modules.computeIfAbsent(cells[0].replaceFirst(".*/", ""), (name) -> new long[2]);
			sums[0] += Long.parseLong(cells[covered]);
			sums[1] += Long.parseLong(cells[missed]);
		}
		long[] total = new long[2];
		modules.forEach((name, sums) -> {
			System.out.printf("coverage %-40s %5.1f %% of %6d lines%n", name, percent(sums), sums[0] + sums[1]);
			total[0] += sums[0];
			total[1] += sums[1];
		});
		System.out.printf("coverage %-40s %5.1f %% of %6d lines%n", "total", percent(total), total[0] + total[1]);
	}

	private static double percent(long[] sums) {
		return 100.0 * sums[0] / Math.max(1, sums[0] + sums[1]);
	}

}
