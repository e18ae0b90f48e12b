package io.toolruntime.sample.tools;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;

import io.toolruntime.sample.ShopTest;
import io.toolruntime.sample.shop.Customer;
import io.toolruntime.tool.ToolException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ShopTest
class CustomerToolsTests {

	@Autowired
	CustomerTools customers;

	@Test
	void findsACustomer() {
		Customer customer = this.customers.findCustomer(500);

		assertThat(customer.id()).isEqualTo(500);
		assertThat(customer.email()).endsWith("500@example.com");
		assertThat(customer.country()).hasSize(2);
	}

	@Test
	void saysWhichIdsThereAre() {
		assertThatExceptionOfType(ToolException.class).isThrownBy(() -> this.customers.findCustomer(-3))
			.withMessage("There is no customer -3; ids go from 1 to 500");
	}

	@Test
	void listsAllCustomersWhenNothingIsAskedFor() {
		CustomerTools.CustomerPage page = this.customers.searchCustomers(null, null, null, null);

		assertThat(page.customers()).hasSize(50).extracting(Customer::id).startsWith(1L, 2L).isSorted();
		assertThat(page.page()).isZero();
		assertThat(page.pages()).isEqualTo(10);
	}

	@Test
	void searchesNamesAndAddressesInAnyCase() {
		Customer known = this.customers.findCustomer(42);

		assertThat(this.customers.searchCustomers(known.name().toUpperCase(), null, 0, 100).customers())
			.contains(known);
		assertThat(this.customers.searchCustomers(known.email(), null, 0, 100).customers()).containsExactly(known);
	}

	@Test
	void takesTheQueryLiterally() {
		assertThat(this.customers.searchCustomers("%", null, null, null).pages()).isZero();
		assertThat(this.customers.searchCustomers("' or 1=1 --", null, null, null).customers()).isEmpty();
	}

	@Test
	void searchesWithinACountry() {
		CustomerTools.CustomerPage page = this.customers.searchCustomers("a", "de", null, 100);

		assertThat(page.customers()).isNotEmpty().extracting(Customer::country).containsOnly("DE");
		assertThat(this.customers.searchCustomers(null, "XX", null, null).customers()).isEmpty();
	}

	@Test
	void refusesWhatIsNoCountryCodeOrNoPage() {
		assertThatExceptionOfType(ToolException.class)
			.isThrownBy(() -> this.customers.searchCustomers(null, "Germany", null, null))
			.withMessage("country must be a code of two letters, such as DE for Germany");
		assertThatExceptionOfType(ToolException.class)
			.isThrownBy(() -> this.customers.searchCustomers(null, null, null, 0))
			.withMessage("size must be from 1 to 100, not 0; ask for more pages instead");
	}

}
