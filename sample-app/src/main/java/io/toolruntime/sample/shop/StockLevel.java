package io.toolruntime.sample.shop;

/**
 * How much of a product there is.
 *
 * @param productId the product
 * @param stock pieces that are not reserved
 */
public record StockLevel(long productId, int stock) {
}
