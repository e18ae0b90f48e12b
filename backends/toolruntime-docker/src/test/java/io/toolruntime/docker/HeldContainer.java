package io.toolruntime.docker;

import java.util.List;
import java.util.Map;
import java.util.UUID;

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
		DockerEngine engine = TestEngine.connect();
		SandboxSpec spec = new SandboxSpec("tr-held-" + UUID.randomUUID(), "python", limits,
				Map.of(SandboxSpec.INSTANCE, "test"));
		String id = engine.create(definition.define(engine.newContainer(TestEngine.IMAGE), spec,
				GuestImage.of(engine.image(TestEngine.IMAGE)),
				List.of("/usr/bin/python3", "-I", "-c", "import sys; sys.stdin.readline()")))
			.getId();
		AttachedStreams streams = engine.attach(id);
		engine.start(id);
		return new HeldContainer(engine, id, streams);
	}

	@Override
	public void close() {
		this.engine.remove(this.id);
		this.streams.close();
		this.engine.close();
	}

}
