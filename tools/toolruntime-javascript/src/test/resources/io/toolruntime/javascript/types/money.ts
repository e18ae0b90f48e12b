/**
 * ISO code of a currency.
 * @pattern ^[a-z]{3}$
 */
export type Currency = string;

/** An amount of money. */
export interface Money {
  /**
   * How much.
   * @minimum 0
   */
  amount: number;
  currency: Currency;
}

/** Adds amounts. */
export const sum = ({ amounts }: { amounts: Money[] }): Money => ({ amount: amounts.length, currency: "eur" });
