/** What parcels cost: tools of the shop that are written in TypeScript and run on Bun, Node or Deno. */

/** A country that the shop delivers to, as its two letters. */
type Country = "AT" | "BR" | "CH" | "DE" | "ES" | "FR" | "GB" | "IT" | "JP" | "NL" | "PL" | "SE" | "US";

interface Parcel {
  /** Where it goes. */
  country: Country;
  /**
   * How much it weighs, in grams.
   * @minimum 1
   * @maximum 30000
   */
  grams: number;
  /** Whether it has to be there the next day. */
  express?: boolean;
}

interface Price {
  /** In cents. */
  cents: number;
  /** Days until it is there. */
  days: number;
}

interface Context {
  signal: AbortSignal;
  log: { info(...parts: unknown[]): void };
  progress(value: number, total?: number, message?: string): void;
  configuration: { surcharge?: number } | null;
}

const ZONES: Record<Country, number> = {
  AT: 1, BR: 4, CH: 3, DE: 0, ES: 2, FR: 1, GB: 3, IT: 2, JP: 4, NL: 1, PL: 1, SE: 2, US: 4,
};

const NAMES: Record<Country, string> = {
  AT: "Austria",
  BR: "Brazil",
  CH: "Switzerland",
  DE: "Germany",
  ES: "Spain",
  FR: "France",
  GB: "United Kingdom",
  IT: "Italy",
  JP: "Japan",
  NL: "Netherlands",
  PL: "Poland",
  SE: "Sweden",
  US: "United States",
};

/**
 * Tells what it costs to send a parcel, and how long it takes.
 * @readOnly
 */
export function shipping_price({ country, grams, express = false }: Parcel, context: Context): Price {
  const zone = ZONES[country];
  const cents = 490 + zone * 350 + Math.ceil(grams / 1000) * 90 + (context.configuration?.surcharge ?? 0);
  return { cents: express ? cents * 2 : cents, days: express ? 1 : 2 + zone };
}

/**
 * Packs items into as few parcels as possible, heaviest first.
 * @readOnly
 */
export function pack_parcels(
  { grams, limit = 30_000 }: {
    /** Weights of the items, in grams. */
    grams: number[];
    /** Most that a parcel may weigh, in grams. */
    limit?: number;
  },
  context: Context,
): { parcels: number[][] } {
  const parcels: number[][] = [];
  const items = [...grams].sort((a, b) => b - a);
  items.forEach((item, index) => {
    if (item > limit) throw new RangeError(`an item of ${item} g does not fit into a parcel of ${limit} g`);
    const fits = parcels.find((parcel) => parcel.reduce((sum, other) => sum + other, item) <= limit);
    if (fits) fits.push(item);
    else parcels.push([item]);
    context.progress(index + 1, items.length);
  });
  return { parcels };
}

/**
 * Writes the address label of a parcel.
 * @readOnly
 */
export async function label({ name, country }: { name: string; country: Country }, context: Context): Promise<{ lines: string[] }> {
  context.log.info("label for", country);
  return { lines: [name.toUpperCase(), NAMES[country].toUpperCase()] };
}
