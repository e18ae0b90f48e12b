package io.toolruntime.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A peer in tables and plots.
 *
 * @param peer its id
 * @param title its name
 */
record Row(String peer, String title) {

	/*
	 * Everything that was measured, in the order of the peers; TypeScript has a table of
	 * its own.
	 */
	static List<Row> of(Results results) {
		List<Row> rows = new ArrayList<>();
		for (Results.PeerVersion peer : results.peers()) {
			if (!peer.id().equals(TYPESCRIPT)) {
				rows.add(new Row(peer.id(), peer.title()));
			}
			if (peer.id().equals("node") || peer.id().equals("monty")) {
				rows.add(new Row(peer.id() + "-inside", peer.title() + ", timed inside its process"));
			}
		}
		return rows;
	}

	static final String TYPESCRIPT = "toolruntime-typescript";

	static final String TOOLRUNTIME = "toolruntime";

	static final String UNSPLIT = "unsplit";

	static final String GRAALJS = "graaljs";

}
