package io.toolruntime.docker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.github.dockerjava.api.exception.NotFoundException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.toolruntime.ExecutionError;
import io.toolruntime.ToolRuntimeException;

/**
 * Looks with a program that the engine starts in the container, where the host cannot see
 * into it: the interpreter of the image, which the code cannot have changed, as another
 * user, whom the code can neither stop nor trace. Takes a while, so that it is done only
 * where the code's error is one that a full file system or too many processes cause.
 */
final class ExecLook implements ContainerLook {

	private static final Logger logger = LoggerFactory.getLogger(ExecLook.class);

	/** Not the guest's. */
	private static final String USER = "65533:65533";

	private static final Duration LONGEST = Duration.ofSeconds(5);

	private static final int MOST_OUTPUT = 200;

	private static final Pattern SUSPICIOUS = Pattern.compile(
			"ENOSPC|EDQUOT|EFBIG|EAGAIN|No space left|temporarily unavailable|can't start new thread|ERR_WORKER_INIT");

	private static final Pattern ANSWER = Pattern.compile("full=(true|false) processes=(\\d{1,7})");

	private static final Map<String, List<String>> PROGRAMS = Map.of("javascript", List.of("-e", """
			const fs = require("fs");
			let full = false;
			for (const path of ["/workspace", "/tmp", "/dev/shm"]) {
				const { bsize, blocks, bfree, files, ffree } = fs.statfsSync(path);
				full ||= blocks > 0 && bfree * bsize < Math.min(65536, blocks * bsize / 4);
				full ||= files > 0 && ffree === 0;
			}
			let processes = 0;
			for (const name of fs.readdirSync("/proc")) {
				try {
					if (/^\\d+$/.test(name) && fs.statSync("/proc/" + name).uid === 65534) {
						processes += fs.readdirSync("/proc/" + name + "/task").length;
					}
				} catch {}
			}
			console.log(`full=${full} processes=${processes}`);
			"""), "python", List.of("-I", "-S", "-B", "-c", """
			import os
			full = False
			for path in ("/workspace", "/tmp", "/dev/shm"):
			    s = os.statvfs(path)
			    full |= s.f_blocks > 0 and s.f_bfree * s.f_frsize < min(65536, s.f_blocks * s.f_frsize / 4)
			    full |= s.f_files > 0 and s.f_ffree == 0
			processes = 0
			for name in os.listdir("/proc"):
			    try:
			        if name.isdigit() and os.stat("/proc/" + name).st_uid == 65534:
			            processes += len(os.listdir("/proc/" + name + "/task"))
			    except OSError:
			        pass
			print("full=%s processes=%d" % (str(full).lower(), processes))
			"""));

	private final DockerEngine engine;

	private final String container;

	private final String interpreter;

	private final String language;

	ExecLook(DockerEngine engine, String container, String interpreter, String language) {
		this.engine = engine;
		this.container = container;
		this.interpreter = interpreter;
		this.language = language;
	}

	@Override
	public ContainerUse use(@Nullable ExecutionError error) {
		if (error == null || !SUSPICIOUS.matcher(error.name() + " " + error.message()).find()) {
			return ContainerUse.UNKNOWN;
		}
		List<String> command = new ArrayList<>(List.of(this.interpreter));
		command.addAll(PROGRAMS.getOrDefault(this.language, List.of()));
		try (AttachedStreams streams = this.engine.exec(this.container, USER, command)) {
			FutureTask<String> answer = new FutureTask<>(() -> text(streams.stdout()));
			Thread reader = new Thread(answer, "toolruntime-docker-look");
			reader.setDaemon(true);
			reader.start();
			Matcher matcher = ANSWER.matcher(answer.get(LONGEST.toMillis(), TimeUnit.MILLISECONDS));
			boolean told = matcher.find();
			logger.debug("A look into {} at its {}: {}", this.container, error.name(),
					told ? matcher.group() : "nothing");
			return told ? new ContainerUse(Boolean.parseBoolean(matcher.group(1)), Integer.parseInt(matcher.group(2)))
					: ContainerUse.UNKNOWN;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return ContainerUse.UNKNOWN;
		}
		catch (ExecutionException | TimeoutException | ToolRuntimeException | NotFoundException ex) {
			logger.debug("A container cannot be looked into", ex);
			return ContainerUse.UNKNOWN;
		}
	}

	private static String text(InputStream in) throws IOException {
		return new String(in.readNBytes(MOST_OUTPUT), StandardCharsets.UTF_8);
	}

}
