package io.toolruntime.springai.results;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** Methods and what they return, in a package that says nothing of null. */
public interface Results {

	Order order();

	@NullMarked
	Certain certain();

	Sparse sparse();

	Node node();

	JavaTypes javaTypes();

	Annotated annotated();

	Bean bean();

	Page<Integer> page();

	String text();

	int number();

	List<Order> list();

	Map<String, Order> map();

	void nothing();

	Object object();

	Optional<Order> optional();

	Cat polymorphic();

	Code value();

	Animal abstractBean();

	enum Status {

		OPEN, SHIPPED

	}

	record Order(int id, Status status, List<Line> lines) {
	}

	record Line(String product, BigDecimal price) {
	}

	@NullMarked
	record Certain(String name, @Nullable String nickname) {
	}

	record Sparse(String always, @JsonInclude(JsonInclude.Include.NON_NULL) String sometimes,
			@JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> filled) {
	}

	record Node(String name, List<Node> children) {
	}

	record Page<T>(List<T> items, int pages) {
	}

	record Code(@JsonValue String code) {
	}

	record Point(int x, int y) {
	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
	interface Animal {

		String name();

	}

	record Cat(String name) implements Animal {
	}

	record Annotated(@JsonProperty("the_code") Code code, @JsonUnwrapped Point point, Animal animal,
			List<? extends Animal> animals, @JsonFormat(shape = JsonFormat.Shape.NUMBER) Status status,
			@JsonFormat(shape = JsonFormat.Shape.ARRAY) LocalDate date) {
	}

	class Bean {

		public String getName() {
			return "bean";
		}

		public boolean isGood() {
			return true;
		}

	}

	class SpecialBean extends Bean {

		public int getMore() {
			return 1;
		}

	}

	record JavaTypes(String string, char character, Integer integer, long aLong, double aDouble, Float aFloat,
			BigInteger bigInteger, BigDecimal bigDecimal, Number number, boolean bool, byte[] bytes, char[] chars,
			int[] ints, String[] strings, List<List<Integer>> lists, Set<Long> set, Map<String, List<LocalDate>> map,
			Map<Integer, Object> objects, Optional<String> optional, OptionalInt optionalInt, AtomicLong atomic,
			UUID uuid, URI uri, Locale locale, LocalDate date, LocalTime time, LocalDateTime dateTime, Instant instant,
			OffsetDateTime offset, ZonedDateTime zoned, Duration duration, Period period, Year year,
			YearMonth yearMonth, ZoneId zone, Date utilDate, TimeUnit unit, Object any, CharSequence sequence,
			Class<?> type) {

		public static JavaTypes filled() {
			Instant now = Instant.EPOCH;
			return new JavaTypes("a", 'c', 1, 2L, 1.5, 2.5f, BigInteger.TEN, BigDecimal.ONE, 4, true,
					new byte[] { 1, 2 }, new char[] { 'x' }, new int[] { 1 }, new String[] { "a", null },
					List.of(List.of(1)), Set.of(1L), Map.of("a", List.of(LocalDate.EPOCH)), Map.of(1, "x"),
					Optional.of("a"), OptionalInt.of(1), new AtomicLong(1), new UUID(1, 2), URI.create("a:b"),
					Locale.ROOT, LocalDate.EPOCH, LocalTime.NOON, LocalDateTime.MIN, now,
					now.atOffset(java.time.ZoneOffset.UTC), now.atZone(ZoneId.of("UTC")), Duration.ofSeconds(1),
					Period.ofDays(1), Year.of(2026), YearMonth.of(2026, 1), ZoneId.of("UTC"), new Date(0),
					TimeUnit.DAYS, List.of(1, "a"), new StringBuilder("a"), String.class);
		}

		public static JavaTypes empty() {
			return new JavaTypes(null, ' ', null, 0, 0, null, null, null, null, false, null, null, null, null, null,
					null, null, null, Optional.empty(), OptionalInt.empty(), null, null, null, null, null, null, null,
					null, null, null, null, null, null, null, null, null, null, null, null, null);
		}

	}

}
