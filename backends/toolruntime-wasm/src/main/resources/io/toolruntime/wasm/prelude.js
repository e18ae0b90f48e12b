/*
 * What code in the sandbox finds besides the language itself: tools, gateway, ToolError, console, process.env, timers.
 * Runs once, when the engine is made; every execution starts from a copy of the memory it leaves.
 *
 * The host trusts nothing that comes from here: the code of an execution shares this realm and may have changed all of
 * it. What is captured below only keeps an execution that tampers with prototypes from breaking its own console and
 * tools. Hence no spread, no for-of, no methods of values: they look up what code can replace.
 */
(function (write, start, names, setTimer, clearTimer) {
	"use strict";

	const { apply, getOwnPropertyDescriptor, getPrototypeOf, ownKeys } = Reflect;
	const { assign, create, defineProperty, freeze, hasOwn } = Object;
	const { isArray } = Array;
	const { stringify } = JSON;
	const { now } = performance;
	const uncurry = Function.prototype.bind.bind(Function.prototype.call);
	const slice = uncurry(String.prototype.slice);
	const indexOf = uncurry(String.prototype.indexOf);
	const startsWith = uncurry(String.prototype.startsWith);
	const repeat = uncurry(String.prototype.repeat);
	const padEnd = uncurry(String.prototype.padEnd);
	const replaceAll = uncurry(String.prototype.replaceAll);
	const functionSource = uncurry(Function.prototype.toString);
	const isPrototypeOf = uncurry(Object.prototype.isPrototypeOf);
	const isEnumerable = uncurry(Object.prototype.propertyIsEnumerable);
	const symbolText = uncurry(Symbol.prototype.toString);
	const dateText = uncurry(Date.prototype.toISOString);
	const dateTime = uncurry(Date.prototype.getTime);
	const regExpText = uncurry(RegExp.prototype.toString);
	const mapForEach = uncurry(Map.prototype.forEach);
	const mapSize = uncurry(getOwnPropertyDescriptor(Map.prototype, "size").get);
	const setForEach = uncurry(Set.prototype.forEach);
	const setSize = uncurry(getOwnPropertyDescriptor(Set.prototype, "size").get);
	const typedArrayName = uncurry(getOwnPropertyDescriptor(getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag).get);
	const bufferLength = uncurry(getOwnPropertyDescriptor(ArrayBuffer.prototype, "byteLength").get);
	const isView = ArrayBuffer.isView;
	const test = uncurry(RegExp.prototype.test);
	const toText = String;
	const ErrorClass = Error;
	const ErrorPrototype = Error.prototype;
	const ObjectPrototype = Object.prototype;
	const ProxyClass = Proxy;
	const TypeErrorClass = TypeError;
	const RangeErrorClass = RangeError;
	const PromisePrototype = Promise.prototype;
	const RegExpPrototype = RegExp.prototype;
	const DatePrototype = Date.prototype;
	const MapPrototype = Map.prototype;
	const SetPrototype = Set.prototype;
	const BufferPrototype = ArrayBuffer.prototype;
	const regExpFlags = uncurry(getOwnPropertyDescriptor(RegExpPrototype, "hasIndices").get);

	// Kinds of gateway calls, as the host counts them
	const RUN_NAMED_TOOL = 0;
	const SEARCH_TOOLS = 1;
	const LIST_NAMESPACES = 2;
	const DESCRIBE_TOOL = 3;
	const LIST_TOOL_EXAMPLES = 4;
	const RUN_TOOL = 5;
	const RUN_CHAIN = 6;

	/* Properties that code can neither replace nor delete stay what they are; the others behave as in Node. */
	function global(name, value, writable = true) {
		defineProperty(globalThis, name, { __proto__: null, value, writable, configurable: writable, enumerable: false });
	}

	// ---- tools and gateway

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
	defineProperty(ToolError.prototype, "name", { __proto__: null, value: "ToolError", writable: true, configurable: true });
	const { isToolError } = ToolError;
	delete ToolError.isToolError;

	/* The error of a failed call, with the stack of where the call was made. */
	function toolError(toolId, code, message, site) {
		const error = new ToolError(toolId, code, message);
		const { stack } = site;
		if (typeof stack === "string") {
			defineProperty(error, "stack", { __proto__: null, value: userFrames(stack), writable: true, configurable: true });
		}
		return error;
	}

	// A promise's then must not find a tool, nor must anything that asks an object for its class
	function isReserved(key) {
		return typeof key !== "string" || key === "then" || key === "constructor" || key === "__proto__";
	}

	/* An object of what has a name on the host; the names are asked for once, when somebody looks around. */
	function lazily(list, make) {
		const made = { __proto__: null };
		let known;
		let index;
		function all() {
			if (known === undefined) {
				const names = list();
				index = { __proto__: null };
				for (let i = 0; i < names.length; i++) {
					index[names[i]] = true;
				}
				known = names;
			}
			return known;
		}
		function get(key) {
			return (made[key] ??= make(key));
		}
		function has(key) {
			if (isReserved(key)) {
				return false;
			}
			all();
			return index[key] === true;
		}
		return new ProxyClass(create(null), {
			__proto__: null,
			get: (_, key) => (isReserved(key) ? undefined : get(key)),
			has: (_, key) => has(key),
			ownKeys: () => all(),
			getOwnPropertyDescriptor: (_, key) =>
				has(key) ? { __proto__: null, value: get(key), enumerable: true, configurable: true, writable: false } : undefined,
			set: () => false,
			defineProperty: () => false,
			deleteProperty: () => false,
			setPrototypeOf: () => false,
			preventExtensions: () => false,
		});
	}

	function toolsOf(namespace) {
		return lazily(
			() => names(namespace),
			(name) =>
				({
					[name]: (args) => start(RUN_NAMED_TOOL, namespace, name, args, new ErrorClass()),
				})[name],
		);
	}

	const tools = lazily(() => names(), toolsOf);

	const gateway = freeze({
		searchTools: (query = "", limit = 20, cursor = null) =>
			start(SEARCH_TOOLS, undefined, undefined, { __proto__: null, query, limit, cursor }, new ErrorClass()),
		listNamespaces: () => start(LIST_NAMESPACES, undefined, undefined, undefined, new ErrorClass()),
		describeTool: (id, detail = "summary") =>
			start(DESCRIBE_TOOL, id, undefined, { __proto__: null, detail }, new ErrorClass()),
		listToolExamples: (id, max = 5) =>
			start(LIST_TOOL_EXAMPLES, id, undefined, { __proto__: null, max }, new ErrorClass()),
		runTool: (id, args) => start(RUN_TOOL, id, undefined, args, new ErrorClass()),
		runChain: (steps) => start(RUN_CHAIN, undefined, undefined, { __proto__: null, steps }, new ErrorClass()),
	});

	// ---- console

	const MAX_ITEMS = 100;
	const MAX_DEPTH = 2;
	const MAX_TEXT = 10000;
	const LINE = 72;
	const IDENTIFIER = /^[A-Za-z_$][A-Za-z0-9_$]*$/;

	function quote(text) {
		if (indexOf(text, "'") < 0) {
			return `'${escape(text)}'`;
		}
		if (indexOf(text, '"') < 0) {
			return `"${escape(text)}"`;
		}
		return indexOf(text, "`") < 0 ? `\`${escape(text)}\`` : `'${replaceAll(escape(text), "'", "\\'")}'`;
	}

	function escape(text) {
		let result = replaceAll(text, "\\", "\\\\");
		result = replaceAll(result, "\n", "\\n");
		result = replaceAll(result, "\r", "\\r");
		return replaceAll(result, "\t", "\\t");
	}

	function abbreviate(text) {
		return text.length <= MAX_TEXT
			? text
			: `${slice(text, 0, MAX_TEXT)}... ${text.length - MAX_TEXT} more characters`;
	}

	function className(value) {
		const prototype = getPrototypeOf(value);
		if (prototype === null) {
			return "[Object: null prototype]";
		}
		const descriptor = getOwnPropertyDescriptor(prototype, "constructor");
		const constructor = descriptor && descriptor.value;
		const name = typeof constructor === "function" ? getOwnPropertyDescriptor(constructor, "name")?.value : undefined;
		return typeof name === "string" && name !== "" ? name : "Object";
	}

	function inspectFunction(value) {
		const name = getOwnPropertyDescriptor(value, "name")?.value;
		const named = typeof name === "string" && name !== "";
		if (startsWith(functionSource(value), "class")) {
			return named ? `[class ${name}]` : "[class (anonymous)]";
		}
		return named ? `[Function: ${name}]` : "[Function (anonymous)]";
	}

	function inspectKey(key) {
		if (typeof key === "symbol") {
			return `[${symbolText(key)}]`;
		}
		return test(IDENTIFIER, key) ? key : quote(key);
	}

	function inspectProperty(value, key, depth, seen) {
		const descriptor = getOwnPropertyDescriptor(value, key);
		if (descriptor === undefined) {
			return "undefined";
		}
		if (hasOwn(descriptor, "value")) {
			return inspect(descriptor.value, depth + 1, seen);
		}
		if (descriptor.get === undefined) {
			return "[Setter]";
		}
		return descriptor.set === undefined ? "[Getter]" : "[Getter/Setter]";
	}

	function inspect(value, depth, seen) {
		switch (typeof value) {
			case "string":
				return quote(abbreviate(value));
			case "bigint":
				return `${toText(value)}n`;
			case "symbol":
				return symbolText(value);
			case "number":
				return value === 0 && 1 / value < 0 ? "-0" : toText(value);
			case "function":
				return inspectFunction(value);
			case "object":
				return value === null ? "null" : inspectObject(value, depth, seen);
			default:
				return toText(value);
		}
	}

	// Tells instances of built-in classes from objects that only inherit from one
	function accepts(method, value) {
		try {
			method(value);
			return true;
		} catch {
			return false;
		}
	}

	function inspectObject(value, depth, seen) {
		for (let link = seen; link !== null; link = link.outer) {
			if (link.value === value) {
				return "[Circular]";
			}
		}
		if (isPrototypeOf(ErrorPrototype, value)) {
			return depth === 0 ? errorText(value) : `[${errorText(value)}]`;
		}
		if (isPrototypeOf(RegExpPrototype, value) && accepts(regExpFlags, value)) {
			return regExpText(value);
		}
		if (isPrototypeOf(DatePrototype, value) && accepts(dateTime, value)) {
			const time = dateTime(value);
			return time === time ? dateText(value) : "Invalid Date";
		}
		const name = className(value);
		if (depth > MAX_DEPTH) {
			return isArray(value) ? "[Array]" : `[${name}]`;
		}
		const inner = { __proto__: null, value, outer: seen };
		const entries = { __proto__: null, length: 0 };
		let open = "{";
		let close = "}";
		let prefix = name === "Object" ? "" : `${name} `;
		if (isArray(value)) {
			open = "[";
			close = "]";
			prefix = name === "Array" ? "" : `${name}(${value.length}) `;
			addItems(entries, value, depth, inner);
		} else if (isView(value) && typedArrayName(value) !== undefined) {
			open = "[";
			close = "]";
			prefix = `${typedArrayName(value)}(${value.length}) `;
			addItems(entries, value, depth, inner);
			return layOut(prefix, open, entries, close, depth);
		} else if (isPrototypeOf(MapPrototype, value) && accepts(mapSize, value)) {
			prefix = `${name}(${mapSize(value)}) `;
			mapForEach(value, (item, key) =>
				add(entries, () => `${inspect(key, depth + 1, inner)} => ${inspect(item, depth + 1, inner)}`),
			);
		} else if (isPrototypeOf(SetPrototype, value) && accepts(setSize, value)) {
			prefix = `${name}(${setSize(value)}) `;
			setForEach(value, (item) => add(entries, () => inspect(item, depth + 1, inner)));
		} else if (isPrototypeOf(PromisePrototype, value)) {
			prefix = "Promise ";
		} else if (isPrototypeOf(BufferPrototype, value) && accepts(bufferLength, value)) {
			prefix = "ArrayBuffer ";
			add(entries, () => `byteLength: ${bufferLength(value)}`);
		}
		addProperties(entries, value, depth, inner);
		return layOut(prefix, open, entries, close, depth);
	}

	function add(entries, text) {
		const { length } = entries;
		if (length < MAX_ITEMS) {
			entries[length] = text();
		}
		entries.length = length + 1;
	}

	function addItems(entries, array, depth, seen) {
		const { length } = array;
		for (let i = 0; i < length && i < MAX_ITEMS; i++) {
			add(entries, () => (i in array ? inspectProperty(array, i, depth, seen) : "<empty item>"));
		}
		entries.length = length;
	}

	function addProperties(entries, value, depth, seen) {
		const keys = ownKeys(value);
		const items = isArray(value);
		for (let i = 0; i < keys.length; i++) {
			const key = keys[i];
			const isIndex = items && typeof key === "string" && test(/^(0|[1-9][0-9]*)$/, key);
			if (!isIndex && isEnumerable(value, key)) {
				add(entries, () => `${inspectKey(key)}: ${inspectProperty(value, key, depth, seen)}`);
			}
		}
	}

	function layOut(prefix, open, entries, close, depth) {
		const { length } = entries;
		if (length === 0) {
			return `${prefix}${open}${close}`;
		}
		if (length > MAX_ITEMS) {
			const more = length - MAX_ITEMS;
			entries[MAX_ITEMS] = `... ${more} more item${more === 1 ? "" : "s"}`;
		}
		let total = 0;
		let multiline = false;
		const shown = length > MAX_ITEMS ? MAX_ITEMS + 1 : length;
		for (let i = 0; i < shown; i++) {
			total += entries[i].length + 2;
			multiline ||= indexOf(entries[i], "\n") >= 0;
		}
		const indent = repeat("  ", depth + 1);
		const brief = !multiline && total + prefix.length <= LINE;
		// Items of arrays fill lines, properties have one each
		const fill = open === "[" && !multiline && total / shown <= 18;
		let text = `${prefix}${open}${brief ? " " : `\n${indent}`}`;
		let column = 0;
		for (let i = 0; i < shown; i++) {
			column += entries[i].length + 2;
			if (i > 0) {
				const stay = brief || (fill && column <= LINE);
				text += stay ? ", " : `,\n${indent}`;
				column = stay ? column : entries[i].length + 2;
			}
			text += entries[i];
		}
		return `${text}${brief ? " " : `\n${repeat("  ", depth)}`}${close}`;
	}

	function errorText(error) {
		const { name, message, stack } = error;
		const text = message ? `${toText(name)}: ${toText(message)}` : toText(name);
		return typeof stack === "string" && stack !== "" ? `${text}\n${withoutEnd(userFrames(stack))}` : text;
	}

	function withoutEnd(text) {
		return text.length > 0 && text[text.length - 1] === "\n" ? slice(text, 0, -1) : text;
	}

	function userFrames(stack) {
		let result = "";
		let from = 0;
		while (from < stack.length) {
			let to = indexOf(stack, "\n", from);
			to = to < 0 ? stack.length : to + 1;
			const line = slice(stack, from, to);
			if (indexOf(line, "(toolruntime:") < 0) {
				result += line;
			}
			from = to;
		}
		return result;
	}

	/* Formats the arguments of console.log as Node does, with %s, %d, %i, %f, %j, %o, %O and %c. */
	function format(args) {
		let text = "";
		let next = 0;
		if (typeof args[0] === "string") {
			next = 1;
			const template = args[0];
			let from = 0;
			for (;;) {
				const at = indexOf(template, "%", from);
				if (at < 0 || at === template.length - 1) {
					break;
				}
				const kind = template[at + 1];
				text += slice(template, from, at);
				from = at + 2;
				if (kind === "%") {
					text += args.length > 1 ? "%" : "%%";
				} else if (next < args.length && indexOf("sdifjoOc", kind) >= 0) {
					text += formatOne(kind, args[next++]);
				} else {
					text += `%${kind}`;
				}
			}
			text += slice(template, from);
		}
		for (; next < args.length; next++) {
			const value = args[next];
			text += next === 0 ? "" : " ";
			text += typeof value === "string" ? value : inspect(value, 0, null);
		}
		return text;
	}

	function formatOne(kind, value) {
		switch (kind) {
			case "s":
				return typeof value === "string" ? value : inspect(value, 1, null);
			case "d":
				return typeof value === "bigint" ? `${toText(value)}n` : toText(typeof value === "object" ? NaN : +value);
			case "i":
				return toText(typeof value === "object" ? NaN : parseInteger(value));
			case "f":
				return toText(parseNumber(value));
			case "j":
				return toText(stringify(value));
			case "c":
				return "";
			default:
				return inspect(value, 0, null);
		}
	}

	const parseInteger = parseInt;
	const parseNumber = parseFloat;

	const STDOUT = 1;
	const STDERR = 2;
	let indentation = "";
	const counts = { __proto__: null };
	const started = { __proto__: null };

	function print(stream, text) {
		write(stream, `${indentation === "" ? text : indentation + replaceAll(text, "\n", `\n${indentation}`)}\n`);
	}

	function elapsed(label) {
		return `${label}: ${toText(now() - (started[label] ?? now()))}ms`;
	}

	const out = (...args) => print(STDOUT, format(args));
	const err = (...args) => print(STDERR, format(args));

	function table(rows) {
		if (typeof rows !== "object" || rows === null) {
			return out(rows);
		}
		const keys = ownKeys(rows);
		const columns = { __proto__: null };
		const lines = { __proto__: null, length: 0 };
		let hasValues = false;
		for (let i = 0; i < keys.length && lines.length < MAX_ITEMS; i++) {
			if (isEnumerable(rows, keys[i])) {
				const row = rows[keys[i]];
				const cells = { __proto__: null, "(index)": toText(keys[i]) };
				if (typeof row === "object" && row !== null) {
					const names = ownKeys(row);
					for (let j = 0; j < names.length; j++) {
						if (typeof names[j] === "string" && isEnumerable(row, names[j])) {
							cells[names[j]] = inspect(row[names[j]], 1, null);
							columns[names[j]] = true;
						}
					}
				} else {
					cells["Values"] = inspect(row, 1, null);
					hasValues = true;
				}
				lines[lines.length++] = cells;
			}
		}
		const headers = { __proto__: null, 0: "(index)", length: 1 };
		for (const column in columns) {
			headers[headers.length++] = column;
		}
		if (hasValues) {
			headers[headers.length++] = "Values";
		}
		let top = "┌";
		let head = "│";
		let middle = "├";
		let bottom = "└";
		const widths = { __proto__: null };
		for (let i = 0; i < headers.length; i++) {
			let width = headers[i].length;
			for (let j = 0; j < lines.length; j++) {
				const cell = lines[j][headers[i]] ?? "";
				width = cell.length > width ? cell.length : width;
			}
			widths[i] = width;
			const last = i === headers.length - 1;
			top += repeat("─", width + 2) + (last ? "┐" : "┬");
			head += ` ${padEnd(headers[i], width)} │`;
			middle += repeat("─", width + 2) + (last ? "┤" : "┼");
			bottom += repeat("─", width + 2) + (last ? "┘" : "┴");
		}
		let text = `${top}\n${head}\n${middle}\n`;
		for (let j = 0; j < lines.length; j++) {
			let line = "│";
			for (let i = 0; i < headers.length; i++) {
				line += ` ${padEnd(lines[j][headers[i]] ?? "", widths[i])} │`;
			}
			text += `${line}\n`;
		}
		print(STDOUT, text + bottom);
	}

	global("console", {
		log: out,
		info: out,
		debug: out,
		dir: (value) => out(value),
		table,
		warn: err,
		error: err,
		trace: (...args) => err(`Trace: ${format(args)}`),
		assert: (condition, ...args) => {
			if (!condition) {
				err(args.length === 0 ? "Assertion failed" : `Assertion failed: ${format(args)}`);
			}
		},
		group: (...args) => {
			if (args.length > 0) {
				print(STDOUT, format(args));
			}
			indentation += "  ";
		},
		groupEnd: () => {
			indentation = slice(indentation, 2);
		},
		count: (label = "default") => {
			counts[label] = (counts[label] ?? 0) + 1;
			out(`${label}: ${counts[label]}`);
		},
		time: (label = "default") => {
			started[label] = now();
		},
		timeLog: (label = "default") => out(elapsed(label)),
		timeEnd: (label = "default") => {
			out(elapsed(label));
			delete started[label];
		},
	});

	// ---- timers

	const MAX_TIMERS = 10000;
	const MAX_DELAY = 2147483647;
	const timers = { __proto__: null };
	let lastTimer = 0;
	let activeTimers = 0;

	function addTimer(callback, delay, args, repeats, immediate = false) {
		if (typeof callback !== "function") {
			throw new TypeErrorClass("The callback of a timer must be a function");
		}
		if (activeTimers >= MAX_TIMERS) {
			throw new RangeErrorClass(`There are ${MAX_TIMERS} timers already`);
		}
		const millis = +delay;
		const timer = {
			__proto__: null,
			callback,
			args,
			repeats,
			delay: millis >= 1 && millis <= MAX_DELAY ? millis : immediate ? 0 : 1,
		};
		const id = ++lastTimer;
		timers[id] = timer;
		activeTimers++;
		setTimer(id, timer.delay);
		return id;
	}

	function removeTimer(id) {
		if ((typeof id === "number" || typeof id === "string") && timers[id] !== undefined) {
			delete timers[id];
			activeTimers--;
			clearTimer(+id);
		}
	}

	/* Called by the host when a timer is due. */
	function fire(id) {
		const timer = timers[id];
		if (timer !== undefined) {
			if (timer.repeats) {
				setTimer(id, timer.delay);
			} else {
				delete timers[id];
				activeTimers--;
			}
			apply(timer.callback, undefined, timer.args);
		}
	}

	global("setTimeout", (callback, delay, ...args) => addTimer(callback, delay, args, false));
	global("setInterval", (callback, delay, ...args) => addTimer(callback, delay, args, true));
	global("setImmediate", (callback, ...args) => addTimer(callback, 0, args, false, true));
	global("clearTimeout", removeTimer);
	global("clearInterval", removeTimer);
	global("clearImmediate", removeTimer);

	// ---- what the host calls

	const MAX_ERROR_TEXT = 16384;

	function bounded(value) {
		return typeof value === "string" ? slice(value, 0, MAX_ERROR_TEXT) : null;
	}

	/* The names of an error's own classes: their constructors are the first frames of its stack. */
	function classNames(error) {
		let names = "";
		let value = getPrototypeOf(error);
		for (let i = 0; i < 10 && value !== null && value !== ErrorPrototype; i++) {
			names += `${className({ __proto__: value })}\n`;
			value = getPrototypeOf(value);
		}
		return bounded(names);
	}

	/* Describes whatever was thrown, as JSON. */
	function describe(thrown) {
		const result = { __proto__: null, name: "Error", message: "", stack: null, classes: null, code: null, error: false };
		if (typeof thrown !== "object" || thrown === null) {
			result.message = bounded(typeof thrown === "string" ? thrown : inspect(thrown, 0, null));
		} else if (isPrototypeOf(ErrorPrototype, thrown)) {
			result.error = true;
			result.name = bounded(thrown.name) || "Error";
			result.message = bounded(toText(thrown.message));
			result.stack = bounded(thrown.stack);
			result.classes = classNames(thrown);
			if (isToolError(thrown)) {
				result.code = bounded(thrown.code);
			}
		} else {
			result.name = bounded(thrown.name) || "Error";
			result.message = bounded(thrown.message) ?? bounded(inspect(thrown, 0, null));
		}
		return stringify(result);
	}

	/* The source of a function that can be called, undefined for everything else. */
	function callableSource(value) {
		const source = functionSource(value);
		return startsWith(source, "class") ? undefined : source;
	}

	const call = async (callback) => await callback();
	const awaited = async (value) => await value;

	const environment = {};

	global("ToolError", ToolError, false);
	global("tools", tools, false);
	global("gateway", gateway, false);
	global("process", { env: environment });
	global("input", null);
	defineProperty(globalThis, "__out", { __proto__: null, value: undefined, writable: true, configurable: false });

	return [toolError, fire, describe, callableSource, call, environment, assign, awaited];
})
