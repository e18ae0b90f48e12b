package io.toolruntime.docker;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.ExecutionListener;
import io.toolruntime.backend.Backend;
import io.toolruntime.gateway.CatalogToolGateway;
import io.toolruntime.limit.Limits;
import io.toolruntime.profile.PoolSettings;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.runtime.DefaultRuntime;
import io.toolruntime.test.TestTools;

/** An application of its own that has containers, to be killed. */
final class ContainerHolder {

	private ContainerHolder() {
	}

	/**
	 * Starts executions of which some wait and some never look up, keeps a pool, and
	 * writes a line for each that runs.
	 * @param args kind of the backend, and how many
	 */
	public static void main(String[] args) throws InterruptedException {
		PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true);
		SecurityProfile dev = SecurityProfile.named("dev");
		SecurityProfile profile = new SecurityProfile("dev", dev.limits(), dev.isolation(), Set.of(), dev.tools(), 16,
				16, dev.startTimeout(), new PoolSettings(1, 16, dev.startTimeout()));
		DefaultRuntime runtime = new DefaultRuntime(Map.of("dev", backend(args[0], profile)), "dev", Set.of(),
				CatalogToolGateway.of(TestTools.source()));
		for (int i = 0; i < Integer.parseInt(args[1]); i++) {
			String code = (i % 2 == 0) ? "console.log('here'); await new Promise((r) => setTimeout(r, 60000));"
					: "console.log('here'); for (;;);";
			runtime.start(ExecuteRequest.javascript(code)
				.limits(Limits.parse(Map.<String, Object>of("timeout", "60s")))
				.build(), new ExecutionListener() {

					@Override
					public void onStdout(String text) {
						out.println(text.strip());
					}

				});
		}
		TimeUnit.MINUTES.sleep(2);
	}

	private static Backend backend(String kind, SecurityProfile profile) {
		return kind.equals("docker") ? new DockerBackendFactory().create(profile, TestEngine.PROPERTIES)
				: OciRuntimeBackendFactory.gvisor(new DockerBackendFactory())
					.create(profile, OciRuntimeProperties.DEFAULTS, TestEngine.PROPERTIES);
	}

}
