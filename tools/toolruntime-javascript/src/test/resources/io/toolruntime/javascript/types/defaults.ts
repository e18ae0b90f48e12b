import { sum } from "./money.ts";
import * as money from "./money.ts";

/** Adds. */
function add({ a, b }: { a: number; b: number }) {
  return a + b;
}

const plus = add;

type Typed<I, O> = { execute(input: I): Promise<O> };

const tools = {
  add,
  plus,
  sum,
  total: money.sum,
  /** Reads a file. */
  "files/read": async (input: { path: string }) => input.path,
  /**
   * Measures.
   * @param input.text what is measured
   */
  measure(input: { text: string }) {
    return input.text.length;
  },
  /** Is typed by another. */
  typed: {
    async execute(input) {
      return input.k.length;
    },
  } satisfies Typed<{ k: string }, number>,
  number: 5,
} as const;

export default tools satisfies Record<string, unknown>;

export function ignored() {}
