package io.toolruntime.tool;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.toolruntime.tool.ToolCatalog.EVERYTHING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class SourceToolCatalogTests {

	@Test
	void theSourcesAreNotAskedBeforeTheCatalogIsUsed() {
		ChangingSource source = new ChangingSource("a", Tools.echo("orders:find"));

		SourceToolCatalog catalog = new SourceToolCatalog(List.of(source));

		assertThat(source.asked).hasValue(0);
		catalog.tools();
		catalog.tools();
		assertThat(source.asked).hasValue(1);
	}

	@Test
	void toolsOfAllSourcesAreListedById() {
		assertThat(ids(catalog("b:two", "a:one", "b:one:2", "b:one"))).containsExactly("a:one", "b:one", "b:one:2",
				"b:two");
	}

	@Test
	void withoutSourcesThereAreNoTools() {
		SourceToolCatalog catalog = new SourceToolCatalog(List.of());

		assertThat(catalog.tools()).isEmpty();
		assertThat(catalog.namespaces(EVERYTHING)).isEmpty();
		assertThat(catalog.search("", 10, null, EVERYTHING)).isEqualTo(new ToolPage(List.of(), null));
	}

	@Nested
	class Changes {

		@Test
		void aChangeOfASourceIsSeen() {
			ChangingSource source = new ChangingSource("a", Tools.echo("orders:find"));
			SourceToolCatalog catalog = new SourceToolCatalog(List.of(source));
			assertThat(ids(catalog)).containsExactly("orders:find");

			source.change(Tools.echo("orders:list"));

			assertThat(ids(catalog)).containsExactly("orders:list");
			assertThat(catalog.find(ToolId.parse("orders:find"))).isEmpty();
		}

		/** R9: there, a tool whose schema or description changed failed the refresh. */
		@Test
		void aToolMayChangeItsDescriptionAndSchema() {
			ChangingSource source = new ChangingSource("a", Tools.described("orders:find", "Old"));
			SourceToolCatalog catalog = new SourceToolCatalog(List.of(source));
			catalog.tools();

			source.change(Tool.of(ToolDescriptor.of("orders:find", "New", Tools.ID), (arguments, context) -> null));

			assertThat(catalog.tools()).singleElement().satisfies((tool) -> {
				assertThat(tool.description()).isEqualTo("New");
				assertThat(tool.inputSchema()).isEqualTo(Tools.ID);
			});
		}

		@Test
		void theChangeOfOneSourceDoesNotLoseTheToolsOfAnother() {
			ChangingSource one = new ChangingSource("a", Tools.echo("a:x"));
			SourceToolCatalog catalog = new SourceToolCatalog(
					List.of(one, ToolSource.of("b", List.of(Tools.echo("b:x")))));
			catalog.tools();

			one.change();

			assertThat(ids(catalog)).containsExactly("b:x");
		}

		@Test
		void readersNeverSeeHalfAChange() throws Exception {
			ChangingSource one = new ChangingSource("one");
			SourceToolCatalog catalog = new SourceToolCatalog(List.of(one));
			List<Tool> odd = IntStream.range(0, 20).mapToObj((i) -> Tools.echo("odd:t" + i)).toList();
			List<Tool> even = IntStream.range(0, 20).mapToObj((i) -> Tools.echo("even:t" + i)).toList();
			one.change(odd.toArray(Tool[]::new));
			AtomicBoolean done = new AtomicBoolean();
			Set<List<String>> seen = Collections.synchronizedSet(new HashSet<>());
			List<Thread> readers = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				Thread reader = new Thread(() -> {
					while (!done.get()) {
						seen.add(catalog.search("", 100, null, EVERYTHING)
							.tools()
							.stream()
							.map(ToolSummary::id)
							.toList());
					}
				});
				readers.add(reader);
				reader.start();
			}

			for (int i = 0; i < 300; i++) {
				one.change(((i % 2 == 0) ? even : odd).toArray(Tool[]::new));
				catalog.tools();
			}
			done.set(true);
			for (Thread reader : readers) {
				reader.join();
			}

			assertThat(seen).allSatisfy((ids) -> {
				assertThat(ids).hasSize(20);
				assertThat(ids.stream().map((id) -> id.substring(0, 3)).distinct()).hasSize(1);
			});
		}

		@Test
		void aSourceThatTakesItsTimeDoesNotKeepOthersWaiting() throws Exception {
			CountDownLatch asked = new CountDownLatch(1);
			CountDownLatch answer = new CountDownLatch(1);
			ChangingSource fast = new ChangingSource("fast", Tools.echo("fast:one"));
			ToolSource slow = new ToolSource() {

				private boolean once;

				@Override
				public String name() {
					return "slow";
				}

				@Override
				public List<Tool> tools() {
					if (this.once) {
						asked.countDown();
						await(answer);
					}
					this.once = true;
					return List.of(Tools.echo("slow:one"));
				}

			};
			SourceToolCatalog catalog = new SourceToolCatalog(List.of(fast, slow));
			catalog.tools();
			fast.change(Tools.echo("fast:two"));
			Thread refreshing = new Thread(catalog::tools);
			refreshing.start();
			asked.await();

			assertThat(ids(catalog)).containsExactly("fast:one", "slow:one");
			answer.countDown();
			refreshing.join();

			assertThat(ids(catalog)).containsExactly("fast:two", "slow:one");
		}

		@Test
		void aSourceThatAsksTheCatalogIsAwayAndNoEndlessRecursion() {
			List<SourceToolCatalog> itself = new ArrayList<>();
			ToolSource recursive = new ToolSource() {

				@Override
				public String name() {
					return "recursive";
				}

				@Override
				public List<Tool> tools() {
					itself.get(0).tools();
					return List.of(Tools.echo("recursive:one"));
				}

			};
			itself.add(new SourceToolCatalog(List.of(recursive, ToolSource.of("a", List.of(Tools.echo("a:x"))))));

			assertThat(ids(itself.get(0))).containsExactly("a:x");
		}

		@Test
		void aChangeWhileTheSourcesAreAskedIsNotLost() {
			ChangingSource late = new ChangingSource("late", Tools.echo("late:one"));
			ToolSource first = new ToolSource() {

				private boolean once;

				@Override
				public String name() {
					return "first";
				}

				@Override
				public List<Tool> tools() {
					List<Tool> before = List.of(Tools.echo("first:one"));
					if (!this.once) {
						this.once = true;
						late.change(Tools.echo("late:two"));
					}
					return before;
				}

			};
			SourceToolCatalog catalog = new SourceToolCatalog(List.of(late, first));

			catalog.tools();

			assertThat(ids(catalog)).containsExactly("first:one", "late:two");
		}

	}

	@Nested
	class Duplicates {

		@Test
		void twoToolsWithOneIdAreRefusedWithBothTheirSources() {
			SourceToolCatalog catalog = new SourceToolCatalog(
					List.of(ToolSource.of("orderTools", List.of(Tools.echo("orders:find"))),
							ToolSource.of("legacyTools", List.of(Tools.echo("orders:find")))));

			assertThatExceptionOfType(DuplicateToolException.class).isThrownBy(catalog::tools).satisfies((ex) -> {
				assertThat(ex.getToolId()).isEqualTo(ToolId.parse("orders:find"));
				assertThat(ex.getFirstSource()).isEqualTo("orderTools");
				assertThat(ex.getSecondSource()).isEqualTo("legacyTools");
				assertThat(ex).hasMessageContaining("orders:find")
					.hasMessageContaining("orderTools")
					.hasMessageContaining("legacyTools")
					.hasMessageContaining("another name");
			});
		}

		@Test
		void twoOfOneSourceAreRefusedToo() {
			assertThatExceptionOfType(DuplicateToolException.class)
				.isThrownBy(() -> catalog("orders:find", "orders:find").tools());
		}

		@Test
		void versionsOfAToolAreNotDuplicates() {
			assertThat(ids(catalog("orders:find", "orders:find:1", "orders:find:2"))).hasSize(3);
		}

		@Test
		void aSourceThatChangesLaterCannotTakeOverTheToolOfAnother() {
			Tool original = Tools.echo("orders:find");
			ChangingSource intruder = new ChangingSource("mcp");
			SourceToolCatalog catalog = new SourceToolCatalog(
					List.of(intruder, ToolSource.of("beans", List.of(original))));
			catalog.tools();

			intruder.change(Tools.echo("orders:find"), Tools.echo("mcp:other"));

			assertThat(ids(catalog)).containsExactly("mcp:other", "orders:find");
			assertThat(catalog.find(ToolId.parse("orders:find"))).containsSame(original);
		}

	}

	@Nested
	class SourcesThatAreAway {

		private final AtomicLong now = new AtomicLong();

		private final FailingSource failing = new FailingSource();

		private final SourceToolCatalog catalog = new SourceToolCatalog(
				List.of(this.failing, ToolSource.of("beans", List.of(Tools.echo("orders:find")))), new WordToolSearch(),
				this.now::get);

		@Test
		void aSourceThatThrowsDoesNotTakeTheOthersDown() {
			assertThat(ids(this.catalog)).containsExactly("orders:find");
		}

		@Test
		void aSourceThatThrowsIsNotAskedAgainAtOnce() {
			this.catalog.tools();
			this.catalog.tools();

			assertThat(this.failing.asked).hasValue(1);
		}

		@Test
		void aSourceThatThrewIsAskedAgainAfterAWhile() {
			this.catalog.tools();
			this.failing.away = false;
			this.now.addAndGet(11_000_000_000L);

			assertThat(ids(this.catalog)).containsExactly("mcp:search", "orders:find");
		}

		@Test
		void askingInVainDoesNotMakeCursorsInvalid() {
			SourceToolCatalog many = new SourceToolCatalog(
					List.of(this.failing, ToolSource.of("beans", List.of(Tools.echo("a:x"), Tools.echo("b:x")))),
					new WordToolSearch(), this.now::get);
			String cursor = many.search("", 1, null, EVERYTHING).nextCursor();

			this.now.addAndGet(11_000_000_000L);

			assertThat(many.search("", 1, cursor, EVERYTHING).tools()).map(ToolSummary::id).containsExactly("b:x");
		}

		@Test
		void aSourceThatCannotDescribeAToolIsAway() {
			Tool broken = new Tool() {

				@Override
				public ToolDescriptor descriptor() {
					throw new IllegalArgumentException("No id");
				}

				@Override
				public Object call(Map<String, Object> arguments, ToolCallContext context) {
					return "";
				}

			};
			SourceToolCatalog catalog = new SourceToolCatalog(
					List.of(ToolSource.of("broken", List.of(broken)), ToolSource.of("a", List.of(Tools.echo("a:x")))));

			assertThat(ids(catalog)).containsExactly("a:x");
		}

	}

	@Nested
	class Finding {

		@Test
		void aToolIsFoundByItsWholeId() {
			SourceToolCatalog catalog = catalog("orders:find", "orders:find:2");

			assertThat(catalog.find(ToolId.parse("orders:find:2"))).map((tool) -> tool.descriptor().id().toString())
				.contains("orders:find:2");
			assertThat(catalog.find(ToolId.parse("orders:find"))).map((tool) -> tool.descriptor().id().toString())
				.contains("orders:find");
			assertThat(catalog.find(ToolId.parse("orders:find:3"))).isEmpty();
			assertThat(catalog.find(ToolId.parse("orders:Find"))).isEmpty();
		}

		@ParameterizedTest
		@CsvSource({ "1 2, 2", "1.9 1.10, 1.10", "2 10, 10", "2.0 2.0-beta, 2.0", "1 1.0.1, 1.0.1", "v1 v2, v2",
				"2024-11-01 2024-2-01, 2024-11-01", "007 8, 8" })
		void withoutAVersionTheLatestIsFound(String versions, String latest) {
			String[] ids = Arrays.stream(versions.split(" "))
				.map((version) -> "orders:find:" + version)
				.toArray(String[]::new);

			assertThat(catalog(ids).find(ToolId.parse("orders:find"))).map((tool) -> tool.descriptor().id().version())
				.contains(latest);
		}

		@Test
		void theLatestIsTheLatestThatMayBeSeen() {
			Predicate<ToolDescriptor> first = (tool) -> "1".equals(tool.id().version());

			ToolDocumentation documentation = catalog("orders:find:1", "orders:find:2")
				.describe(ToolId.parse("orders:find"), DetailLevel.SCHEMA, first);

			assertThat(documentation.tool()).extracting((tool) -> tool.id().version()).isEqualTo("1");
		}

		@Test
		void namespacesAreSortedAndOnlyThoseOfVisibleTools() {
			SourceToolCatalog catalog = catalog("b:x", "a:x", "b:y", "c:x");

			assertThat(catalog.namespaces(EVERYTHING)).containsExactly("a", "b", "c");
			assertThat(catalog.namespaces((tool) -> !tool.id().namespace().equals("b"))).containsExactly("a", "c");
		}

	}

	@Nested
	class Searching {

		private final SourceToolCatalog shop = new SourceToolCatalog(List.of(ToolSource.of("shop",
				List.of(Tools.described("orders:find_order", "Finds an order by its number"),
						Tools.described("orders:list_orders", "Lists orders, page by page"),
						Tools.described("orders:refund_order", "Gives the money of an order back"),
						Tools.described("inventory:stock_level", "How many of a product there are"),
						Tool.of(ToolDescriptor
							.of("inventory:reserve", "Keeps some for a customer",
									Map.of("properties", Map.of("warehouse", Map.of())))
							.withTags(Set.of("Write Access")), (arguments, context) -> null),
						Tools.described("customers:find_customer", "Finds somebody who ordered something"),
						Tools.described("reports:salesByDay", "Revenue of each day")))));

		@Test
		void anEmptyQueryListsAllById() {
			assertThat(search("")).isEqualTo(search("  ")).hasSize(7).isSorted();
		}

		@ParameterizedTest
		@CsvSource({ "find_order, orders:find_order", "FIND_ORDER, orders:find_order", "find order, orders:find_order",
				"orders:find_order, orders:find_order", "stock, inventory:stock_level",
				"refund an order, orders:refund_order", "salesByDay, reports:salesByDay",
				"sales by day, reports:salesByDay", "revenue, reports:salesByDay", "warehouse, inventory:reserve",
				"write-access, inventory:reserve", "money, orders:refund_order", "reserv, inventory:reserve",
				"customers, customers:find_customer" })
		void theBestMatchComesFirst(String query, String best) {
			assertThat(search(query)).first().isEqualTo(best);
		}

		@ParameterizedTest
		@ValueSource(strings = { "xyzzy", "?!", "%", ".*" })
		void wordsThatAreNowhereFindNothing(String query) {
			assertThat(this.shop.search(query, 10, null, EVERYTHING).tools()).isEmpty();
		}

		@Test
		void aNameCountsMoreThanADescription() {
			assertThat(search("order").subList(0, 3)).containsExactly("orders:find_order", "orders:refund_order",
					"orders:list_orders");
			assertThat(search("order")).contains("customers:find_customer");
		}

		@Test
		void equalMatchesAreOrderedById() {
			SourceToolCatalog catalog = catalog("c:same", "a:same", "b:same");

			assertThat(catalog.search("same", 10, null, EVERYTHING).tools()).map(ToolSummary::id)
				.containsExactly("a:same", "b:same", "c:same");
		}

		@Test
		void onlyWhatMayBeSeenIsFound() {
			ToolPage page = this.shop.search("order", 10, null, (tool) -> !tool.id().name().contains("refund"));

			assertThat(page.tools()).map(ToolSummary::name).doesNotContain("refund_order").contains("find_order");
		}

		@Test
		void aSummarySaysWhatTheToolIsWithoutItsSchema() {
			assertThat(this.shop.search("reserve", 1, null, EVERYTHING).tools()).containsExactly(new ToolSummary(
					"inventory:reserve", "reserve", "inventory", "Keeps some for a customer", Set.of("write-access")));
		}

		@Test
		void aQueryOfAMillionWordsIsAnswered() {
			assertThat(this.shop.search("order ".repeat(200_000), 10, null, EVERYTHING).tools()).isNotEmpty();
		}

		@Test
		void anotherWayOfSearchingCanBePluggedIn() {
			SourceToolCatalog catalog = new SourceToolCatalog(
					List.of(ToolSource.of("x", List.of(Tools.echo("a:x"), Tools.echo("b:x")))),
					(tools) -> (query) -> List.of(tools.get(1), tools.get(0)));

			assertThat(catalog.search("whatever", 10, null, EVERYTHING).tools()).map(ToolSummary::id)
				.containsExactly("b:x", "a:x");
			assertThat(catalog.search("", 10, null, EVERYTHING).tools()).map(ToolSummary::id)
				.containsExactly("a:x", "b:x");
		}

		private List<String> search(String query) {
			return this.shop.search(query, 100, null, EVERYTHING).tools().stream().map(ToolSummary::id).toList();
		}

	}

	@Nested
	class Paging {

		private final ChangingSource source = new ChangingSource("many",
				IntStream.range(0, 25).mapToObj((i) -> Tools.echo("n:tool%02d".formatted(i))).toArray(Tool[]::new));

		private final SourceToolCatalog catalog = new SourceToolCatalog(List.of(this.source));

		@ParameterizedTest
		@ValueSource(ints = { 1, 7, 24, 25, 26, 100 })
		void pagesTogetherAreTheWholeEachToolOnce(int limit) {
			assertThat(all("", limit, EVERYTHING)).hasSize(25).doesNotHaveDuplicates().isSorted();
		}

		/** R8: there, a filter made a page skip the matches that were left on it. */
		@Test
		void aFilterDoesNotMakePagesSkipTools() {
			Predicate<ToolDescriptor> every = (tool) -> tool.id().name().endsWith("1")
					|| tool.id().name().endsWith("5");

			assertThat(all("", 2, every)).containsExactly("n:tool01", "n:tool05", "n:tool11", "n:tool15", "n:tool21");
		}

		@Test
		void theLastPageHasNoCursor() {
			assertThat(this.catalog.search("", 25, null, EVERYTHING).nextCursor()).isNull();
			assertThat(this.catalog.search("", 24, null, EVERYTHING).nextCursor()).isNotNull();
		}

		@Test
		void aCursorFromBeforeAChangeIsRefused() {
			String cursor = this.catalog.search("", 5, null, EVERYTHING).nextCursor();

			this.source.change(Tools.echo("n:other"), Tools.echo("n:tool01"));

			assertRefused("", cursor, EVERYTHING);
		}

		@Test
		void aCursorIsGoodAfterAChangeThatChangedNothing() {
			String cursor = this.catalog.search("", 24, null, EVERYTHING).nextCursor();

			this.source.change(this.source.tools.toArray(Tool[]::new));

			assertThat(this.catalog.search("", 24, cursor, EVERYTHING).tools()).map(ToolSummary::id)
				.containsExactly("n:tool24");
		}

		@Test
		void aCursorOfAnotherQueryIsRefused() {
			String cursor = this.catalog.search("tool01 tool02", 1, null, EVERYTHING).nextCursor();

			assertRefused("tool02 tool03", cursor, EVERYTHING);
			assertRefused("", cursor, EVERYTHING);
		}

		@Test
		void aCursorOfSomebodyWhoSeesOtherToolsIsRefused() {
			String cursor = this.catalog.search("", 5, null, EVERYTHING).nextCursor();

			assertRefused("", cursor, (tool) -> !tool.id().name().equals("tool00"));
		}

		@ParameterizedTest
		@ValueSource(strings = { "", " ", "garbage", "0", "5", "-1.AAAAAAAAAAAAAAAA", "99999999999.AAAAAAAAAAAAAAAA",
				"5.AAAAAAAAAAAAAAAA", "eyJvZmZzZXQiOjV9" })
		void garbageIsRefused(String cursor) {
			assertRefused("", cursor, EVERYTHING);
		}

		@Test
		void aCursorMovedByHandIsRefusedBeyondTheEnd() {
			String cursor = this.catalog.search("", 5, null, EVERYTHING).nextCursor();

			assertRefused("", cursor.replaceFirst("^5", "25"), EVERYTHING);
			assertRefused("", cursor.replaceFirst("^5", "0"), EVERYTHING);
		}

		@ParameterizedTest
		@ValueSource(ints = { Integer.MIN_VALUE, -1, 0, 101, Integer.MAX_VALUE })
		void aLimitIsFrom1To100(int limit) {
			assertThatIllegalArgumentException().isThrownBy(() -> this.catalog.search("", limit, null, EVERYTHING))
				.withMessageContaining("limit is " + limit)
				.withMessageContaining("1 to 100");
		}

		private void assertRefused(String query, String cursor, Predicate<ToolDescriptor> visible) {
			assertThatIllegalArgumentException().isThrownBy(() -> this.catalog.search(query, 5, cursor, visible))
				.withMessageContaining("cursor")
				.withMessageContaining("Search again");
		}

		private List<String> all(String query, int limit, Predicate<ToolDescriptor> visible) {
			List<String> all = new ArrayList<>();
			String cursor = null;
			do {
				ToolPage page = this.catalog.search(query, limit, cursor, visible);
				page.tools().forEach((tool) -> all.add(tool.id()));
				cursor = page.nextCursor();
			}
			while (cursor != null);
			return all;
		}

	}

	@Nested
	class Documentation {

		private final List<ToolExample> examples = IntStream.range(0, 7)
			.mapToObj((i) -> new ToolExample("Example " + i, null, Map.of("id", i), null))
			.toList();

		private final SourceToolCatalog catalog = new SourceToolCatalog(List.of(ToolSource.of("a",
				List.of(Tool.of(
						new ToolDescriptor(ToolId.parse("orders:find"), "Find", "Finds an order.", Tools.ID, null,
								ToolAnnotations.NONE, Set.of(), "a", "Be careful", this.examples),
						(arguments, context) -> null)))));

		@Test
		void aSummaryIsOnlyTheSummary() {
			assertThat(describe(DetailLevel.SUMMARY))
				.isEqualTo(new ToolDocumentation("Finds an order.", null, null, null));
		}

		@Test
		void theSchemaComesWithTheTool() {
			ToolDocumentation documentation = describe(DetailLevel.SCHEMA);

			assertThat(documentation.summary()).isEqualTo("Finds an order.");
			assertThat(documentation.tool()).isNotNull();
			assertThat(documentation.tool().inputSchema()).isEqualTo(Tools.ID);
			assertThat(documentation.notes()).isNull();
			assertThat(documentation.examples()).isNull();
		}

		@Test
		void allOfItIsToldInFull() {
			ToolDocumentation documentation = describe(DetailLevel.FULL);

			assertThat(documentation.tool()).isNotNull();
			assertThat(documentation.notes()).isEqualTo("Be careful");
			assertThat(documentation.examples()).hasSize(5);
		}

		@Test
		void atMostSoManyExamplesAreGiven() {
			assertThat(this.catalog.examples(ToolId.parse("orders:find"), 2, EVERYTHING)).map(ToolExample::title)
				.containsExactly("Example 0", "Example 1");
			assertThat(this.catalog.examples(ToolId.parse("orders:find"), 5, EVERYTHING)).hasSize(5);
		}

		@ParameterizedTest
		@ValueSource(ints = { -1, 0, 6 })
		void examplesAreFrom1To5(int max) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> this.catalog.examples(ToolId.parse("orders:find"), max, EVERYTHING))
				.withMessageContaining("max is " + max);
		}

		@Test
		void aToolThatIsNotThereOrMayNotBeSeenIsNotFoundInTheSameWords() {
			ToolId there = ToolId.parse("orders:find");

			assertThatExceptionOfType(ToolException.class)
				.isThrownBy(() -> this.catalog.describe(ToolId.parse("orders:no"), DetailLevel.FULL, EVERYTHING))
				.withMessage("There is no tool 'orders:no'");
			assertThatExceptionOfType(ToolException.class)
				.isThrownBy(() -> this.catalog.describe(there, DetailLevel.FULL, (tool) -> false))
				.withMessage("There is no tool 'orders:find'")
				.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ToolErrorCode.TOOL_NOT_FOUND));
			assertThatExceptionOfType(ToolException.class)
				.isThrownBy(() -> this.catalog.examples(there, 1, (tool) -> false));
		}

		@Test
		void aLongDescriptionIsCutAtAWordAndMarked() {
			assertThat(summary("Finds orders by number. " + "Words follow. ".repeat(50))).hasSizeLessThanOrEqualTo(120)
				.startsWith("Finds orders")
				.matches(".*(Words|follow\\.)…");
		}

		@Test
		void aLongWordIsCutWithinAndMarked() {
			assertThat(summary("x".repeat(500))).hasSize(120).endsWith("x…");
		}

		@Test
		void aCharacterIsNotCutInHalves() {
			assertThat(summary("x" + "😀".repeat(200)).codePoints())
				.allMatch((c) -> c == 'x' || c == 0x1F600 || c == '…');
		}

		@Test
		void aSummaryIsOneLine() {
			assertThat(summary("Finds\n\n  an\torder ")).isEqualTo("Finds an order");
		}

		@Test
		void aToolWithoutDescriptionIsSummedUpByItsTitle() {
			SourceToolCatalog catalog = new SourceToolCatalog(
					List.of(ToolSource.of("a",
							List.of(Tool.of(
									new ToolDescriptor(ToolId.parse("a:b"), "Title", " ", Tools.ID, null,
											ToolAnnotations.NONE, Set.of(), "a", null, List.of()),
									(arguments, context) -> null)))));

			assertThat(catalog.search("", 1, null, EVERYTHING).tools()).singleElement()
				.extracting(ToolSummary::summary)
				.isEqualTo("Title");
		}

		private String summary(String description) {
			return new SourceToolCatalog(List.of(ToolSource.of("a", List.of(Tools.described("a:b", description)))))
				.describe(ToolId.parse("a:b"), DetailLevel.SUMMARY, EVERYTHING)
				.summary();
		}

		private ToolDocumentation describe(DetailLevel detail) {
			return this.catalog.describe(ToolId.parse("orders:find"), detail, EVERYTHING);
		}

	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static SourceToolCatalog catalog(String... ids) {
		return new SourceToolCatalog(
				List.of(ToolSource.of("code", Arrays.stream(ids).map((id) -> (Tool) Tools.echo(id)).toList())));
	}

	private static List<String> ids(ToolCatalog catalog) {
		return catalog.tools().stream().map((tool) -> tool.id().toString()).toList();
	}

	/** A source whose tools change. */
	private static final class ChangingSource implements ToolSource {

		private final String name;

		private final AtomicInteger asked = new AtomicInteger();

		private volatile List<Tool> tools;

		private Runnable listener = () -> {
		};

		ChangingSource(String name, Tool... tools) {
			this.name = name;
			this.tools = List.of(tools);
		}

		void change(Tool... tools) {
			this.tools = List.of(tools);
			this.listener.run();
		}

		@Override
		public String name() {
			return this.name;
		}

		@Override
		public List<Tool> tools() {
			this.asked.incrementAndGet();
			return this.tools;
		}

		@Override
		public void onChange(Runnable listener) {
			this.listener = listener;
		}

	}

	/** A source that is away until somebody brings it back. */
	private static final class FailingSource implements ToolSource {

		private final AtomicInteger asked = new AtomicInteger();

		private boolean away = true;

		@Override
		public String name() {
			return "mcp";
		}

		@Override
		public List<Tool> tools() {
			this.asked.incrementAndGet();
			if (this.away) {
				throw new IllegalStateException("Connection refused");
			}
			return List.of(Tools.echo("mcp:search"));
		}

	}

}
