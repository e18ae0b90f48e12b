package io.toolruntime.docker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

import com.github.dockerjava.api.command.CreateContainerCmd;

import io.toolruntime.limit.Limits;
import io.toolruntime.sandbox.SandboxSpec;

/**
 * A container that waits, to be looked at.
 *
 * @param engine where it runs
 * @param id its id
 * @param streams its streams
 */
record HeldContainer(DockerEngine engine, String id, AttachedStreams streams) implements AutoCloseable {

	static HeldContainer start(ContainerDefinition definition, Limits limits) {
		return start(definition, limits, (container) -> {
		});
	}

	static HeldContainer start(ContainerDefinition definition, Limits limits, Consumer<CreateContainerCmd> change) {
		DockerEngine engine = TestEngine.connect();
		SandboxSpec spec = new SandboxSpec("tr-held-" + UUID.randomUUID(), "python", limits,
				Map.of(SandboxSpec.INSTANCE, "test"));
		CreateContainerCmd container = definition.define(engine.newContainer(TestEngine.IMAGE), spec,
				GuestImage.of(engine.image(TestEngine.IMAGE)),
				List.of("/usr/bin/python3", "-I", "-c", "import sys; print('here', flush=True); sys.stdin.readline()"));
		change.accept(container);
		String id = engine.create(container).getId();
		AttachedStreams streams = engine.attach(id);
		engine.start(id);
		HeldContainer held = new HeldContainer(engine, id, streams);
		try {
			if (streams.stdout().read() < 0) {
				throw new IOException("It does not run");
			}
			return held;
		}
		catch (IOException ex) {
			held.close();
			throw new UncheckedIOException(ex);
		}
	}

	long pid() {
		return this.engine.inspect(this.id).getState().getPidLong();
	}

	@Override
	public void close() {
		this.engine.remove(this.id);
		this.streams.close();
		this.engine.close();
	}

}
