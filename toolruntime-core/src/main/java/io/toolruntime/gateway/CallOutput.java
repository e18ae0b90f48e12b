package io.toolruntime.gateway;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.toolruntime.ExecutionEvents;
import io.toolruntime.ToolCallEvent;
import io.toolruntime.ToolCallRecord;
import io.toolruntime.tool.Citation;
import io.toolruntime.tool.ToolCallOutput;
import io.toolruntime.tool.ToolRun;

/**
 * What one call makes besides its result. Bounded; nothing is taken after the call has
 * ended.
 */
final class CallOutput implements ToolCallOutput {

	private static final int MOST_LOGS = 1000;

	private static final int MOST_LOG_CHARACTERS = 64 << 10;

	private static final int LONGEST_LINE = 4096;

	private static final int LONGEST_LEVEL = 20;

	private static final int MOST_EVENTS = 10_000;

	private static final String CUT = "…";

	private final int sequence;

	private final String toolId;

	private final CitedSources sources;

	private final ToolArtifacts files;

	private final ExecutionEvents events;

	private final List<String> artifacts = new ArrayList<>();

	private final Set<String> cited = new LinkedHashSet<>();

	private final List<ToolCallRecord.Log> logs = new ArrayList<>();

	private ToolRun run = ToolRun.IN_APPLICATION;

	private int logged;

	private boolean truncated;

	private int said;

	private boolean ended;

	CallOutput(int sequence, String toolId, CitedSources sources, ToolArtifacts files, ExecutionEvents events) {
		this.sequence = sequence;
		this.toolId = toolId;
		this.sources = sources;
		this.files = files;
		this.events = events;
	}

	@Override
	public synchronized String artifact(String path, @Nullable String mediaType, byte[] content) {
		if (this.ended) {
			return path;
		}
		String kept = this.files.add(path, mediaType, content);
		this.artifacts.add(kept);
		return kept;
	}

	@Override
	public void log(String level, String text) {
		ToolCallRecord.Log line = new ToolCallRecord.Log(cut(level, LONGEST_LEVEL), cut(text, LONGEST_LINE));
		synchronized (this) {
			if (this.ended) {
				return;
			}
			if (this.logs.size() >= MOST_LOGS || this.logged + line.text().length() > MOST_LOG_CHARACTERS) {
				this.truncated = true;
			}
			else {
				this.logs.add(line);
				this.logged += line.text().length();
			}
			add(line, null);
		}
		this.events.tell();
	}

	@Override
	public synchronized String source(Citation source) {
		if (this.ended) {
			return "0";
		}
		String id = this.sources.add(source);
		this.cited.add(id);
		return id;
	}

	@Override
	public void progress(double value, @Nullable Double total, @Nullable String message) {
		String text = (message != null) ? cut(message, LONGEST_LINE) : null;
		synchronized (this) {
			if (!this.ended) {
				add(null, new ToolCallEvent.Progress(value, total, text));
			}
		}
		this.events.tell();
	}

	/* Under the lock, which gives the order. */
	private void add(ToolCallRecord.@Nullable Log log, ToolCallEvent.@Nullable Progress progress) {
		if (this.said >= MOST_EVENTS) {
			return;
		}
		ToolCallEvent event = new ToolCallEvent(this.sequence, this.toolId, ++this.said, log, progress);
		this.events.add((listener) -> listener.onToolEvent(event));
	}

	@Override
	public synchronized void ran(ToolRun run) {
		if (!this.ended) {
			this.run = run;
		}
	}

	/** Takes nothing more. */
	synchronized void end() {
		this.ended = true;
	}

	synchronized ToolRun run() {
		return this.run;
	}

	synchronized ToolCallRecord.Output output() {
		if (this.artifacts.isEmpty() && this.cited.isEmpty() && this.logs.isEmpty() && !this.truncated) {
			return ToolCallRecord.Output.NONE;
		}
		return new ToolCallRecord.Output(this.artifacts, List.copyOf(this.cited), this.logs, this.truncated);
	}

	private static String cut(String text, int max) {
		StringBuilder clean = new StringBuilder(Math.min(text.length(), max));
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (clean.length() >= max) {
				return clean.append(CUT).toString();
			}
			boolean whole = !Character.isSurrogate(c) || (Character.isHighSurrogate(c) && i + 1 < text.length()
					&& Character.isLowSurrogate(text.charAt(i + 1)));
			if (whole && (!Character.isISOControl(c) || c == '\t' || c == '\n')) {
				clean.append(c);
				if (Character.isHighSurrogate(c)) {
					clean.append(text.charAt(++i));
				}
			}
		}
		return clean.toString();
	}

}
