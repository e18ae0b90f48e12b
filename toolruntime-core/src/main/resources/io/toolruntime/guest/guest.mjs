/*
 * The guest for JavaScript: runs the code of one execution on Node, Bun or Deno, and talks with the host over the
 * standard streams as docs/guest-protocol.md says.
 *
 * The user's code shares this process and this realm, and may change all of it. The host trusts nothing that comes from
 * here. What is captured below only keeps code that tampers with prototypes from breaking its own tools and output.
 * Hence no spread, no for-of and no methods of values where they can run after the user's code: these look up what it
 * can replace.
 */
import { Console } from "node:console";
import fs from "node:fs";
import { createRequire } from "node:module";
import net from "node:net";
import { Readable, Writable } from "node:stream";
import { setImmediate } from "node:timers";
import { inspect, types } from "node:util";
import vm from "node:vm";

const { apply, ownKeys } = Reflect;
const { create, defineProperty, freeze } = Object;
const { parse, stringify } = JSON;
const uncurry = Function.prototype.bind.bind(Function.prototype.call);
const charCodeAt = uncurry(String.prototype.charCodeAt);
const indexOf = uncurry(String.prototype.indexOf);
const slice = uncurry(String.prototype.slice);
const functionSource = uncurry(Function.prototype.toString);
const push = uncurry(Array.prototype.push);
const sort = uncurry(Array.prototype.sort);
const isPrototypeOf = uncurry(Object.prototype.isPrototypeOf);
const then = uncurry(Promise.prototype.then);
const mapDelete = uncurry(Map.prototype.delete);
const mapForEach = uncurry(Map.prototype.forEach);
const mapGet = uncurry(Map.prototype.get);
const mapSet = uncurry(Map.prototype.set);
const decode = uncurry(TextDecoder.prototype.decode);
const bufferSlice = uncurry(Buffer.prototype.subarray);
const bufferIndexOf = uncurry(Buffer.prototype.indexOf);
const bufferText = uncurry(Buffer.prototype.toString);
const { from: bufferFrom, byteLength, concat: bufferConcat, alloc: bufferAlloc } = Buffer;
const { readSync, writeSync, openSync, closeSync, fstatSync, lstatSync, futimesSync, mkdirSync, opendirSync } = fs;
const { O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_TRUNC, O_WRONLY } = fs.constants;
const { S_IFDIR, S_IFIFO, S_IFLNK, S_IFMT, S_IFREG, S_IFSOCK } = fs.constants;
const { isNativeError } = types;
const { wait } = Atomics;
const { min } = Math;
const { captureStackTrace } = Error;
const ErrorClass = Error;
const ErrorPrototype = Error.prototype;
const MapClass = Map;
const PromiseClass = Promise;
const ProxyClass = Proxy;
const RangeErrorClass = RangeError;
const TypeErrorClass = TypeError;
const resolved = Promise.resolve();
const toText = String;
const { chdir, kill, pid } = process;
const WORKSPACE = process.cwd();
const IS_BUN = process.versions.bun !== undefined;
const IS_DENO = process.versions.deno !== undefined;
const exitNow = globalThis.Deno?.exit ?? process.reallyExit; // Not process.exit, which calls handlers of the code

/* The host bounds all of these too; here they turn into errors that tell what to do. */
const MAX_JSON = 16 << 20;
const MAX_DEPTH = 198; // 200 in a frame, of which two are the frame's own
const MAX_CALLS = 64;
const MAX_CALL_BYTES = 16 << 20;
const MAX_TEXT = 16384;
const OUTPUT_PIECE = 64 << 10;
const ARTIFACT_PIECE = 3 << 20; // 4 MiB as Base64
const MAX_SKIPPED = 100;
const MAX_ENTRIES = 10000;
const MAX_PATH = 512;

// ---- frames

const pause = new Int32Array(new SharedArrayBuffer(4));
let mark = "";

/* A frame is written completely before anything else happens: neither output nor other frames can come in between. */
function send(json) {
	if (mark === null) {
		return; // Nothing comes after the answer
	}
	const bytes = bufferFrom(`${mark}${json}\n`);
	let done = 0;
	while (done < bytes.length) {
		try {
			done += writeSync(1, bytes, done, bytes.length - done);
		} catch (error) {
			again(error);
		}
	}
}

/* A stream may be without blocking, because whoever is at its other end or shares it wants that. */
function again(error) {
	if (error.code === "EAGAIN") {
		wait(pause, 0, 0, 1);
	} else if (error.code !== "EINTR") {
		hostIsGone();
	}
}

function hostIsGone() {
	if (pid > 1) {
		kill(pid, "SIGKILL"); // Nothing of the user's code may delay the end, as handlers of "exit" could
	}
	exitNow(0); // The first process of a container cannot kill itself
}

/* Lines of the host, made of whatever pieces arrive. */
const lines = {
	__proto__: null,
	parts: { __proto__: null, length: 0 },
	whole: { __proto__: null, first: 0, next: 0 },
	add(bytes) {
		let from = 0;
		for (;;) {
			const end = bufferIndexOf(bytes, 10, from);
			if (end < 0) {
				break;
			}
			this.keep(bufferSlice(bytes, from, end));
			const all = this.parts.length === 1 ? this.parts[0] : bufferConcat(toArray(this.parts));
			this.whole[this.whole.next++] = bufferText(all, "utf8");
			this.parts = { __proto__: null, length: 0 };
			from = end + 1;
		}
		if (from < bytes.length) {
			this.keep(bufferSlice(bytes, from));
		}
	},
	keep(bytes) {
		this.parts[this.parts.length++] = bytes;
	},
	take() {
		const { whole } = this;
		if (whole.first === whole.next) {
			return undefined;
		}
		const line = whole[whole.first];
		delete whole[whole.first++];
		return line;
	},
};

function toArray(list) {
	const array = [];
	for (let i = 0; i < list.length; i++) {
		defineProperty(array, i, { __proto__: null, value: list[i], writable: true, enumerable: true, configurable: true });
	}
	return array;
}

// ---- JSON

/* Writes a value as JSON, or throws an error that says what is wrong with it. Undefined if JSON has nothing for it. */
function encode(value, what) {
	let json;
	try {
		json = stringify(value);
	} catch (error) {
		throw notJson(error, what);
	}
	if (json === undefined) {
		return undefined;
	}
	if (json.length > MAX_JSON || byteLength(json) > MAX_JSON) {
		throw new RangeErrorClass(`${what} cannot be larger than 16 MB of JSON; give less of it, or print it`);
	}
	if (isTooDeep(json)) {
		throw new RangeErrorClass(`${what} cannot be nested more than ${MAX_DEPTH} levels deep; make it flatter`);
	}
	return withoutHalves(json);
}

/* Halves of surrogate pairs are no characters: JSON has \udXXX for them, which not every reader takes. */
function withoutHalves(json) {
	if (indexOf(json, "\\ud") < 0) {
		return json;
	}
	let result = "";
	let from = 0;
	for (let i = indexOf(json, "\\"); i >= 0; i = indexOf(json, "\\", i + 2)) {
		if (json[i + 1] === "u" && json[i + 2] === "d" && indexOf("89abcdef", json[i + 3]) >= 0) {
			result += `${slice(json, from, i)}\uFFFD`;
			from = i + 6;
		}
	}
	return result + slice(json, from);
}

function notJson(error, what) {
	if (!isError(error)) {
		return error;
	}
	let message = toText(error.message);
	if (indexOf(message, "BigInt") >= 0) {
		message += "; make it a string with String(n), or a number with Number(n)";
	} else if (indexOf(message, "circular") >= 0 || indexOf(message, "cyclic") >= 0) {
		message += "\nIt is circular: leave out the property that refers back";
	}
	try {
		const { stack } = error;
		const told = new TypeErrorClass(`${what} cannot be written as JSON: ${message}`);
		defineProperty(told, "stack", { __proto__: null, value: stack, writable: true, configurable: true });
		return told;
	} catch {
		return error;
	}
}

function isTooDeep(json) {
	let depth = 0;
	for (let i = 0; i < json.length; i++) {
		const c = charCodeAt(json, i);
		if (c === 34) {
			for (let d = charCodeAt(json, ++i); d !== 34; d = charCodeAt(json, ++i)) {
				i += d === 92 ? 1 : 0;
			}
		} else if (c === 91 || c === 123) {
			if (++depth > MAX_DEPTH) {
				return true;
			}
		} else if (c === 93 || c === 125) {
			depth--;
		}
	}
	return false;
}

// ---- requests

let nextId = 1;
let inFlight = 0;
let bytesInFlight = 0;
let queued = { __proto__: null, first: 0, next: 0 };
const pending = new MapClass();

class ToolError extends ErrorClass {
	#failed = true;

	constructor(toolId, code, message) {
		super(message);
		this.toolId = toolId;
		this.code = code;
	}

	static isToolError(value) {
		return #failed in value;
	}
}
defineProperty(ToolError.prototype, "name", {
	__proto__: null,
	value: "ToolError",
	writable: true,
	configurable: true,
});
const { isToolError } = ToolError;
delete ToolError.isToolError;

/*
 * Calls a method of the host. The promise fails with the stack of where the call was made, its site, and not of where
 * its answer came. More calls than may be in flight wait here, in the order they were made.
 */
function request(method, params, site) {
	return new PromiseClass((resolve, reject) => {
		const json = params();
		const bytes = byteLength(json);
		if (bytes > MAX_JSON) {
			throw new ToolError(null, "validation_input", `The arguments of ${method} are larger than 16 MB`);
		}
		queued[queued.next++] = { __proto__: null, method, json, bytes, resolve, reject, site };
		sendQueued();
	});
}

function sendQueued() {
	while (queued.first < queued.next && inFlight < MAX_CALLS) {
		const call = queued[queued.first];
		if (inFlight > 0 && bytesInFlight + call.bytes > MAX_CALL_BYTES) {
			return;
		}
		delete queued[queued.first++];
		const id = nextId++;
		if (inFlight++ === 0) {
			input.ref(); // From here on there is something to wait for
		}
		bytesInFlight += call.bytes;
		mapSet(pending, id, call);
		send(`{"jsonrpc":"2.0","id":${id},"method":"${call.method}","params":${call.json}}`);
		call.json = "";
	}
}

function answered(message) {
	const call = mapGet(pending, message.id);
	if (call === undefined) {
		hostIsGone(); // Nothing that speaks this protocol answers what was not asked
	}
	mapDelete(pending, message.id);
	bytesInFlight -= call.bytes;
	if (--inFlight === 0 && queued.first === queued.next) {
		input.unref();
	}
	const { error } = message;
	if (error === undefined) {
		call.resolve(message.result);
	} else {
		const { toolId = null, code = "internal" } = error.data ?? { __proto__: null };
		const failure = new ToolError(toolId, code, error.message);
		const site = toText(call.site.stack);
		const stack = `ToolError: ${error.message}${slice(site, indexOf(`${site}\n`, "\n"))}`;
		defineProperty(failure, "stack", { __proto__: null, value: stack, writable: true, configurable: true });
		call.reject(failure);
	}
	sendQueued();
}

// ---- tools and gateway

/* What the host says there is: namespaces and their tools, as code writes them; null if there are too many to list. */
let names = null;

// A promise's then must not find a tool, nor must anything that asks an object for its class
function isReserved(key) {
	return typeof key !== "string" || key === "then" || key === "constructor" || key === "__proto__";
}

function lazily(list, make) {
	const made = { __proto__: null };
	const get = (key) => (made[key] ??= make(key));
	function has(key) {
		if (isReserved(key)) {
			return false;
		}
		const all = list();
		for (let i = 0; i < all.length; i++) {
			if (all[i] === key) {
				return true;
			}
		}
		return false;
	}
	return new ProxyClass(create(null), {
		__proto__: null,
		get: (_, key) => (isReserved(key) ? undefined : get(key)),
		has: (_, key) => has(key),
		ownKeys: () => list(),
		getOwnPropertyDescriptor: (_, key) =>
			has(key)
				? { __proto__: null, value: get(key), enumerable: true, configurable: true, writable: false }
				: undefined,
		set: () => false,
		defineProperty: () => false,
		deleteProperty: () => false,
		setPrototypeOf: () => false,
		preventExtensions: () => false,
	});
}

function namesOf(namespace) {
	if (names === null) {
		throw new ErrorClass(
			"There are too many tools to list; find them with gateway.searchTools or gateway.listNamespaces",
		);
	}
	return namespace === undefined ? ownKeys(names) : (names[namespace] ?? []);
}

const tools = lazily(
	() => namesOf(),
	(namespace) =>
		lazily(
			() => namesOf(namespace),
			(name) => {
				const prefix = `{"namespace":${stringify(namespace)},"name":${stringify(name)},"args":`;
				const call = {
					[name](args) {
						const site = { __proto__: null };
						captureStackTrace(site, call);
						return request("runTool", () => `${prefix}${argumentsOf(args, `tools.${namespace}.${name}`)}}`, site);
					},
				}[name];
				return call;
			},
		),
);

function argumentsOf(args, called) {
	const json = args === undefined || args === null ? "{}" : encode(args, `The arguments of ${called}`);
	if (json === undefined) {
		throw new ToolError(null, "validation_input", `The arguments of ${called} must be an object`);
	}
	return json;
}

function gatewayMethod(method, params) {
	const call = {
		[method](first, second, third) {
			const site = { __proto__: null };
			captureStackTrace(site, call);
			const encoded = () => encode(params(first, second, third), `The arguments of gateway.${method}`);
			return request(method, encoded, site);
		},
	}[method];
	return call;
}

const gateway = freeze({
	searchTools: gatewayMethod("searchTools", (query = "", limit = 20, cursor = null) => ({
		__proto__: null,
		query,
		limit,
		cursor,
	})),
	listNamespaces: gatewayMethod("listNamespaces", () => ({ __proto__: null })),
	describeTool: gatewayMethod("describeTool", (id, detail = "summary") => ({ __proto__: null, id, detail })),
	listToolExamples: gatewayMethod("listToolExamples", (id, max = 5) => ({ __proto__: null, id, max })),
	runTool: gatewayMethod("runTool", (id, args) => ({ __proto__: null, id, args: args ?? { __proto__: null } })),
	runChain: gatewayMethod("runChain", (steps) => ({ __proto__: null, steps })),
});

// ---- output

function output(name, text) {
	for (let from = 0; from < text.length;) {
		let to = from + OUTPUT_PIECE;
		if (to < text.length && (charCodeAt(text, to) & 0xfc00) === 0xdc00) {
			to--; // Between the halves of a character
		}
		const piece = stringify(slice(text, from, to));
		send(`{"jsonrpc":"2.0","method":"output","params":{"stream":"${name}","text":${piece}}}`);
		from = to;
	}
}

/* Stands in for process.stdout and stderr: one pipe for both keeps their order, among them and with everything else. */
function outputStream(name, fd) {
	const decoder = new TextDecoder();
	const stream = new Writable({
		decodeStrings: false,
		write(chunk, encoding, done) {
			if (typeof chunk !== "string") {
				output(name, decode(decoder, chunk, { stream: true }));
			} else if (encoding === "utf8" || encoding === "utf-8") {
				output(name, chunk);
			} else {
				output(name, decode(decoder, bufferFrom(chunk, encoding), { stream: true }));
			}
			done();
		},
	});
	stream.fd = fd;
	return stream;
}

function replace(object, name, value) {
	defineProperty(object, name, { __proto__: null, value, writable: true, configurable: true, enumerable: true });
}

function replaceStreams() {
	replace(process, "stdout", outputStream("stdout", 1));
	replace(process, "stderr", outputStream("stderr", 2));
	if (IS_BUN || IS_DENO) {
		// Node's own console finds the streams by itself; theirs writes past them
		const { stdout, stderr } = process;
		defineProperty(globalThis, "console", {
			__proto__: null,
			value: new Console({ stdout, stderr, colorMode: false }),
			writable: true,
			configurable: true,
		});
	}
	// The real one is the host's
	defineProperty(process, "stdin", {
		__proto__: null,
		get() {
			const empty = Readable.from([]);
			replace(process, "stdin", empty);
			return empty;
		},
		configurable: true,
		enumerable: true,
	});
}

// ---- compiling

/* In the workspace, so that relative imports start there. Told to the user as main.js. */
const FILE = `${WORKSPACE}/main.js`;

/*
 * What goes around the code has a line of its own, numbered 0, so that lines and columns are the user's everywhere. Bun
 * does not know such offsets: there, it is on the first line, whose columns are corrected in errors.
 */
const BREAK = IS_BUN ? "" : "\n";

const EXPRESSION = `(async()=>(${BREAK}`;
const BODY = `(async()=>{${BREAK}`;

/* Comments and semicolons that are taken off the end, in search of an expression. */
const MAX_TRAILERS = 16;

/**
 * Compiles JavaScript in the forms that people and models write it: one expression, the body of a function with return
 * and await, or a module. The first form that it parses as is the one; if it parses as none, the form that got furthest
 * tells the error.
 */
class Compiler {
	attempts = [];

	constructor(code) {
		this.code = code;
	}

	/* Gives a function that runs the code, and what is before the code in it. */
	compile() {
		const expression = this.attempt(EXPRESSION, this.code, "\n))");
		if (expression) {
			return { run: expression, prefix: EXPRESSION };
		}
		const body = this.attempt(BODY, this.code, "\n;return __out})");
		if (body) {
			const statement = this.statement();
			return statement ? { run: statement, prefix: EXPRESSION } : { run: body, prefix: BODY };
		}
		if (/\b(export|import)\b/.test(this.code)) {
			const { before, text, after } = new ModuleRewriter(this.code).rewrite();
			const prefix = `(async(__export__,__meta__)=>{"use strict";${before}${BREAK}`;
			const module = this.attempt(prefix, text, after);
			if (module) {
				return { run: module.bind(undefined, exported, meta()), prefix };
			}
		}
		throw this.bestError();
	}

	/* One expression with a semicolon after it. This guesses where it ends: what is guessed wrong does not compile. */
	statement() {
		let text = this.code.trimEnd();
		let ended = false;
		for (let i = 0; i < MAX_TRAILERS; i++) {
			const lineComment = text.lastIndexOf("//");
			if (text.endsWith(";")) {
				ended = true;
				text = text.slice(0, -1);
			} else if (text.endsWith("*/")) {
				text = text.slice(0, Math.max(0, text.lastIndexOf("/*")));
			} else if (lineComment > text.lastIndexOf("\n")) {
				text = text.slice(0, lineComment);
			} else {
				break;
			}
			text = text.trimEnd();
		}
		return ended ? this.attempt(EXPRESSION, text, "\n))") : null;
	}

	attempt(prefix, text, suffix) {
		try {
			return new vm.Script(prefix + text + suffix, {
				filename: FILE,
				lineOffset: IS_BUN ? 0 : -1,
				importModuleDynamically: vm.constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER ?? ((name) => import(name)),
			}).runInThisContext();
		} catch (error) {
			this.attempts.push({ error, source: prefix + text + suffix, place: syntaxPlace(error, prefix) });
			return null;
		}
	}

	/* The last one among equals, since only what looks like a module is tried as one. */
	bestError() {
		const furthest = (a, b) => b.place.line - a.place.line || b.place.column - a.place.column;
		const best = this.attempts.reverse().sort(furthest)[0];
		return new CompileError(best, this.code);
	}
}

/* Where Node and Bun say that an error of syntax is: file and line, the line's text, and ^ below the place. */
function syntaxPlace(error, prefix) {
	const [head, , arrow = ""] = String(error.stack).split("\n");
	const line = head.startsWith(`${FILE}:`) ? Number(head.slice(FILE.length + 1)) : Number.NaN;
	if (!Number.isInteger(line)) {
		return { line: -1, column: -1 };
	}
	// In very long lines, nothing is below the place, which then is far out
	return userPlace(line, arrow.indexOf("^") + 1 || Infinity, prefix.length);
}

function userPlace(line, column, shift = firstShift) {
	if (line < 1) {
		return { line: 1, column: 1 };
	}
	return { line, column: Math.max(1, IS_BUN && line === 1 ? column - shift : column) };
}

/* An error of syntax, in terms of the user's source. */
class CompileError {
	constructor({ error, source, place }, code) {
		this.name = error.name;
		this.message = error.message;
		this.source = source;
		this.place = place;
		this.lines = code.split("\n");
	}

	async describe() {
		if (IS_DENO) {
			await this.locate();
		}
		let { line, column } = this.place;
		if (line < 1) {
			return { name: this.name, message: this.message, stack: null, line: null, column: null, toolCode: null };
		}
		const count = this.lines.length;
		const last = this.lines[count - 1].length + 1;
		let { message } = this;
		if (column === Infinity && line <= count) {
			column = null;
		} else if (line > count || (line === count && column >= last)) {
			line = count;
			column = last;
			message = "unexpected end of the code";
		}
		const stack = `${this.name}: ${message}\n    at main.js:${line}${column === null ? "" : `:${column}`}`;
		return { name: this.name, message, stack, line, column, toolCode: null };
	}

	/* Deno's engine keeps the place of such errors to itself. Its loader tells, and runs nothing of what it cannot load. */
	async locate() {
		try {
			await import(`data:text/javascript,${encodeURIComponent(this.source)}`);
		} catch (error) {
			const [, line, column] = /:(\d+):(\d+)\s/.exec(`${error.stack.slice(error.stack.indexOf("data:"))}\n`) ?? [];
			if (line !== undefined) {
				this.place = userPlace(line - 1, Number(column));
			}
		}
	}
}

const COMMENT = String.raw`\/\/.*|\/\*[^]*?\*\/`;
const STRING = String.raw`"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*'`;
const NAME = String.raw`[\p{ID_Start}$_][\p{ID_Continue}$]*`;
const TOKEN = new RegExp(String.raw`${COMMENT}|${STRING}|#?${NAME}|[\d.][\w.]*|\s+|[^]`, "uy");
const REGULAR_EXPRESSION = /\/(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/\w*/y;
const TEMPLATE_STOP = /\\[^]|`|\$\{/g;

/* After these, a slash begins a regular expression, as it does after most signs. After other names it divides. */
const KEYWORD = /^(?:await|case|delete|do|else|in|instanceof|new|of|return|throw|typeof|void|yield)$/;

const DEFAULT_DECLARATION = new RegExp(
	String.raw`export\s+default(\s+(?:async\s+)?(?:function\b\s*\*?|class\b)\s*)(${NAME})?`,
	"uy",
);

/**
 * Makes the body of a function of a module: imports go to the line before the code, and declarations of imports and
 * exports are overwritten with spaces, so that everything else stays where it is.
 */
class ModuleRewriter {
	imports = "";
	exported = "";
	count = 0;

	constructor(code) {
		this.code = code;
	}

	rewrite() {
		let text = "";
		let from = 0;
		for (const { start, end, replacement } of this.declarations()) {
			text += this.code.slice(from, start) + replacement;
			from = end;
		}
		return {
			before: this.imports,
			text: text + this.code.slice(from),
			after: `\n;return ${this.exported ? `__export__(${this.exported})` : "__out"}})`,
		};
	}

	/* Goes through the code token by token: only declarations outside of all brackets, strings and comments count. */
	*declarations() {
		const open = [];
		let previous = ";";
		for (let at = 0; at < this.code.length;) {
			let [text] = this.match(TOKEN, at);
			const significant = !/^(\s|\/[/*])/.test(text);
			if (text === "/" && (KEYWORD.test(previous) || !/[\w$)\]]$/.test(previous))) {
				text = this.match(REGULAR_EXPRESSION, at)?.[0] ?? text;
			} else if (text === "`" || (text === "}" && open.at(-1) === "`")) {
				if (text === "}") {
					open.pop();
				}
				let part = this.match(TEMPLATE_STOP, at + 1);
				while (part?.[0][0] === "\\") {
					part = TEMPLATE_STOP.exec(this.code);
				}
				text = this.code.slice(at, part ? TEMPLATE_STOP.lastIndex : undefined);
				if (part?.[0] === "${") {
					open.push("`");
				}
			} else if (/^[([{]$/.test(text)) {
				open.push(text);
			} else if (/^[)\]}]$/.test(text)) {
				open.pop();
			} else if ((text === "import" || text === "export") && previous !== ".") {
				const declaration = text === "import" ? this.importAt(at, open.length) : this.exportAt(at, open.length);
				if (declaration) {
					yield declaration;
					at = declaration.end;
					previous = declaration.next ?? ";";
					continue;
				}
			}
			if (significant) {
				previous = text;
			}
			at += text.length;
		}
	}

	match(pattern, at) {
		pattern.lastIndex = at;
		return pattern.exec(this.code);
	}

	/* Overwrites a declaration: with something, then with spaces; lines stay even where columns cannot. */
	overwrite(start, length, text = "", next = ";") {
		const end = start + length;
		const old = this.code.slice(start, end);
		const rest =
			old.lastIndexOf("\n", text.length) < 0
				? old.slice(text.length).replace(/[^\n]/g, " ")
				: old.replace(/[^\n]/g, "");
		return { start, end, replacement: text + rest, next };
	}

	importAt(at, depth) {
		const meta = this.match(/import\s*\.\s*meta\b/y, at);
		if (meta) {
			return this.overwrite(at, meta[0].length, "__meta__", "__meta__");
		}
		const found =
			depth === 0 &&
			this.match(/import\b\s*(?:([^'"();=]+?)\s*\bfrom\b\s*)?("[^"\n]*"|'[^'\n]*')(?:\s*with\s*(\{[^}]*\}))?/y, at);
		if (!found) {
			return null;
		}
		this.imports += importOf(found[1] ?? "", found[2], found[3], `__import${this.count++}__`);
		return this.overwrite(at, found[0].length, ";");
	}

	exportAt(at, depth) {
		if (depth > 0) {
			return null;
		}
		const declared = this.match(DEFAULT_DECLARATION, at);
		if (declared) {
			const [all, kind, name] = declared;
			if (name !== undefined && name !== "extends") {
				this.exported = name;
				return this.overwrite(at, all.length - kind.length - name.length);
			}
			this.exported = "__dflt__";
			const length = all.length - (name ?? "").length;
			return this.overwrite(at, length, `${kind.trim().replace(/\s+/g, " ")} __dflt__ `, "class");
		}
		const value = this.match(/export\s+default\b/y, at);
		if (value) {
			this.exported = "__dflt__";
			return this.overwrite(at, value[0].length, "let __dflt__ =", "=");
		}
		const from = this.match(/export\s*(?:\*[^'"]*?|\{[^}]*\}\s*)from\s*("[^"\n]*"|'[^'\n]*')/y, at);
		if (from) {
			this.imports += `await import(${from[1]});`;
			return this.overwrite(at, from[0].length, ";");
		}
		const list = this.match(/export\s*\{([^}]*)\}/y, at);
		if (list) {
			this.exported = /([\p{ID_Start}$_][\p{ID_Continue}$]*)\s+as\s+default\b/u.exec(list[1])?.[1] ?? this.exported;
			return this.overwrite(at, list[0].length, ";");
		}
		const declaration = this.match(/export\b(?=\s+(?:const|let|var|function|class|async)\b)/y, at);
		return declaration && this.overwrite(at, declaration[0].length);
	}
}

/* The clause of an import as a declaration: a, {b as c} becomes const {default: a, b: c} = await import(…). */
function importOf(clause, specifier, attributes, variable) {
	const load = `await import(${specifier}${attributes ? `,{with:${attributes}}` : ""});`;
	const text = clause.replace(/\/\*[^]*?\*\/|\/\/.*/g, "").trim();
	if (text === "") {
		return load;
	}
	const parts = [];
	const namespace = /\*\s*as\s+(\S+)\s*$/.exec(text)?.[1];
	const named = /\{([^}]*)\}/.exec(text)?.[1] ?? "";
	const defaultName = /^[^*{,\s]+/.exec(text)?.[0];
	if (defaultName !== undefined) {
		parts.push(`default:${defaultName}`);
	}
	for (const item of named.split(",")) {
		const [, name, local] = /^\s*(\S+)(?:\s+as\s+(\S+))?\s*$/.exec(item) ?? [];
		if (name !== undefined) {
			parts.push(`${name}:${local ?? name}`);
		}
	}
	const target = namespace ?? variable;
	return `const ${target}=${load}${parts.length > 0 ? `const {${parts.join(",")}}=${target};` : ""}`;
}

/* The integer at a place of a text, NaN if there is none. */
function parseInteger(text, start) {
	let end = start;
	while (end < text.length && charCodeAt(text, end) >= 48 && charCodeAt(text, end) <= 57) {
		end++;
	}
	return end === start ? NaN : +slice(text, start, end);
}

const exported = (value) => (callableSource(value) === undefined ? value : value());

const meta = () => ({ __proto__: null, url: `file://${encodeURI(FILE)}`, filename: FILE, dirname: process.cwd() });

/* The source of a function that can be called, undefined for everything else. */
function callableSource(value) {
	const source = typeof value === "function" ? functionSource(value) : undefined;
	return source === undefined || slice(source, 0, 5) === "class" ? undefined : source;
}

// ---- errors

const isError = (value) =>
	typeof value === "object" && value !== null && (isNativeError(value) || isPrototypeOf(ErrorPrototype, value));

const bounded = (value) => (typeof value === "string" ? slice(value, 0, MAX_TEXT) : null);

/* How many characters of ours are before the user's on the first line. Bun only. */
let firstShift = 0;

/* The frames of the user's source in a stack, called main.js. */
function framesOf(stack) {
	let result = "";
	if (typeof stack !== "string") {
		return result;
	}
	for (let from = 0; from < stack.length;) {
		const next = indexOf(stack, "\n", from);
		const to = next < 0 ? stack.length : next;
		const line = slice(stack, from, to);
		const at = indexOf(line, `${FILE}:`);
		if (at >= 0 && indexOf(line, "    at ") === 0) {
			const scheme = indexOf(line, "file://");
			const before = slice(line, 0, scheme >= 0 && scheme < at ? scheme : at);
			const place = slice(line, at + FILE.length + 1);
			const number = parseInteger(place, 0);
			const column = parseInteger(place, indexOf(place, ":") + 1) - (number === 1 ? firstShift : 0);
			if (number >= 1 && number <= lineCount) {
				const named = before === "    at __dflt__ (" ? "    at default (" : before;
				const end = place[place.length - 1] === ")" ? ")" : "";
				result += `${result && "\n"}${named}main.js:${number}:${column > 1 ? column : 1}${end}`;
			}
		}
		from = to + 1;
	}
	return result;
}

/* Describes whatever was thrown. Reads it as the user's code could, so that its getters may throw here. */
function describe(thrown) {
	const told = { __proto__: null, name: "Error", message: "", stack: null, line: null, column: null, toolCode: null };
	try {
		let frames = "";
		if (isError(thrown)) {
			told.name = bounded(thrown.name) || "Error";
			told.message = bounded(toText(thrown.message));
			frames = framesOf(bounded(thrown.stack));
			if (isToolError(thrown)) {
				told.toolCode = bounded(thrown.code);
			}
		} else if (typeof thrown === "object" && thrown !== null) {
			told.name = bounded(thrown.name) || "Error";
			told.message = bounded(thrown.message) ?? bounded(inspect(thrown));
		} else {
			told.message = bounded(typeof thrown === "string" ? thrown : inspect(thrown));
		}
		place(told, frames);
	} catch {
		told.name = "Error";
		told.message = "What was thrown could not be described";
	}
	return told;
}

/* Tells line and column of the first frame. */
function place(told, frames) {
	if (frames === "") {
		return;
	}
	told.stack = bounded(`${told.name}: ${told.message}\n${frames}`);
	const start = indexOf(frames, "main.js:") + 8;
	const line = parseInteger(frames, start);
	const column = parseInteger(frames, indexOf(frames, ":", start) + 1);
	told.line = line;
	told.column = column;
}

// ---- files

/* A time that files which were given have until something writes to them. */
const GIVEN = Math.floor(Date.now() / 1000) - 60;
const given = new MapClass();

function isPlain(path) {
	return (
		typeof path === "string" &&
		path !== "" &&
		!/[\0\\]/.test(path) &&
		!path.split("/").some((part) => /^\.{0,2}$/.test(part))
	);
}

function writeFiles(files) {
	for (const { path, data } of files) {
		if (!isPlain(path)) {
			throw new Error(`'${path}' is no path of a file below the workspace`);
		}
		const folder = path.lastIndexOf("/");
		if (folder > 0) {
			mkdirSync(path.slice(0, folder), { recursive: true });
		}
		const bytes = bufferFrom(data, "base64");
		const fd = openSync(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0o644);
		try {
			for (let done = 0; done < bytes.length;) {
				done += writeSync(fd, bytes, done, bytes.length - done);
			}
			futimesSync(fd, GIVEN, GIVEN);
		} finally {
			closeSync(fd);
		}
		mapSet(given, path, bytes.length);
	}
}

/**
 * Gives out the files that the code left. What is no plain file, or could be something else by the time it is read, is
 * skipped. The host bounds everything again.
 */
class Artifacts {
	files = 0;
	bytes = 0;
	entries = 0;
	skipped = 0;

	constructor({ maxFiles, maxBytes, maxDepth }) {
		this.maxFiles = maxFiles;
		this.maxBytes = maxBytes;
		this.maxDepth = maxDepth;
	}

	collect() {
		try {
			apply(chdir, process, [WORKSPACE]); // The code may have gone elsewhere, and what is there are no artifacts
		} catch (error) {
			this.skip("", `it cannot be entered: ${error.code}`);
			return;
		}
		this.walk("", 0);
	}

	walk(folder, depth) {
		const found = [];
		let directory;
		try {
			directory = opendirSync(folder === "" ? "." : folder);
			for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) {
				if (++this.entries > MAX_ENTRIES) {
					this.skip(folder, `there are more than ${MAX_ENTRIES} files`);
					break;
				}
				push(found, entry.name);
			}
		} catch (error) {
			this.skip(folder, `it cannot be read: ${error.code}`);
		} finally {
			directory?.closeSync();
		}
		sort(found);
		for (let i = 0; i < found.length; i++) {
			this.visit(folder === "" ? found[i] : `${folder}/${found[i]}`, depth);
		}
	}

	visit(path, depth) {
		try {
			const stat = lstatSync(path);
			if ((stat.mode & S_IFMT) === S_IFDIR) {
				if (depth >= this.maxDepth) {
					this.skip(path, `it is more than ${this.maxDepth} folders deep`);
				} else {
					this.walk(path, depth + 1);
				}
			} else if (!(stat.mtimeMs === GIVEN * 1000 && stat.size === mapGet(given, path))) {
				const reason = this.objection(path, stat);
				if (reason === null) {
					this.give(path, stat);
				} else {
					this.skip(path, reason);
				}
			}
		} catch (error) {
			this.skip(path, `it cannot be read: ${error.code}`);
		}
	}

	objection(path, stat) {
		switch (stat.mode & S_IFMT) {
			case S_IFREG:
				break;
			case S_IFLNK:
				return "a link";
			case S_IFIFO:
				return "a fifo";
			case S_IFSOCK:
				return "a socket";
			default:
				return "a device";
		}
		if (indexOf(path, "\uFFFD") >= 0 || indexOf(path, "\\") >= 0 || path.length > MAX_PATH) {
			return "its path is too long, has a backslash, or is no UTF-8";
		}
		if (stat.nlink !== 1) {
			return "it has more than one name";
		}
		if (stat.size > 4096 && stat.blocks * 512 < stat.size) {
			return "it has holes"; // Up to a page, file systems may keep a file where they keep its name
		}
		if (this.files >= this.maxFiles) {
			return `there are more than ${this.maxFiles} files`;
		}
		return this.bytes + stat.size > this.maxBytes ? `all files together are larger than ${this.maxBytes} bytes` : null;
	}

	give(path, expected) {
		const fd = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
		try {
			const stat = fstatSync(fd);
			if (
				(stat.mode & S_IFMT) !== S_IFREG ||
				stat.nlink !== 1 ||
				stat.ino !== expected.ino ||
				stat.dev !== expected.dev
			) {
				this.skip(path, "it was replaced");
				return;
			}
			this.files++;
			let left = min(stat.size, expected.size);
			const piece = bufferAlloc(min(left, ARTIFACT_PIECE) || 1);
			do {
				let length = 0;
				while (length < min(left, piece.length)) {
					const count = this.read(fd, piece, length, min(left, piece.length) - length);
					if (count === 0) {
						left = length; // It was cut short meanwhile
					}
					length += count;
				}
				left -= length;
				this.bytes += length;
				const data = bufferText(piece, "base64", 0, length);
				const name = stringify(path);
				send(`{"jsonrpc":"2.0","method":"artifact","params":{"path":${name},"data":"${data}","last":${left <= 0}}}`);
			} while (left > 0);
		} finally {
			closeSync(fd);
		}
	}

	/* Once a file has begun, it must come to an end. */
	read(fd, bytes, offset, length) {
		try {
			return readSync(fd, bytes, offset, length, null);
		} catch {
			return 0;
		}
	}

	skip(path, reason) {
		if (this.skipped++ < MAX_SKIPPED && warmed === null) {
			const params = stringify({ __proto__: null, path, reason });
			send(`{"jsonrpc":"2.0","method":"skipped","params":${params}}`);
		}
	}
}

// ---- one execution

let execution = null;
let lineCount = 0;

/* Told that the execution that only warms up has ended, null for the user's. */
let warmed = null;

/* Rejections that nobody has handled yet. They may be: only those that are left at the end are errors. */
const rejections = new MapClass();

function execute({ code, input: value, env, files, artifacts, names: known }) {
	execution = { __proto__: null, code, artifacts, ended: false };
	input.unref(); // From here on the code decides how long there is something to do
	lineCount = code.split("\n").length;
	names = known ? withoutReserved(known) : null;
	Object.assign(process.env, env);
	defineGlobal("input", value ?? null, true);
	try {
		writeFiles(files ?? []);
		const { run, prefix } = new Compiler(code).compile();
		firstShift = IS_BUN ? prefix.length : 0;
		// Called by the engine, not from here, so that no frames of ours are in stacks that the user prints
		const ran = then(resolved, run);
		const called = prefix === EXPRESSION ? then(ran, (f) => (isOwnFunction(f) ? then(resolved, f) : f)) : ran;
		// After a turn of the event loop, which tells what was rejected and never handled
		const failed = (error) => setImmediate(() => end(error, undefined, true));
		then(called, (result) => setImmediate(() => end(null, result)), failed);
	} catch (error) {
		if (error instanceof CompileError) {
			then(error.describe(), answerError);
		} else {
			end(error, undefined, true);
		}
	}
}

function withoutReserved(known) {
	const result = create(null);
	for (const namespace of Object.keys(known)) {
		if (!isReserved(namespace)) {
			result[namespace] = known[namespace].filter((name) => !isReserved(name));
		}
	}
	return result;
}

/*
 * A function that is all there is of the code is called. Another that an expression happens to give, such as Math.max,
 * is only a value.
 */
function isOwnFunction(value) {
	const source = callableSource(value);
	return source !== undefined && indexOf(execution.code, source) >= 0;
}

function defineGlobal(name, value, writable) {
	defineProperty(globalThis, name, { __proto__: null, value, writable, configurable: writable, enumerable: false });
}

function defineGlobals() {
	defineGlobal("ToolError", ToolError, false);
	defineGlobal("tools", tools, false);
	defineGlobal("gateway", gateway, false);
	defineProperty(globalThis, "__out", { __proto__: null, value: undefined, writable: true, configurable: false });
	defineGlobal("require", createRequire(FILE), true);
}

/* The code has come to its end, with an error or a value. */
function end(error, value, failed = false) {
	if (execution === null || execution.ended) {
		return;
	}
	if (failed) {
		answerError(describe(error));
		return;
	}
	const rejection = firstRejection();
	if (rejection !== null) {
		answerError(describe(rejection.reason));
		return;
	}
	try {
		const json = encode(value === undefined ? globalThis.__out : value, "The value") ?? "null";
		exit(process.exitCode, json);
	} catch (thrown) {
		answerError(describe(thrown));
	}
}

function firstRejection() {
	let first = null;
	mapForEach(rejections, (reason) => {
		first ??= { __proto__: null, reason };
	});
	return first;
}

function exit(code, json = "null") {
	const number = (+code || 0) & 255;
	if (number === 0) {
		answer(`"result":{"value":${json},"exitCode":0}`);
		return;
	}
	const message = `The code ended itself with exit code ${number}`;
	answerError(
		{ __proto__: null, name: "ExitError", message, stack: null, line: null, column: null, toolCode: null },
		number,
	);
}

function answerError({ name, message, stack, line, column, toolCode }, exitCode = 1) {
	const data = { __proto__: null, name, stack, line, column, exitCode, toolCode };
	const error = stringify({ __proto__: null, code: -32000, message, data });
	answer(`"error":${error}`);
}

function answer(part) {
	if (execution.ended) {
		return;
	}
	execution.ended = true;
	try {
		if (warmed === null) {
			process.emit("exit", 0); // What the code wants to do at its end still counts as its run
		}
	} catch {
		// As with the real event, what is thrown here has nowhere to go
	}
	if (execution.artifacts) {
		new Artifacts(execution.artifacts).collect();
	}
	if (warmed !== null) {
		warmed();
		return;
	}
	send(`{"jsonrpc":"2.0","id":0,${part}}`);
	mark = null;
	awaitEnd();
}

/* Until the host has read what the kernel has counted for this sandbox, which may end with its first process. */
function awaitEnd() {
	const bytes = bufferAlloc(64);
	for (;;) {
		try {
			if (readSync(inputFd, bytes, 0, 64, null) === 0) {
				exitNow(0);
			}
		} catch (error) {
			again(error);
		}
	}
}

const STUCK =
	"The code awaits a promise that nothing will settle: no tool call runs, no timer is set and nothing is read";

function watch() {
	const only = (event) => process.listenerCount(event) === 1;
	process.on("uncaughtException", (error) => only("uncaughtException") && end(error, undefined, true));
	process.on("unhandledRejection", (reason, promise) => {
		if (only("unhandledRejection")) {
			mapSet(rejections, promise, reason);
		}
	});
	process.on("rejectionHandled", (promise) => mapDelete(rejections, promise));
	globalThis.addEventListener?.("rejectionhandled", ({ promise }) => mapDelete(rejections, promise)); // Deno
	process.on("beforeExit", () => {
		if (execution !== null && !execution.ended) {
			const { reason } = firstRejection() ?? { __proto__: null, reason: new ErrorClass(STUCK) };
			end(reason, undefined, true);
		}
	});
	// Returns only where it ends nothing any more: in handlers of "exit"
	const leave = (code = process.exitCode) => exit(code);
	process.exit = leave;
	if (IS_DENO) {
		globalThis.Deno.exit = leave;
	} else {
		// Of use to nobody but the developers of Node, and caused by how this program compiles code
		const tell = process.listeners("warning");
		process.removeAllListeners("warning");
		process.on("warning", (warning) => {
			if (warning.name !== "ExperimentalWarning") {
				for (let i = 0; i < tell.length; i++) {
					apply(tell[i], process, [warning]);
				}
			}
		});
	}
}

/*
 * The end of the host ends the guest: the input says so, unless the main thread is busy forever. Where the host is an
 * ordinary process beside this one, as the only thing that could end it then, another thread looks whether it still
 * lives. In a sandbox with process ids of its own, the sandbox ends with its host.
 */
function watchParent() {
	if (process.ppid <= 1) {
		return;
	}
	try {
		const { Worker } = createRequire(FILE)("node:worker_threads"); // Slow to load, and rarely of use
		const program = `
			const cell = new Int32Array(new SharedArrayBuffer(4));
			const parent = ${process.ppid};
			while (process.ppid === parent) Atomics.wait(cell, 0, 0, 500);
			process.kill(${pid}, "SIGKILL");`;
		const options = {
			eval: true,
			execArgv: [],
			env: {},
			resourceLimits: { maxOldGenerationSizeMb: 16, stackSizeMb: 1 },
		};
		new Worker(program, options).on("error", () => {}).unref();
	} catch {
		// A sandbox that allows no more threads ends otherwise
	}
}

// ---- start

/*
 * Executes code of its own first, so that the engine has loaded and compiled what the user's takes. Nothing of it is
 * sent, and nothing of it is left.
 */
async function warmUp() {
	const params = { code: "1 + 1", input: null, env: {}, files: [], names: {} };
	params.artifacts = { maxFiles: 0, maxBytes: 0, maxDepth: 0 };
	await new PromiseClass((resolve) => {
		warmed = resolve;
		execute(parse(stringify(params)));
	});
	warmed = null;
	execution = null;
	input.ref();
}

/*
 * Takes the host's stream away from descriptor 0, where the code and its children look for their input. Node has no
 * dup; opening a pipe once more is the same.
 */
function takeInput() {
	if (IS_BUN || IS_DENO) {
		return 0;
	}
	let fd;
	try {
		fd = openSync("/proc/self/fd/0", O_RDONLY);
	} catch {
		return 0; // A socket cannot be opened
	}
	closeSync(0);
	try {
		openSync("/dev/null", O_RDONLY); // Becomes 0, the lowest that is free
	} catch {
		// Then 0 is the next file that is opened, which is as good
	}
	return fd;
}

function readLine(fd) {
	const bytes = bufferAlloc(65536);
	for (;;) {
		const line = lines.take();
		if (line !== undefined) {
			return line;
		}
		try {
			const length = readSync(fd, bytes, 0, bytes.length, null);
			if (length === 0) {
				hostIsGone();
			}
			lines.add(bufferFrom(bytes.subarray(0, length)));
		} catch (error) {
			again(error);
		}
	}
}

function received() {
	if (warmed !== null) {
		return; // A host that does not wait until the guest is ready
	}
	for (let line = lines.take(); line !== undefined; line = lines.take()) {
		let message;
		try {
			message = parse(line);
		} catch {
			hostIsGone(); // Or it is no host of ours
		}
		if (message.method === "execute") {
			execute(message.params);
		} else {
			answered(message);
		}
	}
}

function listen(fd) {
	const options = { fd, readable: true, writable: false };
	if (!IS_BUN && !IS_DENO) {
		// Past the queues of the stream: every answer to a tool call comes this way
		const buffer = bufferAlloc(65536);
		const callback = (length) => {
			lines.add(bufferFrom(bufferSlice(buffer, 0, length)));
			received();
		};
		options.onread = { buffer, callback };
	}
	const stream = IS_BUN ? process.stdin : new net.Socket(options);
	if (options.onread === undefined) {
		stream.on("data", (bytes) => {
			lines.add(bytes);
			received();
		});
	}
	stream.on("error", hostIsGone);
	stream.on("end", hostIsGone);
	stream.on("close", hostIsGone);
	return stream;
}

for (const name of Object.keys(process.env)) {
	delete process.env[name];
}
const inputFd = takeInput();
const start = parse(readLine(inputFd)).params;
mark = `\x1E${start.nonce}`;
const input = listen(inputFd);
replaceStreams();
watch();
defineGlobals();
await warmUp();
const runtime = IS_BUN
	? `bun ${process.versions.bun}`
	: IS_DENO
		? `deno ${process.versions.deno}`
		: `node ${process.versions.node}`;
send(`{"jsonrpc":"2.0","method":"ready","params":{"protocol":1,"runtime":"${runtime}"}}`);
watchParent();
received();
