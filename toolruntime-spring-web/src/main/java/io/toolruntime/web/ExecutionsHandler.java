package io.toolruntime.web;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.util.StreamUtils;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

import io.toolruntime.Artifact;
import io.toolruntime.ExecuteRequest;
import io.toolruntime.ExecuteResult;
import io.toolruntime.ExecutionHandle;
import io.toolruntime.ExecutionListener;
import io.toolruntime.InvalidRequestException;
import io.toolruntime.JsonView;
import io.toolruntime.RuntimeUnavailableException;
import io.toolruntime.caller.Caller;

/** Runs code, cancels it, and hands out what it left. */
final class ExecutionsHandler {

	/*
	 * Types that no browser runs anything in; the name of a file is the guest's to choose
	 */
	private static final Set<String> HARMLESS = Set.of("text/plain", "text/csv", "application/json", "image/png",
			"image/jpeg", "image/gif", "image/webp");

	private final OwnExecutions executions;

	private final KeptArtifacts artifacts;

	private final JsonBody body;

	private final JsonAnswers json;

	private final HttpCallerResolver callers;

	private final EventStream events;

	private final int maxWaiting;

	private final ExecuteRequestReader reader = new ExecuteRequestReader();

	ExecutionsHandler(OwnExecutions executions, KeptArtifacts artifacts, JsonBody body, JsonAnswers json,
			HttpCallerResolver callers, EventStream events, int maxWaiting) {
		this.executions = executions;
		this.artifacts = artifacts;
		this.body = body;
		this.json = json;
		this.callers = callers;
		this.events = events;
		this.maxWaiting = maxWaiting;
	}

	ServerResponse execute(ServerRequest request) throws Exception {
		boolean streamed = wantsEvents(request);
		Caller caller = this.callers.resolve(request.servletRequest());
		ExecuteRequest execution = this.reader.read(this.body.read(request.servletRequest()), caller);
		return streamed ? stream(execution) : complete(execution);
	}

	/* Only by name: a client that takes anything takes the plain result */
	private static boolean wantsEvents(ServerRequest request) {
		try {
			return MediaType.parseMediaTypes(request.headers().header("Accept"))
				.stream()
				.filter((type) -> type.getQualityValue() > 0)
				.sorted(Comparator.comparingDouble(MediaType::getQualityValue).reversed())
				.filter((type) -> type.equalsTypeAndSubtype(MediaType.TEXT_EVENT_STREAM)
						|| type.equalsTypeAndSubtype(MediaType.APPLICATION_JSON))
				.findFirst()
				.filter((type) -> type.equalsTypeAndSubtype(MediaType.TEXT_EVENT_STREAM))
				.isPresent();
		}
		catch (InvalidMediaTypeException ex) {
			throw new InvalidRequestException("Accept: is not a list of media types", ex);
		}
	}

	private ServerResponse complete(ExecuteRequest request) throws Exception {
		ExecutionHandle handle = this.executions.start(request, ExecutionListener.NONE);
		try {
			ExecuteResult result = handle.result().get();
			this.artifacts.keep(request.caller(), result);
			return this.json.ok(JsonView.of(result));
		}
		catch (ExecutionException ex) {
			throw asRuntimeException(ex.getCause());
		}
		catch (InterruptedException ex) {
			throw stopping(handle);
		}
	}

	private ServerResponse stream(ExecuteRequest request) {
		CompletableFuture<ExecutionHandle> started = new CompletableFuture<>();
		EventQueue queue = new EventQueue(this.json, this.maxWaiting,
				() -> started.thenAcceptAsync(ExecutionHandle::cancel, ExecutionsHandler::onThreadOfItsOwn));
		ExecutionHandle handle = this.executions.start(request, queue);
		started.complete(handle);
		handle.result().whenComplete((result, failure) -> {
			if (result != null) {
				this.artifacts.keep(request.caller(), result);
			}
			queue.end(result, failure);
		});
		EventQueue.End end;
		try {
			end = queue.awaitStart();
		}
		catch (InterruptedException ex) {
			throw stopping(handle);
		}
		if (end != null && end.failure() != null) {
			throw asRuntimeException(end.failure());
		}
		return ServerResponse.ok()
			.contentType(MediaType.TEXT_EVENT_STREAM)
			.header("Cache-Control", "no-store")
			.header("X-Content-Type-Options", "nosniff")
			.header("X-Accel-Buffering", "no")
			.build((servletRequest, response) -> {
				this.events.write(handle, queue, response.getOutputStream());
				return null;
			});
	}

	/*
	 * The runtime's thread is in the middle of telling an event, this one is stuck
	 * writing to a client that does not read, and a shared pool may be busy with
	 * anything.
	 */
	private static void onThreadOfItsOwn(Runnable task) {
		Thread thread = new Thread(task, "toolruntime-cancel");
		thread.setDaemon(true);
		thread.start();
	}

	private static RuntimeUnavailableException stopping(ExecutionHandle handle) {
		handle.cancel();
		Thread.currentThread().interrupt();
		return new RuntimeUnavailableException("The server is stopping, and the execution was cancelled", null, null);
	}

	private static RuntimeException asRuntimeException(@Nullable Throwable failure) {
		return (failure instanceof RuntimeException ex) ? ex : new IllegalStateException(failure);
	}

	ServerResponse cancel(ServerRequest request) {
		String id = request.pathVariable("id");
		if (!this.executions.cancel(id, this.callers.resolve(request.servletRequest()))) {
			throw new ProblemException(ProblemType.NOT_FOUND,
					"id: no execution '" + Shown.name(id) + "' of yours is running");
		}
		return ServerResponse.noContent().header("Cache-Control", "no-store").build();
	}

	ServerResponse artifact(ServerRequest request) {
		String id = request.pathVariable("id");
		String path = request.pathVariable("path").replaceFirst("^/", "");
		Artifact artifact = this.artifacts.find(id, path, this.callers.resolve(request.servletRequest()))
			.orElseThrow(() -> new ProblemException(ProblemType.NOT_FOUND, "path: execution '" + Shown.name(id)
					+ "' of yours has no artifact '" + Shown.name(path) + "', or it is no longer kept"));
		InputStream content = artifact.content().get();
		return ServerResponse.ok()
			.contentType(mediaType(artifact))
			.contentLength(artifact.size())
			.header("Content-Disposition", attachment(path))
			.header("Content-Security-Policy", "sandbox; default-src 'none'")
			.header("X-Content-Type-Options", "nosniff")
			.header("Cache-Control", "no-store")
			.build((servletRequest, response) -> {
				try (content) {
					// Not more than was announced, whatever is there by now
					StreamUtils.copyRange(content, response.getOutputStream(), 0, artifact.size() - 1);
				}
				return null;
			});
	}

	private static MediaType mediaType(Artifact artifact) {
		return HARMLESS.contains(artifact.mediaType()) ? MediaType.parseMediaType(artifact.mediaType())
				: MediaType.APPLICATION_OCTET_STREAM;
	}

	private static String attachment(String path) {
		String name = path.substring(path.lastIndexOf('/') + 1);
		return ContentDisposition.attachment().filename(name, StandardCharsets.UTF_8).build().toString();
	}

}
