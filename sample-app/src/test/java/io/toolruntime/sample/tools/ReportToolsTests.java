package io.toolruntime.sample.tools;

import java.time.LocalDate;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import io.toolruntime.sample.ShopTest;
import io.toolruntime.sample.shop.DailySales;
import io.toolruntime.tool.ToolException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ShopTest
class ReportToolsTests {

	@Autowired
	ReportTools reports;

	@Autowired
	JdbcClient database;

	@Test
	void addsUpEachDayBothEndsIncluded() {
		assertThat(this.reports.salesByDay("2025-03-01", "2025-03-03").days())
			.extracting((day) -> day.date().toString())
			.containsExactly("2025-03-01", "2025-03-02", "2025-03-03");
		assertThat(this.reports.salesByDay("2025-03-02", "2025-03-02").days())
			.containsExactly(new DailySales(LocalDate.of(2025, 3, 2),
					this.database.sql("select sum(total) from orders where ordered_on = date '2025-03-02'")
						.query(Long.class)
						.single()));
	}

	@Test
	void leavesOutDaysWithoutOrders() {
		assertThat(this.reports.salesByDay("2025-12-24", "2025-12-27").days())
			.extracting((day) -> day.date().toString())
			.containsExactly("2025-12-24", "2025-12-27");
		assertThat(this.reports.salesByDay("2019-01-01", "2019-12-31").days()).isEmpty();
	}

	@Test
	void theDaysOfTheYearAddUpToAllOrders() {
		long sum = this.reports.salesByDay("2025-01-01", "2025-12-31")
			.days()
			.stream()
			.mapToLong(DailySales::total)
			.sum();

		assertThat(sum).isEqualTo(this.database.sql("select sum(total) from orders").query(Long.class).single());
	}

	@Test
	void refusesWhatIsNoRangeOfDays() {
		assertThatExceptionOfType(ToolException.class)
			.isThrownBy(() -> this.reports.salesByDay("2025-01-01", "yesterday"))
			.withMessage("to must be a day of the calendar written like 2025-01-31");
		assertThatExceptionOfType(ToolException.class)
			.isThrownBy(() -> this.reports.salesByDay("2025-02-01", "2025-01-01"))
			.withMessage("from (2025-02-01) must not be after to (2025-01-01)");
	}

}
