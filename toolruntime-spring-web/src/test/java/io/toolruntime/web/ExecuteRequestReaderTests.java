package io.toolruntime.web;

import java.util.LinkedHashMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.InvalidRequestException;
import io.toolruntime.caller.Caller;
import io.toolruntime.limit.Limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ExecuteRequestReaderTests {

	@SuppressWarnings("unchecked")
	private static ExecuteRequest read(String json) {
		return new ExecuteRequestReader().read(new JsonFields("", Api.JSON.readValue(json, LinkedHashMap.class)),
				Caller.ANONYMOUS);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = { "{'code': 1}|code: must be a string, and is a number",
			"{'code': ['x']}|code: must be a string, and is an array", "{'code': '1', 'id': 7}|id: must be a string",
			"{'code': '1', 'language': true}|language: must be a string",
			"{'code': '1', 'profile': {}}|profile: must be a string, and is an object",
			"{'code': '1', 'env': []}|env: must be an object", "{'code': '1', 'env': {'A': 1}}|env.A: must be a string",
			"{'code': '1', 'env': {'A': null}}|env.A: must be a string, and is null",
			"{'code': '1', 'limits': '1s'}|limits: must be an object",
			"{'code': '1', 'limits': {'timeout': true}}|limits.timeout must be a string or a number",
			"{'code': '1', 'limits': {'timeout': 'soon'}}|limits.timeout",
			"{'code': '1', 'limits': {'toolCalls': 1}}|limits.toolCalls is not a limit",
			"{'code': '1', 'limits': {'network': 1}}|limits.network is not a limit",
			"{'code': '1', 'limits': {'memory': -1}}|limits.memory",
			"{'code': '1', 'metadata': 'x'}|metadata: must be an object",
			"{'code': '1', 'files': {}}|files: must be an array",
			"{'code': '1', 'files': ['x']}|files[0]: must be an object",
			"{'code': '1', 'files': [{'content': 'x'}]}|files[0].path: is missing",
			"{'code': '1', 'files': [{'path': 'a'}]}|files[0].content: give either",
			"{'code': '1', 'files': [{'path': 'a', 'content': '', 'base64': ''}]}|files[0].content: give either",
			"{'code': '1', 'files': [{'path': 'a', 'base64': '*'}]}|files[0].base64: is not base64",
			"{'code': '1', 'files': [{'path': '../a', 'content': ''}]}|files[0].path:",
			"{'code': '1', 'files': [{'path': '/etc/passwd', 'content': ''}]}|files[0].path:",
			"{'code': '1', 'files': [{'path': 'a', 'content': '', 'mode': '7'}]}|files[0].mode: is not a field",
			"{'code': '1', 'lang': 'x'}|lang: is not a field; there are code, env, files, id, input, language",
			"{'profile': 'dev'}|code: is missing" })
	void whatIsWrongIsNamed(String json, String message) {
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> read(json.replace('\'', '"')))
			.withMessageContaining(message);
	}

	@Test
	void onlyCodeIsNeeded() {
		ExecuteRequest request = read("{\"code\": \"1\"}");
		assertThat(request.id()).isNull();
		assertThat(request.language()).isNull();
		assertThat(request.profile()).isNull();
		assertThat(request.input()).isNull();
		assertThat(request.limits()).isEqualTo(Limits.NONE);
	}

	@Test
	void limitsAreStringsAsInYamlOrNumbers() {
		Limits limits = read("{\"code\": \"1\", \"limits\": {\"timeout\": 1500, \"memory\": \"64Mi\", \"cpus\": 0.5,"
				+ " \"pids\": 4, \"disk\": 1024, \"output\": \"1KB\", \"tool-calls\": 0, \"chain-steps\": \"2\"}}")
			.limits();
		assertThat(limits.timeout()).hasMillis(1500);
		assertThat(limits.memory()).isEqualTo(64 << 20);
		assertThat(limits.cpus()).isEqualTo(0.5);
		assertThat(limits.output()).isEqualTo(1024);
		assertThat(limits.toolCalls()).isZero();
		assertThat(limits.chainSteps()).isEqualTo(2);
	}

	@Test
	void aNameThatIsLongOrHasControlCharactersIsShownBoundedAndClean() {
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> read("{\"code\": \"1\", \"\\u001b[31m" + "x".repeat(500) + "\": 1}"))
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("\u001b").hasSizeLessThan(250));
	}

}
