package io.toolruntime.builtin;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import io.toolruntime.builtin.BuiltinToolsProperties.DocumentKeys;
import io.toolruntime.builtin.BuiltinToolsProperties.ExecKeys;
import io.toolruntime.builtin.BuiltinToolsProperties.FetchKeys;
import io.toolruntime.builtin.BuiltinToolsProperties.FileKeys;
import io.toolruntime.builtin.BuiltinToolsProperties.WebSearchKeys;
import io.toolruntime.egress.HostResolver;
import io.toolruntime.tool.SourceToolCatalog;
import io.toolruntime.tool.ToolCallContext;
import io.toolruntime.tool.ToolException;
import io.toolruntime.tool.ToolId;
import io.toolruntime.tool.ToolRunner;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Built-in tools as callers use them: through a catalog and a runner. */
final class TestTools implements AutoCloseable {

	private final BuiltinTools tools;

	private final SourceToolCatalog catalog;

	private final ToolRunner runner = new ToolRunner();

	TestTools(BuiltinTools tools) {
		this.tools = tools;
		this.catalog = new SourceToolCatalog(List.of(tools));
	}

	static Setting in(Path root) {
		return new Setting(root);
	}

	SourceToolCatalog catalog() {
		return this.catalog;
	}

	/** Gives arguments as name, value, name, value. */
	Result call(String name, Object... arguments) {
		return call(ToolCallContext.anonymous(), name, arguments);
	}

	@SuppressWarnings("unchecked")
	Result call(ToolCallContext context, String name, Object... arguments) {
		Map<String, Object> map = new java.util.LinkedHashMap<>();
		for (int i = 0; i < arguments.length; i += 2) {
			map.put((String) arguments[i], arguments[i + 1]);
		}
		return new Result((Map<String, Object>) this.runner
			.run(this.catalog.find(ToolId.parse("builtin:" + name)).orElseThrow(), map, context));
	}

	ToolException failure(String name, Object... arguments) {
		return catchThrowableOfType(ToolException.class, () -> call(name, arguments));
	}

	/** The canonical code that a call fails with. */
	CanonicalCode refusal(String name, Object... arguments) {
		ToolException failure = failure(name, arguments);
		if (failure instanceof BuiltinToolException refused) {
			return refused.getCanonicalCode();
		}
		throw new AssertionError("Not refused by the tool itself: " + failure, failure);
	}

	@Override
	public void close() {
		this.tools.close();
	}

	record Result(Map<String, Object> values) {

		String text(String name) {
			return (String) this.values.get(name);
		}

		boolean flag(String name) {
			return (Boolean) this.values.get(name);
		}

		int number(String name) {
			return ((Number) this.values.get(name)).intValue();
		}

		@SuppressWarnings("unchecked")
		List<String> texts(String name) {
			return (List<String>) this.values.get(name);
		}

		@SuppressWarnings("unchecked")
		List<Map<String, Object>> list(String name) {
			return (List<Map<String, Object>>) this.values.get(name);
		}

		@SuppressWarnings("unchecked")
		Map<String, Object> map(String name) {
			return (Map<String, Object>) this.values.get(name);
		}

		/** One property of each entry of a list. */
		List<Object> each(String name, String property) {
			return list(name).stream().map((entry) -> entry.get(property)).toList();
		}

	}

	static final class Setting {

		private final Path root;

		private final List<String> others = new ArrayList<>();

		private FileKeys files;

		private ExecKeys exec;

		private FetchKeys fetch;

		private HostResolver resolver = HostResolver.system();

		private ExecSandbox sandbox = ExecSandbox.usual();

		private javax.net.ssl.SSLContext tls;

		private WebSearchProvider search;

		private Predicate<String> libraries = (library) -> true;

		private WebSearchKeys webSearch;

		private DocumentKeys documents;

		private Setting(Path root) {
			this.root = root;
		}

		Setting other(Path folder) {
			this.others.add(folder.toString());
			return this;
		}

		Setting files(FileKeys keys) {
			this.files = keys;
			return this;
		}

		Setting exec(ExecKeys keys) {
			this.exec = keys;
			return this;
		}

		Setting fetch(FetchKeys keys) {
			this.fetch = keys;
			return this;
		}

		Setting resolver(HostResolver resolver) {
			this.resolver = resolver;
			return this;
		}

		Setting sandbox(ExecSandbox sandbox) {
			this.sandbox = sandbox;
			return this;
		}

		Setting tls(javax.net.ssl.SSLContext tls) {
			this.tls = tls;
			return this;
		}

		Setting search(WebSearchProvider provider) {
			this.search = provider;
			return this;
		}

		Setting search(WebSearchKeys keys) {
			this.webSearch = keys;
			return this;
		}

		Setting documents(DocumentKeys keys) {
			this.documents = keys;
			return this;
		}

		Setting without(String library) {
			this.libraries = (type) -> !type.startsWith(library);
			return this;
		}

		TestTools with(String... include) {
			return new TestTools(new BuiltinToolsFactory(this.resolver, this.sandbox, this.tls, this.search,
					this.libraries)
				.create(new BuiltinToolsProperties(List.of(include), (this.root != null) ? this.root.toString() : null,
						this.others, this.files, this.exec, this.fetch, this.webSearch, this.documents)));
		}

	}

	/** Makes a named pipe. */
	static Path pipe(Path path) throws IOException, InterruptedException {
		Process process = new ProcessBuilder("mkfifo", path.toString()).start();
		if (process.waitFor() != 0) {
			throw new IOException("No pipe at " + path);
		}
		return path;
	}

}
