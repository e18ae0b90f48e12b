package io.toolruntime.sample;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

/**
 * Tests the whole sample as it is delivered, on a loopback port and over a database of
 * its own. Only the timeout is longer: what must end well must also do so on a machine
 * that is busy.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "toolruntime.limits.timeout=150s", "spring.datasource.url=jdbc:h2:mem:${random.uuid}" })
public @interface SampleTest {

}
