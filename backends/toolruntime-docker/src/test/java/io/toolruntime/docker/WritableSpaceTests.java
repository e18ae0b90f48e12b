package io.toolruntime.docker;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.toolruntime.InvalidRequestException;
import io.toolruntime.limit.Limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** How the limit on disk is divided. */
class WritableSpaceTests {

	private static Limits disk(long disk) {
		return new Limits(null, null, null, null, disk, null, null, null);
	}

	private static long sum(Map<String, Long> shares) {
		return shares.values().stream().mapToLong(Long::longValue).sum();
	}

	@ParameterizedTest
	@ValueSource(longs = { 12 << 10, (12 << 10) + 1, 16 << 10, 20_000, 65_535, 64 << 10, 100_000, 1 << 20, 104_857_601,
			100L << 20, 1L << 40, Long.MAX_VALUE })
	void togetherTheSharesHaveNoMoreThanTheLimit(long disk) {
		WritableSpace space = WritableSpace.of(disk(disk));
		assertThat(space.bytes()).containsOnlyKeys("/workspace", "/tmp", "/dev/shm");
		assertThat(sum(space.bytes())).isLessThanOrEqualTo(disk);
		assertThat(space.bytes().values()).allSatisfy((size) -> {
			assertThat(size).isPositive();
			// Else the kernel rounds up
			assertThat(size % 4096).isZero();
		});
	}

	@Test
	void mostOfItIsWhereTheGuestWorks() {
		WritableSpace space = WritableSpace.of(disk(100L << 20));
		assertThat(space.bytes())
			.isEqualTo(Map.of("/workspace", 75L << 20, "/tmp", 19_660_800L, "/dev/shm", 6_553_600L));
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 4096, (12 << 10) - 1 })
	void lessThanAPageForEachIsTooLittle(long disk) {
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> WritableSpace.of(disk(disk)))
			.withMessageContaining("disk")
			.withMessageContaining(Long.toString(disk))
			.withMessageContaining("12KB");
	}

	@Test
	void filesAreCountedToo() {
		WritableSpace space = WritableSpace.of(disk(100L << 20));
		assertThat(sum(space.files())).isLessThanOrEqualTo((100L << 20) / 4096);
		assertThat(space.mounts().get("/tmp")).contains("nr_inodes=" + space.files().get("/tmp"));
	}

	@Test
	void evenALittleSpaceHoldsAFewFiles() {
		assertThat(WritableSpace.of(disk(12L << 10)).files().values()).allMatch((files) -> files >= 16);
	}

	@Test
	void nothingInThemIsAProgramADeviceOrAnotherUsers() {
		assertThat(WritableSpace.of(disk(1L << 20)).mounts().values())
			.allSatisfy((options) -> assertThat(options.split(",")).contains("noexec", "nosuid", "nodev", "uid=65534",
					"gid=65534", "mode=0700"));
	}

	@Test
	void withoutALimitTheLimitOnMemoryHolds() {
		WritableSpace space = WritableSpace.of(disk(0L));
		assertThat(space).isEqualTo(WritableSpace.of(Limits.NONE));
		assertThat(space.mounts().values()).noneMatch((options) -> options.contains("size="));
	}

}
