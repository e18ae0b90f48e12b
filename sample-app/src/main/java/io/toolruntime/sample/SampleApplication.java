package io.toolruntime.sample;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** A shop with tools, a playground page, an HTTP API and an MCP server. */
@SpringBootApplication
public class SampleApplication {

	/**
	 * Starts the shop.
	 * @param args any {@code --toolruntime.*} or other property
	 */
	public static void main(String[] args) {
		SpringApplication.run(SampleApplication.class, args);
	}

}
