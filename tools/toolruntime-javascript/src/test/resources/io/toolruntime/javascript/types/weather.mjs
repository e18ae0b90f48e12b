/**
 * @typedef {object} Place
 * @property {string} city - The city.
 * @property {number} [days] how many days
 * @property {("c"|"f")} [unit]
 */

/**
 * Tells the weather.
 *
 * @readOnly
 * @param {Place} input
 * @returns {Promise<{ celsius: number }>} the weather
 */
export async function weather(input) {
  return { celsius: input.city.length };
}

/**
 * @param {object} input
 * @param {string} input.name - The name.
 * @param {string[]} [input.tags]
 */
export const nested = (input) => input.name;

/** @type {(input: { q: string }) => number} */
export const typed = (input) => input.q.length;

export function untyped(input) {
  return input;
}

export function destructured({ a, b = 2 }) {
  return { a, b };
}

export function argumentsOnly() {
  return arguments[0];
}

const local = () => "x";

export { local as renamed };
