package io.toolruntime.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.core.io.ClassPathResource;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

@AnalyzeClasses(packages = "io.toolruntime.autoconfigure", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	@ArchTest
	static final ArchRule AUTO_CONFIGURATIONS_ARE_PUBLIC_AND_FINAL = classes().that()
		.areAnnotatedWith(AutoConfiguration.class)
		.should()
		.bePublic()
		.andShould()
		.haveModifier(JavaModifier.FINAL)
		.andShould()
		.haveSimpleNameEndingWith("AutoConfiguration");

	@ArchTest
	static final ArchRule BEAN_METHODS_ARE_PACKAGE_PRIVATE = methods().that()
		.areAnnotatedWith(Bean.class)
		.should()
		.bePackagePrivate();

	@ArchTest
	static final ArchRule CONDITIONS_ON_CLASSES_ARE_ON_CLASSES_ONLY = noMethods().should()
		.beAnnotatedWith(ConditionalOnClass.class);

	@ArchTest
	static final ArchRule CONDITIONS_ARE_NOT_PUBLIC = classes().that()
		.areAssignableTo(Condition.class)
		.should()
		.notBePublic();

	@ArchTest
	static final ArchRule PACKAGES_HAVE_NO_CYCLES = SlicesRuleDefinition.slices()
		.matching("io.toolruntime.autoconfigure.(*)..")
		.should()
		.beFreeOfCycles();

	@ArchTest
	static final ArchRule EVERY_AUTO_CONFIGURATION_IS_REGISTERED = classes().that()
		.areAnnotatedWith(AutoConfiguration.class)
		.should(beListed());

	@ArchTest
	static final ArchRule EVERY_AUTO_CONFIGURATION_HAS_A_TEST_CLASS = classes().that()
		.areAnnotatedWith(AutoConfiguration.class)
		.should(haveATestClass());

	private static ArchCondition<JavaClass> beListed() {
		List<String> listed = lines("META-INF/spring/" + AutoConfiguration.class.getName() + ".imports");
		return condition("be listed in AutoConfiguration.imports", (type) -> listed.contains(type.getName()));
	}

	private static ArchCondition<JavaClass> haveATestClass() {
		return condition("have a test class",
				(type) -> new ClassPathResource(type.getName().replace('.', '/') + "Tests.class").exists());
	}

	private static ArchCondition<JavaClass> condition(String description, Predicate<JavaClass> predicate) {
		return new ArchCondition<>(description) {

			@Override
			public void check(JavaClass type, ConditionEvents events) {
				events.add(new SimpleConditionEvent(type, predicate.test(type),
						type.getName() + " should " + description));
			}

		};
	}

	private static List<String> lines(String resource) {
		try {
			return new ClassPathResource(resource).getContentAsString(StandardCharsets.UTF_8).lines().toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
