package io.toolruntime.autoconfigure.endpoint;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * Answers 404 to a probe of a profile that there is not: over HTTP, nothing would mean
 * success.
 */
@EndpointWebExtension(endpoint = ToolRuntimeEndpoint.class)
public class ToolRuntimeEndpointWebExtension {

	private final ToolRuntimeEndpoint endpoint;

	/**
	 * Creates the extension.
	 * @param endpoint what it extends
	 */
	public ToolRuntimeEndpointWebExtension(ToolRuntimeEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * Lets a profile's backend try now what it enforces.
	 * @param profile the profile's name
	 * @return the profile with what was found, or 404
	 */
	@WriteOperation
	public WebEndpointResponse<Map<String, @Nullable Object>> probe(@Selector String profile) {
		Map<String, @Nullable Object> found = this.endpoint.probe(profile);
		return (found != null) ? new WebEndpointResponse<>(found)
				: new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
	}

}
