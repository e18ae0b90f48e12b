package io.toolruntime.docker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallbackTemplate;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.CreateContainerResponse;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.command.PullImageCmd;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.api.model.PullResponseItem;
import com.github.dockerjava.api.model.ResponseItem;
import com.github.dockerjava.api.model.Version;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.core.LocalDirectorySSLConfig;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient.Request.Method;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.toolruntime.RuntimeUnavailableException;
import io.toolruntime.limit.Limits;
import io.toolruntime.linux.CpuQuota;

/**
 * One Docker Engine, or what speaks its API. Every call ends in time.
 */
final class DockerEngine implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(DockerEngine.class);

	private static final Duration CONNECT = Duration.ofSeconds(5);

	private static final Duration SHORT = Duration.ofSeconds(10);

	private static final Duration LONG = Duration.ofSeconds(60);

	/** How long an image may take to be pulled. */
	static final Duration LONGEST_PULL = Duration.ofMinutes(10);

	private static final int SERVER_ERROR = 500;

	private static final int NOT_FOUND = 404;

	private static final Pattern NOT_SWITCHED = Pattern.compile("Expected 101 .*HTTP/\\S+ (\\d{3})");

	/** The newest version of the API that this is written for. */
	private static final ApiVersion NEWEST = new ApiVersion(1, 44);

	/** The first with private control group namespaces, of Docker 20.10. */
	private static final ApiVersion OLDEST = new ApiVersion(1, 41);

	private final EngineCalls calls;

	private final DockerHttpClient http;

	private final DockerClient client;

	private final ApiVersion api;

	private final String name;

	private DockerEngine(EngineCalls calls, DockerHttpClient http, DockerClient client, ApiVersion api, String name) {
		this.calls = calls;
		this.http = http;
		this.client = client;
		this.api = api;
		this.name = name;
	}

	/**
	 * Connects to an engine, and agrees with it on a version of its API.
	 * @param kind kind of the backend, for errors
	 * @param connection where it is
	 * @return the engine
	 * @throws RuntimeUnavailableException if it cannot be reached, or is too old or too
	 * new
	 */
	static DockerEngine connect(String kind, DockerConnection connection) {
		DockerHttpClient http = http(kind, connection);
		EngineCalls calls = new EngineCalls(kind, connection);
		boolean connected = false;
		try {
			// Without a version in its path, every engine answers this one
			Version version = calls.call("say its version", SHORT,
					() -> DockerClientImpl.getInstance(config(connection, null), http).versionCmd().exec());
			ApiVersion api = agree(kind, connection, version);
			DockerClient client = DockerClientImpl.getInstance(config(connection, api), http);
			connected = true;
			return new DockerEngine(calls, http, client, api, version.getVersion());
		}
		finally {
			if (!connected) {
				calls.close();
				close(http);
			}
		}
	}

	private static ApiVersion agree(String kind, DockerConnection connection, Version version) {
		ApiVersion newest = ApiVersion.parse(version.getApiVersion());
		ApiVersion oldest = ApiVersion.parse(version.getMinAPIVersion());
		if (newest.compareTo(OLDEST) < 0) {
			throw new RuntimeUnavailableException("The engine at " + connection + " speaks version " + newest
					+ " of the Docker API at most; " + OLDEST + " is needed, of Docker 20.10", kind, null);
		}
		if (oldest.compareTo(NEWEST) > 0) {
			throw new RuntimeUnavailableException("The engine at " + connection + " speaks no version of the Docker API"
					+ " before " + oldest + "; this toolruntime speaks " + NEWEST + " at most, a later one may do",
					kind, null);
		}
		return (newest.compareTo(NEWEST) < 0) ? newest : NEWEST;
	}

	private static DefaultDockerClientConfig config(DockerConnection connection, @Nullable ApiVersion api) {
		DefaultDockerClientConfig.Builder config = DefaultDockerClientConfig.createDefaultConfigBuilder()
			.withDockerHost(connection.host().toString())
			.withDockerTlsVerify(connection.certificates() != null);
		if (connection.certificates() != null) {
			config.withDockerCertPath(connection.certificates().toString());
		}
		if (api != null) {
			config.withApiVersion(api.toString());
		}
		return config.build();
	}

	private static DockerHttpClient http(String kind, DockerConnection connection) {
		ZerodepDockerHttpClient.Builder builder = new ZerodepDockerHttpClient.Builder().dockerHost(connection.host())
			.connectionTimeout(CONNECT);
		if (connection.certificates() == null) {
			return builder.build();
		}
		try {
			connection.requireCertificates();
			return builder.sslConfig(new LocalDirectorySSLConfig(connection.certificates().toString())).build();
		}
		catch (RuntimeException ex) {
			throw new RuntimeUnavailableException("The certificates for the engine at " + connection
					+ ", of docker.tls.certificates, cannot be used: " + EngineCalls.text(ex), kind, null, ex);
		}
	}

	/**
	 * Describes it.
	 * @return its version and that of the API, such as {@code 28.2.2, API 1.44}
	 */
	String description() {
		return this.name + ", API " + this.api;
	}

	Info info() {
		return this.calls.call("describe itself", SHORT, () -> this.client.infoCmd().exec());
	}

	/**
	 * Looks at an image.
	 * @param image its name
	 * @return what it is
	 * @throws NotFoundException if the engine does not have it
	 */
	InspectImageResponse image(String image) {
		return this.calls.call("look at image " + image, SHORT, () -> this.client.inspectImageCmd(image).exec());
	}

	/**
	 * Pulls an image.
	 * @param image its name
	 * @param registry who pulls, or {@code null} for nobody in particular
	 * @throws NotFoundException if the registry does not have it
	 */
	void pull(String image, DockerProperties.@Nullable Registry registry) {
		this.calls.call("pull image " + image, LONGEST_PULL, () -> {
			PullImageCmd pull = this.client.pullImageCmd(tagged(image));
			if (registry != null && registry.has(image)) {
				pull.withAuthConfig(
						new AuthConfig().withUsername(registry.username()).withPassword(registry.password()));
			}
			Pulling pulling = pull.exec(new Pulling()).awaitCompletion();
			RuntimeException failure = pulling.failure;
			if (failure != null) {
				throw failure;
			}
			return pulling;
		});
	}

	/* Without a tag, all that the registry has would be pulled. */
	private static String tagged(String image) {
		String name = image.substring(image.lastIndexOf('/') + 1);
		return (name.contains(":") || name.contains("@")) ? image : image + ":latest";
	}

	CreateContainerCmd newContainer(String image) {
		return this.client.createContainerCmd(image);
	}

	/**
	 * Creates a container.
	 * @param container what it shall be
	 * @return its id
	 * @throws NotFoundException if its image is not there
	 */
	CreateContainerResponse create(CreateContainerCmd container) {
		return this.calls.call("create a container", LONG, container::exec);
	}

	void start(String id) {
		this.calls.call("start a container", LONG, () -> this.client.startContainerCmd(id).exec());
	}

	/**
	 * Connects to the standard streams of a container, before it is started.
	 * @param id the container
	 * @return its streams
	 */
	AttachedStreams attach(String id) {
		return hijack("attach to a container",
				"/v" + this.api + "/containers/" + id + "/attach?stream=1&stdin=1&stdout=1&stderr=1", null);
	}

	private AttachedStreams hijack(String what, String path, byte @Nullable [] body) {
		LateStreams late = new LateStreams();
		try {
			return this.calls.call(what, SHORT, () -> late.keep(attached(path, body)));
		}
		catch (RuntimeException ex) {
			// They may be there all the same, a moment later
			late.giveUp();
			throw ex;
		}
	}

	private AttachedStreams attached(String path, byte @Nullable [] body) {
		InputPipe stdin = new InputPipe();
		boolean attached = false;
		try {
			DockerHttpClient.Request.Builder request = DockerHttpClient.Request.builder()
				.method(Method.POST)
				.path(path)
				.putHeader("Content-Type", "application/json")
				.hijackedInput(stdin.input());
			DockerHttpClient.Response response = this.http
				.execute((body != null ? request.bodyBytes(body) : request).build());
			attached = true;
			return new AttachedStreams(stdin, response.getBody(), response::close);
		}
		catch (RuntimeException ex) {
			throw refusal(ex);
		}
		finally {
			if (!attached) {
				stdin.close();
			}
		}
	}

	/* The client tells only in words that there are no streams, and what instead. */
	private static RuntimeException refusal(RuntimeException failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			Matcher matcher = NOT_SWITCHED.matcher(String.valueOf(cause.getMessage()));
			if (matcher.find()) {
				int status = Integer.parseInt(matcher.group(1));
				String said = "it answers with status " + status;
				return (status == NOT_FOUND) ? new NotFoundException(said, failure)
						: new DockerException(said, status, failure);
			}
		}
		return failure;
	}

	/**
	 * Looks at a container.
	 * @param id the container
	 * @return what it is now
	 * @throws NotFoundException if it is gone
	 */
	InspectContainerResponse inspect(String id) {
		return this.calls.call("look at a container", SHORT, () -> this.client.inspectContainerCmd(id).exec());
	}

	/**
	 * Changes the limits of a container that runs.
	 * @param id the container
	 * @param limits the limits
	 * @param pids the most processes and threads, or {@code null} to leave it
	 */
	void update(String id, Limits limits, @Nullable Long pids) {
		this.calls.call("change the limits of a container", SHORT, () -> {
			var update = this.client.updateContainerCmd(id);
			Long memory = limits.memory();
			if (memory != null && memory > 0) {
				update.withMemory(memory).withMemorySwap(memory);
			}
			Double cpus = limits.cpus();
			if (cpus != null && cpus > 0) {
				CpuQuota quota = CpuQuota.of(cpus);
				update.withCpuPeriod(quota.period()).withCpuQuota(quota.quota());
			}
			if (pids != null) {
				update.withPidsLimit(pids);
			}
			return update.exec();
		});
	}

	/**
	 * Kills everything in a container.
	 * @param id the container
	 * @return whether it does not run any more
	 */
	boolean kill(String id) {
		try {
			this.calls.call("kill a container", SHORT, () -> {
				try {
					return this.client.killContainerCmd(id).exec();
				}
				catch (ConflictException ex) {
					// It does not run
					return null;
				}
			});
			return true;
		}
		catch (NotFoundException ex) {
			return true;
		}
	}

	/**
	 * Removes a container with its anonymous volumes, and kills what runs in it.
	 * @param id the container
	 */
	void remove(String id) {
		remove(id, LONG);
	}

	/**
	 * Removes a container, if that does not take long.
	 * @param id the container
	 * @param longest how long it may take, waiting for its turn included
	 */
	void remove(String id, Duration longest) {
		this.calls.call("remove a container", longest, longest, () -> {
			try {
				return this.client.removeContainerCmd(id).withForce(true).withRemoveVolumes(true).exec();
			}
			catch (NotFoundException | NotModifiedException ex) {
				return null;
			}
			catch (ConflictException ex) {
				// Somebody removes it at this moment
				logger.debug("Container {} is being removed already", id);
				return null;
			}
		});
	}

	/**
	 * Tells whether a container is there.
	 * @param id the container
	 * @return whether it is
	 */
	boolean has(String id) {
		try {
			inspect(id);
			return true;
		}
		catch (NotFoundException ex) {
			return false;
		}
	}

	/**
	 * Lists containers, those that do not run included.
	 * @param label a label that they have
	 * @return the containers
	 */
	List<Container> containers(String label) {
		return this.calls.call("list containers", SHORT,
				() -> this.client.listContainersCmd().withShowAll(true).withLabelFilter(List.of(label)).exec());
	}

	/**
	 * Lists volumes that no container has, without a name of anybody's choice: those that
	 * images ask for.
	 * @return their names
	 */
	List<String> volumes() {
		return this.calls.call("list volumes", SHORT, () -> {
			var volumes = this.client.listVolumesCmd().withDanglingFilter(true).exec().getVolumes();
			return (volumes != null) ? volumes.stream()
				.map((volume) -> volume.getName())
				.filter((name) -> name.matches("[0-9a-f]{64}"))
				.toList() : List.<String>of();
		});
	}

	/**
	 * Runs a program in a container that runs.
	 * @param id the container
	 * @param user user and group, as numbers
	 * @param command program and arguments
	 * @return its streams, which end when it does
	 */
	AttachedStreams exec(String id, String user, List<String> command) {
		String exec = this.calls.call("prepare a program in a container", SHORT,
				() -> this.client.execCreateCmd(id)
					.withUser(user)
					.withCmd(command.toArray(String[]::new))
					.withAttachStdin(true)
					.withAttachStdout(true)
					.withAttachStderr(true)
					.withTty(false)
					.exec()
					.getId());
		return hijack("run a program in a container", "/v" + this.api + "/exec/" + exec + "/start",
				"{\"Detach\":false,\"Tty\":false}".getBytes(StandardCharsets.UTF_8));
	}

	@Override
	public void close() {
		this.calls.close();
		close(this.http);
	}

	private static void close(DockerHttpClient http) {
		try {
			http.close();
		}
		catch (IOException ex) {
			logger.debug("A connection to an engine did not close", ex);
		}
	}

	/** Streams that somebody waits for, or nobody any more. */
	private static final class LateStreams {

		private @Nullable AttachedStreams streams;

		private boolean unwanted;

		synchronized AttachedStreams keep(AttachedStreams attached) {
			if (this.unwanted) {
				attached.close();
			}
			this.streams = attached;
			return attached;
		}

		synchronized void giveUp() {
			this.unwanted = true;
			if (this.streams != null) {
				this.streams.close();
			}
		}

	}

	/** What is said while an image is pulled, also that it cannot be. */
	private static final class Pulling extends ResultCallbackTemplate<Pulling, PullResponseItem> {

		private volatile @Nullable RuntimeException failure;

		@Override
		public void onNext(PullResponseItem item) {
			ResponseItem.ErrorDetail error = item.getErrorDetail();
			if (error != null || item.isErrorIndicated()) {
				String said = (error != null) ? error.getMessage() : item.getStatus();
				onError(new DockerException(String.valueOf(said), SERVER_ERROR));
			}
		}

		/* Is said once, by whoever pulls, and not logged as long as it is. */
		@Override
		public void onError(Throwable thrown) {
			if (this.failure == null) {
				this.failure = (thrown instanceof RuntimeException known) ? known : new IllegalStateException(thrown);
			}
			onComplete();
		}

	}

	/** Version of the API. */
	private record ApiVersion(int major, int minor) implements Comparable<ApiVersion> {

		static ApiVersion parse(@Nullable String text) {
			String[] parts = Objects.requireNonNullElse(text, "").split("\\.");
			try {
				return new ApiVersion(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
			}
			catch (IndexOutOfBoundsException | NumberFormatException ex) {
				// Podman and others may not say the oldest
				return new ApiVersion(1, 0);
			}
		}

		@Override
		public int compareTo(ApiVersion other) {
			return (this.major != other.major) ? Integer.compare(this.major, other.major)
					: Integer.compare(this.minor, other.minor);
		}

		@Override
		public String toString() {
			return this.major + "." + this.minor;
		}

	}

}
