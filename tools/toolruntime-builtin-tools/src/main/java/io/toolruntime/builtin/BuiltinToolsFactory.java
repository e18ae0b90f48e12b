package io.toolruntime.builtin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.toolruntime.egress.HostResolver;
import io.toolruntime.linux.ProcessLauncher;

/** Makes {@link BuiltinTools} of what is configured. Needs no Spring. */
public final class BuiltinToolsFactory {

	private static final Logger logger = LoggerFactory.getLogger(BuiltinToolsFactory.class);

	private final HostResolver resolver;

	private final ExecSandbox sandbox;

	private final @Nullable SSLContext tls;

	private final @Nullable WebSearchProvider search;

	private final Predicate<String> libraries;

	/** Creates a factory whose tools find hosts as the Java runtime does. */
	public BuiltinToolsFactory() {
		this(HostResolver.system());
	}

	/**
	 * Creates a factory.
	 * @param resolver finds the addresses of hosts that are allowed
	 */
	public BuiltinToolsFactory(HostResolver resolver) {
		this(resolver, ExecSandbox.usual(), null, null, BuiltinToolsFactory::isPresent);
	}

	BuiltinToolsFactory(HostResolver resolver, ExecSandbox sandbox, @Nullable SSLContext tls,
			@Nullable WebSearchProvider search, Predicate<String> libraries) {
		this.resolver = resolver;
		this.sandbox = sandbox;
		this.tls = tls;
		this.search = search;
		this.libraries = libraries;
	}

	/**
	 * Returns a factory whose tools have {@code web_search}.
	 * @param provider what searches the web
	 * @return the factory
	 */
	public BuiltinToolsFactory withWebSearch(WebSearchProvider provider) {
		return new BuiltinToolsFactory(this.resolver, this.sandbox, this.tls, provider, this.libraries);
	}

	private static boolean isPresent(String type) {
		try {
			Class.forName(type, false, BuiltinToolsFactory.class.getClassLoader());
			return true;
		}
		catch (ClassNotFoundException | LinkageError ex) {
			return false;
		}
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

		private @Nullable DocumentSettings documents;

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
			this.makers.put(WebSearchTool.NAME, this::webSearch);
			this.makers.put(FetchUrlContentsTool.NAME, () -> new FetchUrlContentsTool(fetcher()));
			this.makers.put("write_html", () -> document(new HtmlWriter()));
			this.makers.put("write_png", () -> document(new PngWriter()));
			this.makers.put("write_pdf", () -> document(new PdfWriter()));
			this.makers.put("write_docx", () -> document(new DocxWriter()));
			this.makers.put("write_pptx", () -> document(new PptxWriter()));
			this.makers.put("write_xlsx", () -> document(new XlsxWriter()));
		}

		BuiltinTools build() {
			Set<String> included = this.properties.included(this.makers.keySet());
			List<BuiltinTool> tools = new ArrayList<>();
			boolean built = false;
			try {
				included.stream().filter(this::isOffered).forEach((name) -> {
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

		/* Where all are wanted, those that cannot be had are left out. */
		private boolean isOffered(String name) {
			if (name.equals(WebSearchTool.NAME) && BuiltinToolsFactory.this.search == null) {
				logger.info("web_search is not offered: there is no WebSearchProvider");
				return false;
			}
			Library library = Library.of(name);
			if (library == null || BuiltinToolsFactory.this.libraries.test(library.type())) {
				return true;
			}
			if (this.properties.names(name)) {
				throw new IllegalArgumentException(BuiltinToolsProperties.PREFIX + "include has '" + name
						+ "', which needs " + library.artifact() + "; add this dependency");
			}
			logger.info("{} is not offered: {} is not there", name, library.artifact());
			return false;
		}

		private BuiltinTool webSearch() {
			// Of its own: a service that hangs must not keep file tools waiting
			Calls own = new Calls();
			this.parts.add(own);
			return new WebSearchTool(Objects.requireNonNull(BuiltinToolsFactory.this.search),
					this.properties.toWebSearchSettings(), own);
		}

		private BuiltinTool document(DocumentWriter writer) {
			if (this.documents == null) {
				this.documents = this.properties.toDocumentSettings();
			}
			return new DocumentTool(writer, this.documents, calls());
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

	/**
	 * What some tools need and this module does not bring.
	 *
	 * @param artifact group and artifact
	 * @param type a type in it
	 */
	private record Library(String artifact, String type) {

		static @Nullable Library of(String tool) {
			return switch (tool) {
				case FetchUrlContentsTool.NAME, "write_html" -> new Library("org.jsoup:jsoup", "org.jsoup.Jsoup");
				case "write_pdf" -> new Library("org.apache.pdfbox:pdfbox", "org.apache.pdfbox.pdmodel.PDDocument");
				case "write_docx", "write_pptx", "write_xlsx" ->
					new Library("org.apache.poi:poi-ooxml", "org.apache.poi.xssf.usermodel.XSSFWorkbook");
				default -> null;
			};
		}

	}

}
