package io.toolruntime.springai.mcp;

import java.util.Map;

import io.modelcontextprotocol.json.schema.JsonSchemaValidator;

/**
 * Leaves the arguments of our tools to our tools, which answer with an error object and
 * take {@code null} for an argument that was left out. Those of other tools are checked
 * as ever.
 */
public final class SelfCheckedArguments implements JsonSchemaValidator {

	private final JsonSchemaValidator others;

	/**
	 * Creates a validator for an MCP server.
	 * @param others checks the arguments and results of other tools
	 */
	public SelfCheckedArguments(JsonSchemaValidator others) {
		this.others = others;
	}

	@Override
	public ValidationResponse validate(Map<String, Object> schema, Object content) {
		return (schema instanceof SelfCheckedSchema) ? ValidationResponse.asValid("")
				: this.others.validate(schema, content);
	}

	@Override
	public ValidationResponse validateSchema(Map<String, Object> schema) {
		return this.others.validateSchema(schema);
	}

}
