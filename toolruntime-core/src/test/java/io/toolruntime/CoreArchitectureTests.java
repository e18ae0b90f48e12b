package io.toolruntime;

import java.util.List;
import java.util.Set;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

@AnalyzeClasses(packages = "io.toolruntime", importOptions = ImportOption.DoNotIncludeTests.class)
class CoreArchitectureTests {

	private static final String ROOT = "io.toolruntime";

	/** From the top down; the root package has no name of its own. */
	private static final List<String> PACKAGES = List.of("runtime", "backend", "sandbox", "guest", "gateway", "",
			"profile", "tool", "caller", "linux", "limit");

	@ArchTest
	static final ArchRule eachPackageUsesOnlyThoseBelowIt = downwards();

	@ArchTest
	static final ArchRule everyClassIsInAPackageOfTheDesign = classes().should()
		.resideInAnyPackage(PACKAGES.stream().map(CoreArchitectureTests::qualified).toArray(String[]::new));

	@ArchTest
	static final ArchRule packagesAreFreeOfCycles = slices().matching("io.toolruntime.(**)").should().beFreeOfCycles();

	@ArchTest
	static final ArchRule onlyWhatCoreMayUseIsUsed = classes().should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage("java..", "io.toolruntime..", "org.jspecify.annotations..", "org.slf4j..",
				"io.micrometer..", "tools.jackson..", "com.fasterxml.jackson.annotation..", "com.networknt..");

	@ArchTest
	static final ArchRule noSpringNoEngineAndNoMcpInCore = noClasses().should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework..", "io.modelcontextprotocol..", "com.github.dockerjava..",
				"io.fabric8..", "io.temporal..", "io.grpc..", "run.endive..", "org.testcontainers..");

	@ArchTest
	static final ArchRule schemaValidationIsTheBusinessOfTools = noClasses().that()
		.resideOutsideOfPackage("io.toolruntime.tool")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("com.networknt..");

	@ArchTest
	static final ArchRule typesAreNamedForWhatTheyAre = noClasses().should()
		.haveSimpleNameEndingWith("Utils")
		.orShould()
		.haveSimpleNameEndingWith("Util")
		.orShould()
		.haveSimpleNameEndingWith("Helper")
		.orShould()
		.haveSimpleNameEndingWith("Impl");

	@ArchTest
	static final ArchRule thereIsNoStaticState = fields().that()
		.areStatic()
		.and()
		.areDeclaredInClassesThat(areOurs())
		.should()
		.beFinal()
		.andShould()
		.notHaveRawType(describedAs("a collector of state",
				Set.of("java.util.concurrent.atomic.AtomicInteger", "java.util.concurrent.atomic.AtomicLong",
						"java.util.concurrent.atomic.AtomicReference", "java.util.concurrent.ConcurrentHashMap",
						"java.lang.ThreadLocal", "java.util.HashMap", "java.util.ArrayList")));

	@ArchTest
	static final ArchRule exceptionsAreNotSwallowedByPrinting = noClasses().should()
		.callMethod(Throwable.class, "printStackTrace");

	private static ArchRule downwards() {
		CompositeArchRule all = null;
		for (int i = 0; i < PACKAGES.size(); i++) {
			String[] above = PACKAGES.subList(0, i)
				.stream()
				.map(CoreArchitectureTests::qualified)
				.toArray(String[]::new);
			if (above.length == 0) {
				continue;
			}
			ArchRule rule = noClasses().that()
				.resideInAPackage(qualified(PACKAGES.get(i)))
				.should()
				.dependOnClassesThat()
				.resideInAnyPackage(above)
				// The sandbox and guest packages come with the backends that need them
				.allowEmptyShould(true);
			all = (all != null) ? all.and(rule) : CompositeArchRule.of(rule);
		}
		return java.util.Objects.requireNonNull(all);
	}

	private static String qualified(String name) {
		return name.isEmpty() ? ROOT : ROOT + "." + name;
	}

	private static DescribedPredicate<JavaClass> areOurs() {
		// The compiler keeps the tables of a switch in a class that it makes
		return DescribedPredicate.describe("that people wrote",
				(type) -> !type.getModifiers().contains(JavaModifier.SYNTHETIC));
	}

	private static DescribedPredicate<JavaClass> describedAs(String description, Set<String> names) {
		return DescribedPredicate.describe(description, (type) -> names.contains(type.getName()));
	}

}
