package io.toolruntime.builtin;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.toolruntime.builtin.Markdown.Block;
import io.toolruntime.builtin.Markdown.Code;
import io.toolruntime.builtin.Markdown.Heading;
import io.toolruntime.builtin.Markdown.Item;
import io.toolruntime.builtin.Markdown.Paragraph;
import io.toolruntime.builtin.Markdown.Quote;
import io.toolruntime.builtin.Markdown.Rule;
import io.toolruntime.builtin.Markdown.Span;
import io.toolruntime.builtin.Markdown.Table;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(30)
class MarkdownTests {

	@Test
	void blocksAreRead() {
		List<Block> blocks = Markdown.parse("""
				# One
				a
				b

				- x
				  1. y
				> q
				---
				```java
				code | not | a table
				```
				| a | b |
				|---|---|
				| 1 | 2 |
				end""");
		assertThat(blocks.stream().<Class<?>>map(Block::getClass)).containsExactly(Heading.class, Paragraph.class,
				Item.class, Item.class, Quote.class, Rule.class, Code.class, Table.class, Paragraph.class);
		assertThat(Markdown.text(((Paragraph) blocks.get(1)).spans())).isEqualTo("a b");
		assertThat((Item) blocks.get(3)).satisfies((item) -> {
			assertThat(item.depth()).isOne();
			assertThat(item.mark()).isEqualTo("1.");
		});
		assertThat(((Code) blocks.get(6)).text()).isEqualTo("code | not | a table");
		assertThat(((Table) blocks.get(7)).rows()).hasSize(2);
	}

	@Test
	void linesAreRead() {
		assertThat(Markdown.spans("a **b** *c* `d*` [e](https://x.test) \\*f\\*")).containsExactly(
				new Span("a ", false, false, false, ""), new Span("b", true, false, false, ""),
				new Span(" ", false, false, false, ""), new Span("c", false, true, false, ""),
				new Span(" ", false, false, false, ""), new Span("d*", false, false, true, ""),
				new Span(" ", false, false, false, ""), new Span("e", false, false, false, "https://x.test"),
				new Span(" *f*", false, false, false, ""));
	}

	@Test
	void whatIsNotClosedIsText() {
		assertThat(Markdown.text(Markdown.spans("2 * 3 ** 4 ` [x] [y](javascript:z) _")))
			.isEqualTo("2 * 3 ** 4 ` [x] [y](javascript:z) _");
	}

	@Test
	@Timeout(20)
	void hostileTextTakesNoTime() {
		for (String piece : List.of("[", "*", "**", "`", "|", "> ", "# ", "- ", "\\", "[a](", "***", " ", "|-")) {
			String text = piece.repeat(200_000 / piece.length());
			Markdown.parse(text);
			Markdown.parse((piece + "\n").repeat(50_000));
			Markdown.parse("|\n" + text);
		}
	}

}
