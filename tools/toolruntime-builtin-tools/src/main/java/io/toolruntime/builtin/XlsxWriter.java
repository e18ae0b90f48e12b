package io.toolruntime.builtin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.apache.poi.ss.usermodel.Cell;
import org.apache.poi.ss.usermodel.CellStyle;
import org.apache.poi.ss.usermodel.Font;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.Sheet;
import org.apache.poi.ss.util.WorkbookUtil;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.jspecify.annotations.Nullable;

/** Makes workbooks (OOXML) of rows of values. A text is never a formula. */
final class XlsxWriter implements DocumentWriter {

	private static final int MOST_SHEETS = 50;

	private static final int MOST_CELLS = 200_000;

	private static final int MOST_COLUMNS = 1000;

	private static final int LONGEST_CELL = 32_767;

	/* What a double holds exactly. */
	private static final double LARGEST_NUMBER = 9_007_199_254_740_992d;

	@Override
	public String description() {
		return "Writes a workbook (XLSX) of rows of text, numbers and booleans, at most " + MOST_CELLS
				+ " cells. A text is never a formula.";
	}

	@Override
	public String extension() {
		return "xlsx";
	}

	@Override
	public String mediaType() {
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
	}

	@Override
	public Schema input(Schema input) {
		Map<String, Object> value = Map.<String, Object>of("type", List.of("string", "number", "boolean", "null"));
		Map<String, Object> sheet = Schema.object()
			.required("name", Schema.text("Name of the sheet, 1 to 31 characters", 31))
			.required("rows", Schema.list("Rows", Schema.list("Values", value, MOST_COLUMNS)))
			.optional("header", Schema.flag("The first row is headings (default true)"))
			.build();
		return input.required("sheets", Schema.list("The sheets", sheet, MOST_SHEETS));
	}

	@Override
	public Arguments example() {
		return new Arguments(Map.<String, Object>of("sheets", List.of(Map.<String, Object>of("name", "Sales", "rows",
				List.of(List.<Object>of("month", "total"), List.<Object>of("May", 12.5))))));
	}

	@Override
	public byte[] write(Arguments arguments, CallTime time) throws Failure, IOException {
		try (XSSFWorkbook workbook = new XSSFWorkbook()) {
			CellStyle heading = workbook.createCellStyle();
			Font strong = workbook.createFont();
			strong.setBold(true);
			heading.setFont(strong);
			Set<String> names = new HashSet<>();
			requireFewCells(arguments);
			for (Map<String, Object> content : arguments.maps("sheets")) {
				Arguments given = new Arguments(content);
				Sheet sheet = workbook.createSheet(name(given.text("name"), names));
				fill(sheet, given, heading, time);
			}
			if (names.isEmpty()) {
				throw Failure.invalid("there are no sheets", "Give one at least");
			}
			ByteArrayOutputStream out = new ByteArrayOutputStream();
			workbook.write(out);
			return out.toByteArray();
		}
	}

	/* An empty row takes room too. */
	private static void requireFewCells(Arguments arguments) throws Failure {
		long cells = 0;
		for (Map<String, Object> sheet : arguments.maps("sheets")) {
			for (Object row : (sheet.get("rows") instanceof List<?> rows) ? rows : List.of()) {
				cells += (row instanceof List<?> values) ? values.size() + 1 : 1;
			}
		}
		if (cells > MOST_CELLS) {
			throw Failure.invalid("there are more than " + MOST_CELLS + " cells", "Write less, or several workbooks");
		}
	}

	private static String name(String name, Set<String> names) throws Failure {
		try {
			WorkbookUtil.validateSheetName(name);
		}
		catch (IllegalArgumentException ex) {
			throw Failure.invalid(new Shown(name) + " is no name of a sheet",
					"Write 1 to 31 characters without \\ / ? * [ ] : and no ' at either end");
		}
		if (!XmlText.clean(name).equals(name) || !names.add(name.toLowerCase(Locale.ROOT))) {
			throw Failure.invalid("there is a sheet " + new Shown(name) + " already, or its name cannot be written",
					"Write another name");
		}
		return name;
	}

	private static void fill(Sheet sheet, Arguments given, CellStyle heading, CallTime time) throws Failure {
		boolean header = given.flag("header", true);
		List<?> rows = (given.value("rows") instanceof List<?> list) ? list : List.of();
		for (int i = 0; i < rows.size(); i++) {
			time.check();
			List<?> values = (rows.get(i) instanceof List<?> list) ? list : List.of();
			Row row = sheet.createRow(i);
			for (int column = 0; column < values.size(); column++) {
				Cell cell = row.createCell(column);
				set(cell, values.get(column));
				if (header && i == 0) {
					cell.setCellStyle(heading);
				}
			}
		}
		if (header && !rows.isEmpty()) {
			sheet.createFreezePane(0, 1);
		}
	}

	private static void set(Cell cell, @Nullable Object value) throws Failure {
		if (value instanceof Number number && Math.abs(number.doubleValue()) <= LARGEST_NUMBER) {
			cell.setCellValue(number.doubleValue());
		}
		else if (value instanceof Boolean flag) {
			cell.setCellValue(flag);
		}
		else if (value != null) {
			String text = XmlText.clean(value.toString());
			if (text.length() > LONGEST_CELL) {
				throw Failure.invalid("a cell has more than " + LONGEST_CELL + " characters", "Write a shorter text");
			}
			cell.setCellValue(text);
		}
	}

}
