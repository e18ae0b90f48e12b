package io.toolruntime.autoconfigure.plain;

import java.util.concurrent.Callable;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.ToolRuntime;

/** An application with the starter and no tool. */
@SpringBootApplication
public class PlainApplication implements Callable<Object> {

	@Override
	public Object call() {
		try (ConfigurableApplicationContext context = SpringApplication.run(PlainApplication.class)) {
			return context.getBean(ToolRuntime.class)
				.execute(ExecuteRequest.javascript("return 6 * 7").build())
				.orThrow()
				.value();
		}
	}

}
