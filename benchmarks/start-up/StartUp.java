package startup;

import java.lang.management.ManagementFactory;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A web application with Actuator that starts, says how long that took, and ends. */
@SpringBootApplication
public class StartUp {

	public static void main(String[] args) {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(StartUp.class)
			.properties("server.address=127.0.0.1", "server.port=0", "server.shutdown=immediate",
					"management.endpoints.web.exposure.include=*")
			.run(args)) {
			long uptime = ManagementFactory.getRuntimeMXBean().getUptime();
			long processor = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1_000_000;
			System.out.println("READY " + uptime + " " + processor + " "
					+ ManagementFactory.getClassLoadingMXBean().getTotalLoadedClassCount() + " "
					+ context.containsBean("toolRuntime"));
		}
	}

}
