package io.toolruntime.builtin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;

import io.toolruntime.egress.HostResolver;
import io.toolruntime.linux.ProcessLauncher;

/** Makes {@link BuiltinTools} of what is configured. Needs no Spring. */
public final class BuiltinToolsFactory {

	private final HostResolver resolver;

	private final ExecSandbox sandbox;

	private final @Nullable SSLContext tls;

	/** Creates a factory whose tools find hosts as the Java runtime does. */
	public BuiltinToolsFactory() {
		this(HostResolver.system());
	}

	/**
	 * Creates a factory.
	 * @param resolver finds the addresses of hosts that are allowed
	 */
	public BuiltinToolsFactory(HostResolver resolver) {
		this(resolver, ExecSandbox.usual(), null);
	}

	BuiltinToolsFactory(HostResolver resolver, ExecSandbox sandbox, @Nullable SSLContext tls) {
		this.resolver = resolver;
		this.sandbox = sandbox;
		this.tls = tls;
	}

	/**
	 * Makes the tools that are on. Starts nothing.
	 * @param properties what is configured
	 * @return the tools, to be closed
	 * @throws IllegalArgumentException if something that is configured cannot be used,
	 * with the key
	 */
	public BuiltinTools create(BuiltinToolsProperties properties) {
		return new Assembly(properties).build();
	}

	/** Makes the tools, each part once and only if a tool needs it. */
	private final class Assembly {

		private final BuiltinToolsProperties properties;

		private final List<AutoCloseable> parts = new ArrayList<>();

		private final Map<String, Supplier<BuiltinTool>> makers = new LinkedHashMap<>();

		private @Nullable Roots roots;

		private @Nullable FileSettings files;

		private @Nullable Calls calls;

		private @Nullable Fetcher fetcher;

		Assembly(BuiltinToolsProperties properties) {
			this.properties = properties;
			this.makers.put(ReadFileTool.NAME, () -> new ReadFileTool(files(), calls()));
			this.makers.put(WriteFileTool.NAME, () -> new WriteFileTool(files(), calls()));
			this.makers.put(DeleteFileTool.NAME, () -> new DeleteFileTool(files(), calls()));
			this.makers.put(ListDirTool.NAME, () -> new ListDirTool(files(), calls()));
			this.makers.put(ListFilesTool.NAME, () -> new ListFilesTool(files(), calls()));
			this.makers.put(GrepTool.NAME, () -> new GrepTool(files(), calls()));
			this.makers.put(ExecTool.NAME, this::exec);
			this.makers.put(FetchTool.NAME, () -> new FetchTool(fetcher()));
		}

		BuiltinTools build() {
			Set<String> included = this.properties.included(this.makers.keySet());
			List<BuiltinTool> tools = new ArrayList<>();
			boolean built = false;
			try {
				included.forEach((name) -> {
					Supplier<BuiltinTool> maker = this.makers.get(name);
					if (maker != null) {
						tools.add(maker.get());
					}
				});
				built = true;
				return new BuiltinTools(tools, this.parts);
			}
			finally {
				if (!built) {
					new BuiltinTools(List.of(), this.parts).close();
				}
			}
		}

		private Roots roots() {
			if (this.roots == null) {
				this.roots = this.properties.toRoots();
			}
			return this.roots;
		}

		private FileSettings files() {
			if (this.files == null) {
				this.files = this.properties.toFileSettings(roots());
			}
			return this.files;
		}

		private Calls calls() {
			if (this.calls == null) {
				this.calls = new Calls();
				this.parts.add(this.calls);
			}
			return this.calls;
		}

		private Fetcher fetcher() {
			if (this.fetcher == null) {
				this.fetcher = new Fetcher(this.properties.toFetchSettings(), BuiltinToolsFactory.this.resolver,
						BuiltinToolsFactory.this.tls);
				this.parts.add(this.fetcher);
			}
			return this.fetcher;
		}

		private ExecTool exec() {
			ExecSettings settings = this.properties.toExecSettings(roots());
			ProcessLauncher launcher = new ProcessLauncher("toolruntime-builtin-launcher");
			this.parts.add(launcher);
			ExecGroups groups = new ExecGroups();
			this.parts.add(groups);
			return new ExecTool(settings, BuiltinToolsFactory.this.sandbox, launcher, groups);
		}

	}

}
