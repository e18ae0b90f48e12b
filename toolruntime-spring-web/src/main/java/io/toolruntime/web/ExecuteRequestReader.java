package io.toolruntime.web;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

import org.jspecify.annotations.Nullable;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.InputFile;
import io.toolruntime.InvalidRequestException;
import io.toolruntime.caller.Caller;

/**
 * Reads the body of {@code POST /executions}. The caller comes from elsewhere: nothing in
 * a body says who asks.
 */
final class ExecuteRequestReader {

	/**
	 * Reads a request.
	 * @param fields the body
	 * @param caller who asks
	 * @return the request
	 * @throws InvalidRequestException naming the field that is missing, unknown or wrong
	 */
	ExecuteRequest read(JsonFields fields, Caller caller) {
		String code = fields.string("code");
		ExecuteRequest.Builder request = ExecuteRequest.builder()
			.id(fields.string("id"))
			.language(fields.string("language"))
			.profile(fields.string("profile"))
			.input(fields.value("input"))
			.limits(fields.limits("limits"))
			.caller(caller);
		fields.strings("env").forEach(request::env);
		fields.object("metadata").forEach((key, value) -> metadata(request, key, value));
		for (JsonFields file : fields.objects("files")) {
			request.file(file(file));
		}
		fields.refuseOthers();
		if (code == null) {
			throw new InvalidRequestException("code: is missing; give the code to run");
		}
		return request.code(code).build();
	}

	@SuppressWarnings("NullAway") // JSON null is a value here
	private static void metadata(ExecuteRequest.Builder request, String key, @Nullable Object value) {
		request.metadata(key, value);
	}

	private static InputFile file(JsonFields file) {
		String path = file.string("path");
		String content = file.string("content");
		String base64 = file.string("base64");
		file.refuseOthers();
		if (path == null) {
			throw new InvalidRequestException(file.path("path") + ": is missing; say where the file goes");
		}
		if ((content == null) == (base64 == null)) {
			throw new InvalidRequestException(file.path("content") + ": give either content (text) or base64 (bytes)");
		}
		byte[] bytes = (content != null) ? content.getBytes(StandardCharsets.UTF_8)
				: decode(file.path("base64"), java.util.Objects.requireNonNull(base64));
		try {
			return new InputFile(path, bytes);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidRequestException(file.path("path") + ": " + Shown.detail(String.valueOf(ex.getMessage())),
					ex);
		}
	}

	private static byte[] decode(String path, String base64) {
		try {
			return Base64.getDecoder().decode(base64);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidRequestException(
					path + ": is not base64 as RFC 4648 section 4 has it, without line breaks", ex);
		}
	}

}
