package io.toolruntime.javascript;

import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.toolruntime.javascript.JavaScriptToolsProperties.PermissionKeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PermissionsTests {

	@Test
	void whatIsNotNamedIsDenied() {
		assertThat(new PermissionKeys(null, List.of(), null, null, null, null, null).permissions(""))
			.isEqualTo(Permissions.NONE);
		assertThat(Permissions.NONE.byKind().values()).allSatisfy((each) -> assertThat(each.isNone()).isTrue());
		assertThat(Permissions.NONE.unlimited()).isEmpty();
	}

	@Test
	void aStarIsEverythingOfItsKind() {
		Permissions permissions = new PermissionKeys(List.of("*"), null, List.of("a.example", "*"), null, null, null,
				null)
			.permissions("");
		assertThat(permissions.read().all()).isTrue();
		assertThat(permissions.net().all()).isTrue();
		assertThat(permissions.write().isNone()).isTrue();
		assertThat(permissions.unlimited()).containsExactly("read", "net");
	}

	@Test
	void flagsOfDenoAreUnderstood() {
		Permissions permissions = Permissions.ofFlags("permissions.flags",
				List.of("--allow-read=/data,/srv", "--allow-net", "-E=HOME_PAGE", "--allow-run=git"));
		assertThat(permissions.read().names()).containsExactly("/data", "/srv");
		assertThat(permissions.net().all()).isTrue();
		assertThat(permissions.env().names()).containsExactly("HOME_PAGE");
		assertThat(permissions.run().names()).containsExactly("git");
		assertThat(permissions.write().isNone()).isTrue();
	}

	@Test
	void flagsAndKeysAddUp() {
		Permissions permissions = new PermissionKeys(List.of("/data"), null, null, null, null,
				List.of("--allow-read=/data,/srv"), null)
			.permissions("javascript.permissions.");
		assertThat(permissions.read().names()).containsExactly("/data", "/srv");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "--allow-all", "-A", "--allow-ffi", "--deny-read=/", "--allow-readx", "read", "--unstable" })
	void aFlagThatIsNotUnderstoodIsRefusedWithTheKeysToUse(String flag) {
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> Permissions.ofFlags("permissions.flags", List.of("--allow-net", flag)))
			.withMessageContaining("'" + flag + "'")
			.withMessageContaining("read, write, net, env and run");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "a\nb", "--allow-read" })
	void aNameThatIsNoneIsRefusedWithItsKey(String name) {
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> new PermissionKeys(Arrays.asList("/data", name), null, null, null, null, null, null)
				.permissions("javascript.permissions."))
			.withMessageContaining("javascript.permissions.read");
	}

	@Test
	void whatIsNotEnforcedIsRefusedUnlessItIsAllowed() {
		assertThat(new PermissionKeys(null, null, null, null, null, null, null).allowsUnenforced("")).isFalse();
		assertThat(new PermissionKeys(null, null, null, null, null, null, "allow").allowsUnenforced("")).isTrue();
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> new PermissionKeys(null, null, null, null, null, null, "maybe")
				.allowsUnenforced("javascript.permissions."))
			.withMessageContaining("javascript.permissions.unenforced")
			.withMessageContaining("refuse")
			.withMessageContaining("allow");
	}

}
