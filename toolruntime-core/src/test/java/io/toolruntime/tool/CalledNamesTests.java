package io.toolruntime.tool;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The names that code in a sandbox has for the tools of a catalog. */
class CalledNamesTests {

	@Test
	void toolsThatCodeCannotTellApartAreRefusedWithBothOfThemAndARemedy() {
		SourceToolCatalog catalog = new SourceToolCatalog(
				List.of(source("shop", "orders:find-order"), source("archive", "orders:find.order")));

		assertThatExceptionOfType(ToolNameClashException.class).isThrownBy(catalog::tools).satisfies((ex) -> {
			assertThat(ex.getCalledName()).isEqualTo("tools.orders.find_order");
			assertThat(ex.getFirstTool()).isEqualTo(ToolId.parse("orders:find-order"));
			assertThat(ex.getFirstSource()).isEqualTo("shop");
			assertThat(ex.getSecondTool()).isEqualTo(ToolId.parse("orders:find.order"));
			assertThat(ex.getSecondSource()).isEqualTo("archive");
			assertThat(ex).hasMessageContaining("'orders:find-order' from 'shop'")
				.hasMessageContaining("'orders:find.order' from 'archive'")
				.hasMessageContaining("both tools.orders.find_order")
				.hasMessageContaining("Rename one of them");
		});
	}

	@Test
	void namespacesThatCodeCannotTellApartAreRefusedToo() {
		assertThatExceptionOfType(ToolNameClashException.class)
			.isThrownBy(() -> catalog("my-shop:find_order", "my.shop:stock_level").tools())
			.withMessageContaining("both namespaces tools.my_shop")
			.satisfies((ex) -> assertThat(ex.getCalledName()).isEqualTo("tools.my_shop"));
	}

	@Test
	void aCatalogThatWasRefusedIsRefusedAgain() {
		SourceToolCatalog catalog = catalog("a:b-c", "a:b_c");

		for (int i = 0; i < 2; i++) {
			assertThatExceptionOfType(ToolNameClashException.class).isThrownBy(catalog::tools);
		}
	}

	@Test
	void versionsOfAToolHaveOneName() {
		SourceToolCatalog catalog = catalog("a:b-c", "a:b-c:1", "a:b-c:2");

		assertThat(catalog.called("a", "b_c")).map(ToolDescriptor::id)
			.containsExactly(ToolId.parse("a:b-c"), ToolId.parse("a:b-c:1"), ToolId.parse("a:b-c:2"));
	}

	@Test
	void theSameNameInAnotherNamespaceIsAnotherName() {
		assertThat(ids(catalog("a:find-x", "b:find_x"))).containsExactly("a:find-x", "b:find_x");
	}

	@Test
	void aToolIsFoundAsCodeOrItsIdWritesIt() {
		SourceToolCatalog catalog = catalog("my-shop:find.order", "my-shop:other");

		assertThat(catalog.called("my_shop", "find_order")).isEqualTo(catalog.called("my-shop", "find.order"))
			.singleElement()
			.satisfies((tool) -> assertThat(tool.id()).isEqualTo(ToolId.parse("my-shop:find.order")));
		assertThat(catalog.called("my_shop", "find")).isEmpty();
	}

	@Nested
	class WhileTheApplicationRuns {

		private final ChangingSource first = new ChangingSource("first", "z:find_order", "z-y:other");

		private final ChangingSource second = new ChangingSource("second");

		private final SourceToolCatalog catalog = new SourceToolCatalog(List.of(this.second, this.first));

		WhileTheApplicationRuns() {
			this.catalog.tools();
		}

		@Test
		void aNewcomerThatClashesIsLeftOutAndTheOthersOfItsSourceStay() {
			this.second.change("z:find-order", "z:stock_level");

			assertThat(ids(this.catalog)).containsExactly("z-y:other", "z:find_order", "z:stock_level");
			assertThat(this.catalog.called("z", "find_order")).map(ToolDescriptor::id)
				.containsExactly(ToolId.parse("z:find_order"));
		}

		@Test
		void aNewcomerWhoseNamespaceClashesIsLeftOut() {
			this.second.change("z.y:another", "other:tool");

			assertThat(ids(this.catalog)).containsExactly("other:tool", "z-y:other", "z:find_order");
		}

		@Test
		void theToolThatWasThereFirstKeepsItsNameAcrossFurtherChanges() {
			this.second.change("z:find-order");
			this.catalog.tools();
			this.first.change("z:find_order", "z:more");

			assertThat(ids(this.catalog)).containsExactly("z:find_order", "z:more");
		}

		@Test
		void aNameThatBecomesFreeIsTakenByWhoIsLeft() {
			this.second.change("z:find-order");
			this.catalog.tools();
			this.first.change();

			assertThat(ids(this.catalog)).containsExactly("z:find-order");
		}

	}

	private static SourceToolCatalog catalog(String... ids) {
		return new SourceToolCatalog(List.of(source("code", ids)));
	}

	private static ToolSource source(String name, String... ids) {
		return ToolSource.of(name, Stream.of(ids).map(Tools::echo).toList());
	}

	private static List<String> ids(ToolCatalog catalog) {
		return catalog.tools().stream().map((tool) -> tool.id().toString()).toList();
	}

	/** A source that says when it has other tools. */
	private static final class ChangingSource implements ToolSource {

		private final String name;

		private final List<Tool> tools = new ArrayList<>();

		private Runnable listener = () -> {
		};

		ChangingSource(String name, String... ids) {
			this.name = name;
			change(ids);
		}

		void change(String... ids) {
			this.tools.clear();
			Stream.of(ids).map(Tools::echo).forEach(this.tools::add);
			this.listener.run();
		}

		@Override
		public String name() {
			return this.name;
		}

		@Override
		public List<Tool> tools() {
			return List.copyOf(this.tools);
		}

		@Override
		public void onChange(Runnable listener) {
			this.listener = listener;
		}

	}

}
