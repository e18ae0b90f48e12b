// The program of a worker: loads a file of tools once and runs its functions, one call at a time.
//
// Runs unchanged on Bun, Node and Deno. It talks to the host over a unix socket, one JSON message a line; what the
// tools, their children or the runtime print goes elsewhere and cannot be mistaken for a message. Each call has a
// number that cannot be guessed, which its answer repeats.

import fs from "node:fs";
import { createRequire } from "node:module";
import net from "node:net";
import path from "node:path";
import { pathToFileURL } from "node:url";

// As they were before any tool could replace them
const { parse, stringify } = JSON;
const { getOwnPropertyNames, hasOwn, keys } = Object;
const { setTimeout, clearTimeout, AbortController, Buffer, Promise, process } = globalThis;
const byteLength = Buffer.byteLength.bind(Buffer);
const exit = process.exit.bind(process);
const resolved = Promise.resolve.bind(Promise);
const { then } = Promise.prototype;
const { apply } = Reflect;

const MOST_STACK = 8192;
const MOST_MESSAGE = 4096;
const MOST_LOG = 8192;
const LEVELS = ["debug", "info", "warn", "error"];

/** The tools by name, without a prototype: "toString" is none of them. */
const tools = { __proto__: null };

/** The call that runs, if one does. */
let current = null;

let socket;

let mostOutput = 0;

function send(message) {
  socket.write(`${stringify(message)}\n`);
}

function cut(text, most) {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

/** What was thrown may be anything, and may throw again when it is looked at. */
function described(thrown) {
  try {
    if (thrown instanceof Error || (typeof thrown === "object" && thrown !== null && typeof thrown.message === "string")) {
      return {
        name: cut(`${thrown.name ?? "Error"}`, 256),
        message: cut(`${thrown.message}`, MOST_MESSAGE),
        stack: typeof thrown.stack === "string" ? cut(thrown.stack, MOST_STACK) : null,
      };
    }
    return { name: "Error", message: cut(`${typeof thrown === "string" ? thrown : stringify(thrown)}`, MOST_MESSAGE), stack: null };
  } catch {
    return { name: "Error", message: "something was thrown that cannot be read", stack: null };
  }
}

/** A function, or an object with a function `execute` beside its metadata. */
function functionOf(value) {
  if (typeof value === "function") return value;
  return typeof value === "object" && value !== null && typeof value.execute === "function" ? value.execute.bind(value) : null;
}

function metadataOf(name, value, metadata) {
  const own = hasOwn(metadata, name) && typeof metadata[name] === "object" ? metadata[name] : {};
  const from = (field) => own?.[field] ?? (hasOwn(value, field) ? value[field] : undefined);
  return {
    name,
    title: from("title"),
    description: from("description"),
    inputSchema: from("inputSchema"),
    outputSchema: from("outputSchema"),
    annotations: from("annotations"),
    tags: from("tags"),
    parameters: functionOf(value).length,
  };
}

/** The tools of a default export that is an object, else the named exports that are functions. */
async function load({ entrypoint, root }) {
  const module = await import(urlOf(entrypoint, root));
  const exported = module.default;
  const isObject = typeof exported === "object" && exported !== null;
  const from = isObject ? exported : module;
  const metadata = typeof module.metadata === "object" && module.metadata !== null ? module.metadata : {};
  const found = [];
  for (const name of isObject ? getOwnPropertyNames(from) : keys(from)) {
    if (!isObject && (name === "default" || name === "metadata")) continue;
    const callable = functionOf(from[name]);
    if (callable !== null) {
      tools[name] = callable;
      found.push(metadataOf(name, from[name], metadata));
    }
  }
  return { type: "loaded", tools: found };
}

/** Paths are absolute by now; whatever else is there is the name of a package of the project. */
function urlOf(entrypoint, root) {
  if (path.isAbsolute(entrypoint)) return pathToFileURL(entrypoint).href;
  return pathToFileURL(createRequire(path.join(root, "package.json")).resolve(entrypoint)).href;
}

function contextOf(call, signal) {
  const log = {};
  for (const level of LEVELS) {
    log[level] = (...parts) =>
      event(call, { type: "log", level, message: cut(parts.map((part) => (typeof part === "string" ? part : stringify(part) ?? `${part}`)).join(" "), MOST_LOG) });
  }
  return {
    configuration: call.configuration,
    environment: call.environment,
    signal,
    executionId: call.executionId,
    toolId: call.tool,
    log,
    progress: (value, total, message) => event(call, { type: "progress", value, total, message: message === undefined ? undefined : cut(`${message}`, MOST_LOG) }),
  };
}

/** What a call says before its end; after its end nobody hears it. */
function event(call, message) {
  if (current?.id === call.id) send({ ...message, id: call.id });
}

/** Sets what the tool may read as its environment, and returns what takes it away again. */
function entered(environment) {
  const refused = [];
  for (const name of keys(environment)) {
    try {
      process.env[name] = environment[name];
    } catch {
      // Where the runtime does not let it be set it is in the context all the same
      refused.push(name);
    }
  }
  return () => {
    for (const name of keys(environment)) {
      if (!refused.includes(name)) delete process.env[name];
    }
  };
}

async function run(call) {
  const callable = tools[call.tool];
  if (callable === undefined) {
    send({ type: "failed", id: call.id, kind: "not_found", error: { name: "Error", message: "no such function", stack: null }, tools: keys(tools) });
    return;
  }
  const abort = new AbortController();
  const leave = entered(call.environment);
  let timer;
  let settle;
  const ended = new Promise((resolve) => (settle = resolve));
  const end = (message) => {
    if (current?.id !== call.id) return;
    clearTimeout(timer);
    leave();
    current = null;
    send({ ...message, id: call.id });
    settle();
  };
  current = { id: call.id, abort, fail: (thrown) => end({ type: "failed", kind: "unhandled", error: described(thrown) }) };
  timer = setTimeout(() => {
    abort.abort(new Error(`the tool did not end within ${call.timeout} ms`));
    end({ type: "failed", kind: "timeout", error: null });
  }, call.timeout);
  try {
    // Not awaited here: it may never end
    apply(then, resolved(callable(call.input, contextOf(call, abort.signal))), [
      (value) => end(answer(value)),
      (thrown) => end({ type: "failed", kind: "thrown", error: described(thrown) }),
    ]);
  } catch (thrown) {
    end({ type: "failed", kind: "thrown", error: described(thrown) });
  }
  await ended;
}

function answer(value) {
  let text;
  try {
    text = stringify(value ?? null);
  } catch (thrown) {
    return { type: "failed", kind: "not_json", error: described(thrown) };
  }
  if (text === undefined) {
    return { type: "failed", kind: "not_json", error: { name: "TypeError", message: `a ${typeof value} is no JSON`, stack: null } };
  }
  const bytes = byteLength(text);
  if (bytes > mostOutput) return { type: "failed", kind: "output_too_large", bytes, error: null };
  return { type: "result", value: parse(text) };
}

async function handle(message) {
  switch (message.type) {
    case "load":
      mostOutput = message.mostOutput;
      try {
        send(await load(message));
      } catch (thrown) {
        send({ type: "unloadable", error: described(thrown) });
      }
      break;
    case "describe":
      try {
        // Only who describes has it
        const { describe } = await import(new URL("./~typescript/describe.mjs", import.meta.url).href);
        send(describe(message));
      } catch (thrown) {
        send({ type: "undescribed", error: described(thrown) });
      }
      break;
    case "call":
      await run(message);
      break;
    case "cancel":
      if (current?.id === message.id) current.abort.abort(new Error("the call was cancelled"));
      break;
    default:
      exit(70);
  }
}

/** An error that nobody waits for belongs to the call that runs; the worker is not used again. */
function stray(thrown) {
  if (current !== null) {
    current.fail(thrown);
  } else {
    send({ type: "stray", error: described(thrown) });
  }
}

function start(socketPath, token) {
  socket = net.connect({ path: socketPath });
  let pieces = [];
  socket.on("data", (data) => {
    let from = 0;
    for (let at = data.indexOf(10, from); at >= 0; at = data.indexOf(10, from)) {
      pieces.push(data.subarray(from, at));
      const line = pieces.length === 1 ? pieces[0] : Buffer.concat(pieces);
      pieces = [];
      from = at + 1;
      void handle(parse(line.toString("utf8")));
    }
    if (from < data.length) pieces.push(data.subarray(from));
  });
  // Nobody listens any more
  socket.on("end", () => exit(0));
  socket.on("error", () => exit(71));
  socket.on("connect", () => send({ type: "hello", token, pid: process.pid, version: versionOf() }));
}

/** The only way out, which the tools' clients of HTTP find as a proxy in a network that is otherwise empty. */
function openEgress(socketPath, port) {
  return new Promise((resolve, reject) => {
    const server = net.createServer({ allowHalfOpen: true }, (client) => {
      const proxy = net.connect({ path: socketPath, allowHalfOpen: true });
      client.pipe(proxy).pipe(client);
      client.on("error", () => proxy.destroy());
      proxy.on("error", () => client.destroy());
    });
    server.on("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.unref();
      resolve();
    });
  });
}

function versionOf() {
  return globalThis.Bun?.version ?? globalThis.Deno?.version?.deno ?? process.versions.node;
}

process.on("uncaughtException", stray);
process.on("unhandledRejection", stray);
const token = fs.readFileSync(0, "utf8").trim();
const [, , socketPath, egressPath, egressPort] = process.argv;
if (egressPath !== undefined) await openEgress(egressPath, +egressPort);
start(socketPath, token);
