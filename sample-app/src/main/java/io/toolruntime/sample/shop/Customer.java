package io.toolruntime.sample.shop;

/**
 * A customer.
 *
 * @param id from 1
 * @param name first and last name
 * @param email the address
 * @param country ISO 3166 code, such as {@code DE}
 */
public record Customer(long id, String name, String email, String country) {
}
