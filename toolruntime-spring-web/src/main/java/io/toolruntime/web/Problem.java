package io.toolruntime.web;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.toolruntime.BackendDeniedException;
import io.toolruntime.DuplicateExecutionException;
import io.toolruntime.ExecuteResult;
import io.toolruntime.InvalidRequestException;
import io.toolruntime.JsonView;
import io.toolruntime.RuntimeUnavailableException;
import io.toolruntime.SandboxFailedException;
import io.toolruntime.ToolCallRecord;
import io.toolruntime.ToolRuntimeException;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;

/**
 * Why a request is not answered with what it asked for, as RFC 9457 has it.
 *
 * @param type the kind
 * @param detail what is wrong and what to do, naming the field
 * @param headers headers that belong to the answer
 * @param more members beyond those of the RFC
 */
record Problem(ProblemType type, String detail, Map<String, String> headers, Map<String, @Nullable Object> more) {

	private static final Logger logger = LoggerFactory.getLogger(Problem.class);

	/* What to wait where only a change helps: long enough not to be a nuisance */
	private static final long RETRY_AFTER_CHANGE_SECONDS = 30;

	static Problem of(ProblemType type, String detail) {
		return new Problem(type, Shown.detail(detail), Map.of(), Map.of());
	}

	static Problem of(ProblemType type, String detail, Map<String, String> headers) {
		return new Problem(type, Shown.detail(detail), headers, Map.of());
	}

	/**
	 * A tool call that failed.
	 * @param failure why
	 * @param call the call's record, or {@code null} if nothing ran
	 * @return the problem
	 */
	static Problem of(ToolException failure, @Nullable ToolCallRecord call) {
		Map<String, @Nullable Object> more = new LinkedHashMap<>();
		more.put("code", failure.getCode().value());
		more.put("message", failure.getMessage());
		more.put("call", (call != null) ? JsonView.of(call) : null);
		ProblemType type = (failure.getCode() == ToolErrorCode.TOOL_NOT_FOUND) ? ProblemType.NOT_FOUND
				: ProblemType.TOOL_FAILED;
		return new Problem(type, Shown.detail(failure.getMessage()), Map.of(), more);
	}

	/**
	 * What an exception means to a client. One that nobody foresaw is logged, and the
	 * client gets a number to find it by, not its message.
	 * @param failure the exception
	 * @return the problem
	 */
	static Problem from(Throwable failure) {
		if (failure instanceof ProblemException ex) {
			return ex.problem();
		}
		if (failure instanceof ToolRuntimeException ex && typeOf(ex) != null) {
			return from(ex, Objects.requireNonNull(typeOf(ex)));
		}
		if (failure instanceof ToolException ex) {
			return from(ex);
		}
		if (failure instanceof IOException) {
			// The client went away, or its transfer coding is broken
			logger.debug("A body could not be read", failure);
			return of(ProblemType.INVALID_REQUEST, "The body could not be read to its end; send it again");
		}
		String incident = UUID.randomUUID().toString();
		logger.error("A request failed ({})", incident, failure);
		return of(ProblemType.INTERNAL, "The request failed; the server's log has the reason under " + incident);
	}

	/* Discovery: no tool ran, so the question itself was wrong */
	private static Problem from(ToolException failure) {
		return switch (failure.getCode()) {
			case TOOL_NOT_FOUND -> of(ProblemType.NOT_FOUND, failure.getMessage());
			case VALIDATION_INPUT -> of(ProblemType.INVALID_REQUEST, failure.getMessage());
			default -> of(failure, null);
		};
	}

	private static Problem from(ToolRuntimeException failure, ProblemType type) {
		if (type == ProblemType.SANDBOX_FAILED) {
			logger.warn("The engine failed", failure);
		}
		else {
			// Clients can have these as often as they like
			logger.debug("An execution was refused", failure);
		}
		Map<String, @Nullable Object> more = new LinkedHashMap<>();
		ExecuteResult result = failure.getResult();
		if (result != null) {
			more.put("result", JsonView.of(result));
		}
		if (type == ProblemType.SANDBOX_FAILED || type == ProblemType.RUNTIME_UNAVAILABLE) {
			more.put("retryable", failure.isRetryable());
		}
		Map<String, String> headers = (failure instanceof RuntimeUnavailableException unavailable)
				? Map.of("Retry-After", Long.toString(retryAfter(unavailable))) : Map.of();
		return new Problem(type, Shown.detail(failure.getMessage()), headers, more);
	}

	private static @Nullable ProblemType typeOf(ToolRuntimeException failure) {
		if (failure instanceof DuplicateExecutionException) {
			return ProblemType.CONFLICT;
		}
		if (failure instanceof InvalidRequestException) {
			return ProblemType.INVALID_REQUEST;
		}
		if (failure instanceof BackendDeniedException) {
			return ProblemType.BACKEND_DENIED;
		}
		if (failure instanceof RuntimeUnavailableException) {
			return ProblemType.RUNTIME_UNAVAILABLE;
		}
		return (failure instanceof SandboxFailedException) ? ProblemType.SANDBOX_FAILED : null;
	}

	private static long retryAfter(RuntimeUnavailableException unavailable) {
		return (unavailable.getRetryAfter() != null)
				? Math.max(1, (unavailable.getRetryAfter().toMillis() + 999) / 1000) : RETRY_AFTER_CHANGE_SECONDS;
	}

	Map<String, @Nullable Object> toJson() {
		Map<String, @Nullable Object> json = new LinkedHashMap<>();
		json.put("type", this.type.urn());
		json.put("title", this.type.title());
		json.put("status", this.type.status());
		json.put("detail", this.detail);
		json.putAll(this.more);
		return json;
	}

}
