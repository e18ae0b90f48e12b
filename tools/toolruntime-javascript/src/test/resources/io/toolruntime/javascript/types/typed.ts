// Every kind of type, for the schemas in typed.json
import type { Missing } from "not-there";
import type { Money, Currency } from "./money.ts";

export { sum as total } from "./money.ts";

interface Context {
  signal: AbortSignal;
}

const Colour = { Red: "red", Blue: "blue" } as const;
type Colour = (typeof Colour)[keyof typeof Colour];

declare enum Size {
  Small = "small",
  Large = "large",
}

declare const enum Level {
  Low,
  High = 5,
}

interface Tree {
  value: string;
  children: Tree[];
  parent?: Tree;
}

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

interface Box<T> {
  content: T;
}

/**
 * Converts an amount.
 *
 * By the rates of today.
 *
 * @title Convert money
 * @tags money, rates
 * @readOnly
 * @openWorld
 * @destructive false
 * @param input.money - What is converted.
 * @param input.to the currency to convert to
 * @returns The converted money.
 */
export async function convert(input: { money: Money; to: Currency; note: string | undefined }, _context: Context): Promise<Money & { rate: number }> {
  return { ...input.money, currency: input.to, rate: 1 };
}

export function primitives(_input: { s: string; n: number; b: boolean; z: null; big: bigint; any: any; unknown: unknown; object: object; missing: Missing }): void {}

export function literals(_input: {
  one: "a";
  some: "a" | "b";
  mixed: "a" | 3 | true;
  colour: Colour;
  size: Size;
  small: Size.Small;
  level: Level;
  key: keyof Money;
  nullable: string | null;
  template: `x-${string}`;
  branded: string & { __brand: "id" };
}): void {}

export function lists(_input: { list: string[]; frozen: readonly number[]; tuple: [string, number?, ...boolean[]]; pair: readonly [string, Money] }): void {}

export function objects(_input: {
  record: Record<string, number>;
  named: Record<"x" | "y", string>;
  partial: Partial<Money>;
  pick: Pick<Money, "amount">;
  omit: Omit<Money, "amount">;
  both: Money & { more: boolean };
  either: Money | string;
  box: Box<number[]>;
  nothing: Record<string, never>;
  anything: {};
}): void {}

export function classes(_input: { date: Date; url: URL; map: Map<string, number>; set: Set<string>; signal?: AbortSignal }): void {}

export function leftOut(_input: { kept: string; callback: () => void; symbol: symbol; method(): void }): void {}

export function recursive(input: Tree): Json {
  return input.value;
}

export function keywords(_input: {
  /**
   * A page.
   * @default 20
   * @minimum 1
   * @maximum 100
   * @integer
   * @example 5
   * @example 10
   */
  size?: number;
  /**
   * @format email
   * @minLength 3
   * @maxLength 9
   */
  mail: string;
  /** @default red */
  colour?: "red" | "blue";
  /** @deprecated */
  old?: string;
  /** @pattern ( */
  broken?: string;
}): void {}

/** @param {object} _ by place, whatever it is called */
export const arrow = ({ size = 20, word }: { size?: number; word?: string } = {}): string[] => Array(size).fill(word);

export const expression = function (input: { either: Money } | { or: string }) {
  return { input: JSON.stringify(input), at: new Date(), list: [1, "x", undefined], hidden: () => 1, maybe: undefined as string | undefined };
};

/** Has metadata. */
export const withExecute = {
  tags: ["own"],
  async execute(input: { x: number }): Promise<number> {
    return input.x;
  },
};

export function generic<T extends Money>(input: Box<T>): Box<T> {
  return input;
}

export function nothing(): Promise<void> {
  return Promise.resolve();
}

/**
 * Is old.
 * @deprecated use convert
 */
export function takesText(input: string): string | undefined {
  return input;
}

export function takesAny(input: any) {
  return input;
}

export function overloaded(input: { a: string }): string;
export function overloaded(input: { b: string }): string;
export function overloaded(input: object): string {
  return JSON.stringify(input);
}

type Endless<T> = { value: T; next: Endless<T[]> };

export function endless(_input: Endless<string>): void {}

class Account {
  #secret = 1;
  name = "x";
  private hidden = this.#secret;
  get upper() {
    return this.name.toUpperCase() + this.hidden;
  }
  greet() {}
}

export function account(): Account {
  return new Account();
}

export const number = 5;
