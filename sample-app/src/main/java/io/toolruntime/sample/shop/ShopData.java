package io.toolruntime.sample.shop;

import java.time.LocalDate;
import java.time.Month;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.stereotype.Component;

/**
 * Fills the empty database: the same customers, products and orders at each start, on
 * every JVM.
 */
@Component
public class ShopData implements InitializingBean {

	/** How many customers there are; their ids go from 1 to this. */
	public static final int CUSTOMERS = 500;

	/** How many products there are; their ids go from 1 to this. */
	public static final int PRODUCTS = 200;

	/** How many orders there are; their ids go from 1 to this. */
	public static final int ORDERS = 5_000;

	/** The day of the first order that there may be. */
	public static final LocalDate FIRST_DAY = LocalDate.of(2025, Month.JANUARY, 1);

	/** The day of the last order that there may be. */
	public static final LocalDate LAST_DAY = LocalDate.of(2025, Month.DECEMBER, 31);

	private static final List<LocalDate> CLOSED = List.of(FIRST_DAY, LocalDate.of(2025, Month.APRIL, 18),
			LocalDate.of(2025, Month.DECEMBER, 25), LocalDate.of(2025, Month.DECEMBER, 26));

	private static final long SEED = 20_250_101L;

	private static final String[] FIRST_NAMES = { "Ada", "Amir", "Anna", "Beatriz", "Carlos", "Chiara", "Daniel",
			"Elena", "Emil", "Fatima", "Felix", "Grace", "Hana", "Hugo", "Ines", "Isaac", "Jana", "Jonas", "Kenji",
			"Laila", "Leo", "Lucia", "Marta", "Mateo", "Mei", "Nadia", "Noah", "Olga", "Omar", "Paul", "Priya", "Rosa",
			"Samuel", "Sofia", "Tariq", "Tomas", "Uma", "Vera", "Yuki", "Zofia" };

	private static final String[] LAST_NAMES = { "Almeida", "Andersson", "Bauer", "Bianchi", "Costa", "Dubois",
			"Eriksen", "Fischer", "Garcia", "Haddad", "Hoffmann", "Ivanova", "Jansen", "Kowalski", "Kumar", "Laurent",
			"Lindgren", "Lopez", "Meyer", "Moreau", "Mueller", "Nakamura", "Novak", "Okafor", "Patel", "Petrov",
			"Quinn", "Ricci", "Rossi", "Sato", "Schmidt", "Silva", "Smit", "Taylor", "Torres", "Visser", "Walker",
			"Weber", "Wilson", "Zhang" };

	// A country that is named more often has more customers
	private static final String[] COUNTRIES = { "DE", "DE", "DE", "DE", "US", "US", "US", "FR", "FR", "FR", "GB", "GB",
			"NL", "NL", "ES", "ES", "IT", "IT", "PL", "SE", "AT", "CH", "JP", "BR" };

	private static final String[] MATERIALS = { "Oak", "Linen", "Steel", "Wool", "Cork", "Copper", "Paper", "Glass",
			"Clay", "Canvas" };

	private static final String[] THINGS = { "Lamp", "Chair", "Notebook", "Kettle", "Shelf", "Blanket", "Bowl",
			"Backpack", "Clock", "Vase", "Tray", "Stool", "Mug", "Basket", "Desk", "Mirror", "Planter", "Cushion",
			"Teapot", "Frame" };

	private final JdbcOperations database;

	private final SeededNumbers numbers = new SeededNumbers(SEED);

	ShopData(JdbcOperations database) {
		this.database = database;
	}

	@Override
	public void afterPropertiesSet() {
		insertCustomers();
		insertOrders(insertProducts());
	}

	private void insertCustomers() {
		List<Object[]> rows = new ArrayList<>(CUSTOMERS);
		for (int id = 1; id <= CUSTOMERS; id++) {
			String first = this.numbers.oneOf(FIRST_NAMES);
			String last = this.numbers.oneOf(LAST_NAMES);
			String email = (first + "." + last + id + "@example.com").toLowerCase(Locale.ROOT);
			rows.add(new Object[] { id, first + " " + last, email, this.numbers.oneOf(COUNTRIES) });
		}
		this.database.batchUpdate("insert into customers (id, name, email, country) values (?, ?, ?, ?)", rows);
	}

	private int[] insertProducts() {
		int[] prices = new int[PRODUCTS];
		List<Object[]> rows = new ArrayList<>(PRODUCTS);
		for (int id = 1; id <= PRODUCTS; id++) {
			String name = MATERIALS[(id - 1) / THINGS.length] + " " + THINGS[(id - 1) % THINGS.length];
			int price = 495 + 100 * this.numbers.below(240);
			prices[id - 1] = price;
			rows.add(new Object[] { id, name, price, 20 + this.numbers.below(181) });
		}
		this.database.batchUpdate("insert into products (id, name, price, stock) values (?, ?, ?, ?)", rows);
		return prices;
	}

	private void insertOrders(int[] prices) {
		LocalDate[] dates = new LocalDate[ORDERS];
		Arrays.setAll(dates, (index) -> openDay());
		Arrays.sort(dates);
		List<Object[]> rows = new ArrayList<>(ORDERS);
		for (int id = 1; id <= ORDERS; id++) {
			// The lower of two: some customers order more often than others
			int customer = 1 + Math.min(this.numbers.below(CUSTOMERS), this.numbers.below(CUSTOMERS));
			int product = 1 + this.numbers.below(PRODUCTS);
			int quantity = 1 + this.numbers.below(1 + this.numbers.below(5));
			LocalDate date = dates[id - 1];
			rows.add(new Object[] { id, customer, product, quantity, quantity * prices[product - 1], status(date),
					date });
		}
		this.database.batchUpdate("""
				insert into orders (id, customer_id, product_id, quantity, total, status, ordered_on)
				values (?, ?, ?, ?, ?, ?, ?)
				""", rows);
	}

	private LocalDate openDay() {
		LocalDate day = FIRST_DAY.plusDays(this.numbers.below(FIRST_DAY.lengthOfYear()));
		return CLOSED.contains(day) ? openDay() : day;
	}

	private String status(LocalDate date) {
		if (this.numbers.below(25) == 0) {
			return "refunded";
		}
		if (date.isAfter(LAST_DAY.minusDays(3))) {
			return "placed";
		}
		return date.isAfter(LAST_DAY.minusDays(10)) ? "shipped" : "delivered";
	}

}
