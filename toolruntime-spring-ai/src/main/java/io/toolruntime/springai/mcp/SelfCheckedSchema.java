package io.toolruntime.springai.mcp;

import java.util.LinkedHashMap;
import java.util.Map;

/** Schema of arguments that their tool checks itself. */
final class SelfCheckedSchema extends LinkedHashMap<String, Object> {

	private static final long serialVersionUID = 1L;

	SelfCheckedSchema(Map<String, Object> schema) {
		super(schema);
	}

}
