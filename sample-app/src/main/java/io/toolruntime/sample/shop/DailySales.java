package io.toolruntime.sample.shop;

import java.time.LocalDate;

/**
 * What was ordered on a day.
 *
 * @param date the day
 * @param total of the day's orders, in cents
 */
public record DailySales(LocalDate date, long total) {
}
