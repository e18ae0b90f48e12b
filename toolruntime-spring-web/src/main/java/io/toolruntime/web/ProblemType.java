package io.toolruntime.web;

import java.util.Locale;

/** The kinds of problems that the API answers with, and their statuses. */
enum ProblemType {

	INVALID_REQUEST(400, "The request is not valid"),

	UNAUTHORIZED(401, "The caller is not known"),

	BACKEND_DENIED(403, "Policy refuses the execution"),

	FORBIDDEN(403, "The request may not come from there"),

	NOT_FOUND(404, "There is no such thing"),

	METHOD_NOT_ALLOWED(405, "The method is not offered here"),

	CONFLICT(409, "An execution of the same id is running"),

	TOO_LARGE(413, "The body is too large"),

	UNSUPPORTED_MEDIA_TYPE(415, "The body is not JSON"),

	TOOL_FAILED(422, "The tool failed"),

	CLIENT_TOO_SLOW(408, "The events were not read in time"),

	INTERNAL(500, "A fault of the server"),

	SANDBOX_FAILED(502, "The engine failed"),

	RUNTIME_UNAVAILABLE(503, "The runtime cannot take the execution now");

	private final int status;

	private final String title;

	ProblemType(int status, String title) {
		this.status = status;
		this.title = title;
	}

	int status() {
		return this.status;
	}

	String title() {
		return this.title;
	}

	String urn() {
		return "urn:toolruntime:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
