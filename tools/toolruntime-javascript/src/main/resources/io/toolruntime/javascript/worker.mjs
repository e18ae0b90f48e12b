// The program of a worker: loads a file of tools once and runs its functions, one call at a time.
//
// Runs unchanged on Bun, Node and Deno. It talks to the host over a unix socket, one JSON message a line; what the
// tools, their children or the runtime print goes elsewhere and cannot be mistaken for a message. Each call has a
// number that cannot be guessed, which its answer repeats.

// What Node has under its own names, Bun and Deno only imitate, and take several times as long to start with it: of
// that nothing is loaded before somebody needs it.

// As they were before any tool could replace them
const { parse, stringify } = JSON;
const { getOwnPropertyNames, hasOwn, keys } = Object;
const { setTimeout, clearTimeout, AbortController, Bun, Deno, Promise, TextDecoder, TextEncoder, Uint8Array, URL } = globalThis;
const exit = Deno === undefined ? globalThis.process.exit.bind(globalThis.process) : Deno.exit.bind(Deno);
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const encode = encoder.encode.bind(encoder);
const decode = decoder.decode.bind(decoder);
const resolved = Promise.resolve.bind(Promise);
const { then } = Promise.prototype;
const { apply } = Reflect;

const MOST_STACK = 8192;
const MOST_MESSAGE = 4096;
const MOST_LOG = 8192;
const MOST_CAUSES = 5;
const LEVELS = ["debug", "info", "warn", "error"];

/** The tools by name, without a prototype: "toString" is none of them. */
const tools = { __proto__: null };

/** The call that runs, if one does. */
let current = null;

/** Sends bytes to the host. */
let write;

let mostOutput = 0;

function send(message) {
  write(encode(`${stringify(message)}\n`));
}

function cut(text, most) {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

/** Where a file is wrong: Bun tells it as positions, of several errors too, Node as the first line of the stack. */
function place(thrown) {
  if (Array.isArray(thrown.errors) && thrown.errors.length > 0) {
    return `: ${thrown.errors.slice(0, MOST_CAUSES).map((each) => `${each.message}${place(each)}`).join("; ")}`;
  }
  const { position } = thrown;
  if (typeof position === "object" && position !== null) return ` (${position.file}:${position.line}:${position.column})`;
  const first = thrown.name === "SyntaxError" ? `${thrown.stack}`.split("\n", 1)[0] : "";
  return first.startsWith("file:") ? ` (${first})` : "";
}

/** What was thrown may be anything, and may throw again when it is looked at. */
function described(thrown) {
  try {
    if (thrown instanceof Error || (typeof thrown === "object" && thrown !== null && typeof thrown.message === "string")) {
      return {
        name: cut(`${thrown.name ?? "Error"}`, 256),
        message: cut(`${thrown.message}${place(thrown)}`, MOST_MESSAGE),
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
  const module = await import(await urlOf(entrypoint, root));
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
async function urlOf(entrypoint, root) {
  if (entrypoint.startsWith("/")) return urlOfFile(entrypoint);
  const { createRequire } = await import("node:module");
  return urlOfFile(createRequire(`${root}/package.json`).resolve(entrypoint));
}

function urlOfFile(path) {
  const url = new URL("file:///");
  url.pathname = path.replaceAll("%", "%25");
  return url.href;
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
  const names = keys(environment);
  if (names.length === 0) return () => {};
  const { env } = globalThis.process;
  const refused = [];
  for (const name of names) {
    try {
      env[name] = environment[name];
    } catch {
      // Where the runtime does not let it be set it is in the context all the same
      refused.push(name);
    }
  }
  return () => {
    for (const name of names) {
      if (!refused.includes(name)) delete env[name];
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
  const bytes = encode(text).length;
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

/** Reads messages out of what comes, one a line. */
function reader() {
  let pieces = [];
  let length = 0;
  return (data) => {
    let from = 0;
    for (let at = data.indexOf(10, from); at >= 0; at = data.indexOf(10, from)) {
      pieces.push(data.subarray(from, at));
      const line = pieces.length === 1 ? pieces[0] : joined(pieces, length + at - from);
      pieces = [];
      length = 0;
      from = at + 1;
      void handle(parse(decode(line)));
    }
    if (from < data.length) {
      // A copy: the runtime may use the buffer again
      pieces.push(data.slice(from));
      length += data.length - from;
    }
  };
}

function joined(pieces, length) {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** Connects to the host in the runtime's own way, and returns what sends bytes. Once nobody listens any more it exits. */
function connect(path, receive) {
  return Bun !== undefined ? connectBun(path, receive) : Deno !== undefined ? connectDeno(path, receive) : connectNode(path, receive);
}

async function connectBun(path, receive) {
  const waiting = [];
  function drain(socket) {
    while (waiting.length > 0) {
      const written = socket.write(waiting[0]);
      if (written < waiting[0].length) {
        waiting[0] = waiting[0].subarray(written > 0 ? written : 0);
        return;
      }
      waiting.shift();
    }
  }
  const socket = await Bun.connect({
    unix: path,
    socket: { data: (_, data) => receive(data), drain, end: () => exit(0), close: () => exit(0), error: () => exit(71) },
  });
  return (bytes) => {
    waiting.push(bytes);
    if (waiting.length === 1) drain(socket);
  };
}

async function connectDeno(path, receive) {
  const connection = await Deno.connect({ transport: "unix", path });
  async function read() {
    const buffer = new Uint8Array(1 << 16);
    for (let count = await connection.read(buffer); count !== null; count = await connection.read(buffer)) {
      receive(buffer.subarray(0, count));
    }
    exit(0);
  }
  read().catch(() => exit(71));
  const waiting = [];
  async function drain() {
    try {
      while (waiting.length > 0) {
        const bytes = waiting[0];
        for (let at = 0; at < bytes.length; ) at += await connection.write(bytes.subarray(at));
        waiting.shift();
      }
    } catch {
      exit(71);
    }
  }
  return (bytes) => {
    waiting.push(bytes);
    if (waiting.length === 1) void drain();
  };
}

async function connectNode(path, receive) {
  const { connect } = await import("node:net");
  const socket = connect({ path });
  await new Promise((done, failed) => socket.once("connect", done).once("error", failed));
  socket.on("data", receive);
  socket.on("end", () => exit(0));
  socket.on("error", () => exit(71));
  return (bytes) => socket.write(bytes);
}

/** What the host has written to standard input, which ends. */
async function readToken() {
  if (Bun !== undefined) return (await Bun.stdin.text()).trim();
  if (Deno !== undefined) {
    const buffer = new Uint8Array(256);
    let text = "";
    for (let count = await Deno.stdin.read(buffer); count !== null; count = await Deno.stdin.read(buffer)) text += decode(buffer.subarray(0, count));
    return text.trim();
  }
  const { readFileSync } = await import("node:fs");
  return readFileSync(0, "utf8").trim();
}

/** The only way out, which the tools' clients of HTTP find as a proxy in a network that is otherwise empty. */
async function openEgress(socketPath, port) {
  const { default: net } = await import("node:net");
  await new Promise((resolve, reject) => {
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

if (Deno !== undefined) {
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    stray(event.reason);
  });
  globalThis.addEventListener("error", (event) => {
    event.preventDefault();
    stray(event.error);
  });
} else {
  globalThis.process.on("uncaughtException", stray);
  globalThis.process.on("unhandledRejection", stray);
}
const token = await readToken();
const [socketPath, egressPath, egressPort] = Deno === undefined ? globalThis.process.argv.slice(2) : Deno.args;
if (egressPath !== undefined) await openEgress(egressPath, +egressPort);
write = await connect(socketPath, reader());
send({ type: "hello", token });
