package io.toolruntime.sample.shop;

import java.time.LocalDate;

/**
 * An order.
 *
 * @param id from 1
 * @param customerId who ordered
 * @param productId what
 * @param quantity how many
 * @param total price of all, in cents
 * @param status {@code placed}, {@code shipped}, {@code delivered} or {@code refunded}
 * @param date when
 */
public record Order(long id, long customerId, long productId, int quantity, long total, String status, LocalDate date) {
}
