// What Bun, Node and Deno all have besides the language, as far as the types of tools are concerned: nearly all of it is
// anything, since JSON is what tools take and give.

interface AbortSignal {
  readonly aborted: boolean;
  readonly reason: any;
  addEventListener(type: string, listener: (event: any) => void, options?: any): void;
  removeEventListener(type: string, listener: (event: any) => void): void;
  throwIfAborted(): void;
}
declare var AbortSignal: any;

interface AbortController {
  readonly signal: AbortSignal;
  abort(reason?: any): void;
}
declare var AbortController: { new (): AbortController };

interface URL {
  href: string;
  readonly origin: string;
  protocol: string;
  host: string;
  hostname: string;
  port: string;
  pathname: string;
  search: string;
  hash: string;
  readonly searchParams: any;
  toString(): string;
  toJSON(): string;
}
declare var URL: { new (url: string | URL, base?: string | URL): URL; canParse(url: string | URL, base?: string | URL): boolean };

declare function fetch(input: any, init?: any): Promise<any>;
declare function setTimeout(callback: (...parameters: any[]) => void, delay?: number, ...parameters: any[]): any;
declare function setInterval(callback: (...parameters: any[]) => void, delay?: number, ...parameters: any[]): any;
declare function setImmediate(callback: (...parameters: any[]) => void, ...parameters: any[]): any;
declare function clearTimeout(timer: any): void;
declare function clearInterval(timer: any): void;
declare function clearImmediate(timer: any): void;
declare function queueMicrotask(callback: () => void): void;
declare function structuredClone<T>(value: T, options?: any): T;
declare function atob(data: string): string;
declare function btoa(data: string): string;
declare function require(name: string): any;

declare var console: any;
declare var process: any;
declare var performance: any;
declare var crypto: any;
declare var Buffer: any;
declare var Blob: any;
declare var File: any;
declare var FormData: any;
declare var Headers: any;
declare var ReadableStream: any;
declare var Request: any;
declare var Response: any;
declare var TextDecoder: any;
declare var TextEncoder: any;
declare var URLSearchParams: any;
declare var WebSocket: any;
declare var Bun: any;
declare var Deno: any;

type Buffer = any;
type Blob = any;
type File = any;
type FormData = any;
type Headers = any;
type ReadableStream<T = any> = any;
type Request = any;
type Response = any;
type URLSearchParams = any;

declare namespace NodeJS {
  type ErrnoException = any;
}

interface ImportMeta {
  readonly url: string;
  readonly filename: string;
  readonly dirname: string;
  readonly main: boolean;
  readonly env: any;
  resolve(specifier: string): string;
}
