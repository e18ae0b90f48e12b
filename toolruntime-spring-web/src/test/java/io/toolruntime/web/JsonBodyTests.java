package io.toolruntime.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

import io.toolruntime.InvalidRequestException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

class JsonBodyTests {

	private final JsonBody body = new JsonBody(1000);

	private JsonFields read(String json) throws IOException {
		return this.body.read(request(json));
	}

	private static MockHttpServletRequest request(String json) {
		MockHttpServletRequest request = new MockHttpServletRequest("POST", "/");
		request.setContentType("application/json");
		request.setContent(json.getBytes(StandardCharsets.UTF_8));
		return request;
	}

	@Test
	void valuesKeepTheirTypes() throws IOException {
		JsonFields fields = read("{\"a\": {\"i\": 1, \"l\": 5000000000, \"d\": 1.0, \"s\": \"x\", \"t\": true,"
				+ " \"f\": false, \"n\": null, \"e\": [], \"o\": {}}}");
		Map<String, Object> values = fields.object("a");
		assertThat(values).containsEntry("i", 1)
			.containsEntry("l", 5_000_000_000L)
			.containsEntry("d", 1.0)
			.containsEntry("s", "x")
			.containsEntry("t", true)
			.containsEntry("f", false)
			.containsEntry("n", null)
			.containsEntry("e", List.of())
			.containsEntry("o", Map.of());
	}

	@Test
	void malformedJsonIsToldByPlaceAndNeverRepeated() {
		assertRefused(() -> read("{\n  \"code\": hunter2 }"), "line 2, column");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"code\": \"hunter2", "{\"code\": hunter2}", "{hunter2: 1}", "{\"code\": 'hunter2'}",
			"{\"a\": 1,}", "{\"a\": 01}", "{\"a\": NaN}", "{\"a\": 1 // hunter2\n}", "{\"hunter2\"",
			"{\"a\": \"\u0001\"}" })
	void whatIsNotJsonIsRefused(String json) {
		assertRefused(() -> read(json), "The body is not valid JSON");
	}

	private static void assertRefused(ThrowingCallable read, String message) {
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(read)
			.withMessageContaining(message)
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("hunter2"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "[]", "\"code\"", "1", "null" })
	void onlyAnObjectIsTaken(String json) {
		assertRefused(() -> read(json), "not a JSON object");
	}

	@Test
	void aMissingBodyIsRefused() {
		assertRefused(() -> read(""), "The body is missing");
	}

	@Test
	void nothingMayFollowTheObject() {
		assertRefused(() -> read("{} {}"), "goes on");
	}

	@Test
	void aKeyThatIsThereTwiceIsRefusedByItsPath() {
		assertRefused(() -> read("{\"limits\": {\"pids\": 1, \"pids\": 2}}"), "limits.pids: is there twice");
	}

	@Test
	void aKeyThatIsEscapedIsTheSameKey() {
		assertRefused(() -> read("{\"code\": 1, \"c\\u006fde\": 2}"), "code: is there twice");
	}

	@Test
	void depthIsBounded() throws IOException {
		assertThat(read("{\"a\":" + "[".repeat(63) + "]".repeat(63) + "}")).isNotNull();
		assertRefused(() -> read("{\"a\":" + "[".repeat(64) + "]".repeat(64) + "}"), "deeper than 64");
		assertRefused(() -> read("{\"a\":" + "[".repeat(900)), "deeper than 64");
	}

	@Test
	void aNumberThatIsNoDoubleIsRefusedByItsPath() {
		assertRefused(() -> read("{\"input\": {\"big\": 1e999}}"), "input.big");
	}

	@Test
	void aNumberWithTooManyDigitsIsRefused() {
		assertRefused(() -> read("{\"a\": " + "1".repeat(500) + "}"), "not valid JSON");
	}

	@Test
	void aBodyOfTheLargestSizeIsRead() throws IOException {
		assertThat(read("{\"a\": \"" + "x".repeat(991) + "\"}").string("a")).hasSize(991);
	}

	@Test
	void aBodyThatIsLargerIsRefusedWhateverItsHeaderSays() {
		MockHttpServletRequest lying = new MockHttpServletRequest("POST", "/") {
			@Override
			public long getContentLengthLong() {
				return 10;
			}
		};
		lying.setContentType("application/json");
		lying.setContent(("{\"a\": \"" + "x".repeat(992) + "\"}").getBytes(StandardCharsets.UTF_8));
		assertTooLarge(lying);
	}

	@Test
	void aBodyThatIsAnnouncedAsLargerIsRefused() {
		assertTooLarge(request("x".repeat(5000)));
	}

	private void assertTooLarge(MockHttpServletRequest request) {
		Problem problem = problem(request);
		assertThat(problem.type()).isEqualTo(ProblemType.TOO_LARGE);
		assertThat(problem.detail()).contains("1000 bytes");
	}

	private Problem problem(MockHttpServletRequest request) {
		return ((ProblemException) catchThrowable(() -> this.body.read(request))).problem();
	}

	@ParameterizedTest
	@ValueSource(strings = { "text/plain", "application/x-www-form-urlencoded", "multipart/form-data",
			"application/xml", "application/json;charset=utf-16", "application/problem+json", "text/json",
			"application/*", "nonsense" })
	void onlyJsonIsTaken(String contentType) {
		MockHttpServletRequest request = request("{}");
		request.setContentType(contentType);
		assertThat(problem(request).type()).isEqualTo(ProblemType.UNSUPPORTED_MEDIA_TYPE);
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "application/json", "application/json;charset=UTF-8", "Application/JSON; charset=\"utf-8\"" })
	void jsonInUtf8IsTaken(String contentType) throws IOException {
		MockHttpServletRequest request = request("{\"a\": \"é\"}");
		request.setContentType(contentType);
		assertThat(this.body.read(request).string("a")).isEqualTo("é");
	}

	@Test
	void aMissingContentTypeIsRefused() {
		MockHttpServletRequest request = new MockHttpServletRequest("POST", "/");
		request.setContent("{}".getBytes(StandardCharsets.UTF_8));
		assertThat(problem(request).type()).isEqualTo(ProblemType.UNSUPPORTED_MEDIA_TYPE);
	}

	@Test
	void aCompressedBodyIsRefused() {
		MockHttpServletRequest request = request("{}");
		request.addHeader("Content-Encoding", "gzip");
		assertThat(problem(request).detail()).contains("Content-Encoding");
	}

}
