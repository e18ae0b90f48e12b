package io.toolruntime.sample;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.boot.jdbc.test.autoconfigure.JdbcTest;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * Tests the shop and its tools with the real database, which each test leaves as it was.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@JdbcTest
@Import(ShopTest.Shop.class)
public @interface ShopTest {

	@Configuration(proxyBeanMethods = false)
	@ComponentScan({ "io.toolruntime.sample.shop", "io.toolruntime.sample.tools" })
	class Shop {

	}

}
