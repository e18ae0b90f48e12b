// Programs that look for the host. Each returns what it found; the check is that it found nothing.

//// globals-of-a-host | timeout=60s | ok | []
return ['require', 'module', 'Deno', 'Bun', 'Java', 'Packages', 'java', 'Polyglot', 'std', 'os', 'fetch', 'XMLHttpRequest', 'WebSocket', 'Worker', 'SharedArrayBuffer_', 'WebAssembly', 'importScripts', 'load', 'print_', 'quit', 'scriptArgs', '__filename', '__dirname'].filter((name) => typeof globalThis[name] !== 'undefined');

//// import-a-file | timeout=60s | code_error
await import('/etc/passwd');

//// import-a-built-in | timeout=60s | code_error
await import('node:fs');

//// import-std | timeout=60s | code_error
await import('std');

//// import-a-url | timeout=60s | code_error
await import('http://127.0.0.1/x.js');

//// function-constructor | timeout=60s | ok
return new Function('return typeof process === "undefined" || Object.keys(process).join()')();

//// constructor-of-a-tool | timeout=60s | ok|code_error | "undefined"
const F = tools.test.echo.constructor;
return F('return typeof require')();

//// constructor-of-a-result | timeout=60s | ok | "undefined"
const r = await tools.test.echo({ a: 1 });
return r.constructor === Object && r.constructor.constructor('return typeof java')();

//// constructor-of-a-tool-error | timeout=60s | ok | "undefined"
try { await tools.test.fails({}) } catch (e) { return e.constructor.constructor('return typeof require')() }

//// host-message-of-a-failing-tool | timeout=60s | ok | false
try { await tools.test.fails({}) } catch (e) { return /secret|Exception|java\./.test(e.message + e.stack) }

//// stack-of-an-error | timeout=60s | ok | false
return /java|toolruntime|\/home|\/root|\/tmp/i.test(new Error('x').stack);

//// caller-and-callee | timeout=60s | ok
return (function f() { try { return typeof f.caller } catch { return 'refused' } })();

//// walk-every-global | timeout=60s memory=128MB | ok | []
const seen = new Set(), found = [];
(function walk(o, path, depth) {
  if (o === null || (typeof o !== 'object' && typeof o !== 'function') || seen.has(o) || depth > 4) return;
  seen.add(o);
  for (const key of Reflect.ownKeys(o)) {
    let v;
    try { v = o[key] } catch { continue }
    if (typeof v === 'string' && /java|jdk|\/usr\/|\/home\//i.test(v)) found.push(path + '.' + String(key));
    walk(v, path + '.' + String(key), depth + 1);
  }
})(globalThis, 'globalThis', 0);
return found;

//// environment | timeout=60s | ok | []
return typeof process === 'undefined' ? [] : Object.keys(process.env).filter((name) => /PATH|HOME|JAVA|USER|SECRET/.test(name));

//// shared-memory-and-atomics | timeout=60s | ok|code_error | "timed-out"
const s = new Int32Array(new SharedArrayBuffer(4));
return Atomics.wait(s, 0, 0, 100);

//// finalizers-after-the-end | timeout=300ms | ok|timeout
// QuickJS finalizes at once, and a job that spins comes before the one that gives the result
const registry = new FinalizationRegistry(() => { for (;;) { } });
for (let i = 0; i < 1000; i++) registry.register({ i }, i);
return 1;

//// detached-buffers | timeout=60s | ok|code_error
const b = new ArrayBuffer(1024, { maxByteLength: 4096 });
const v = new Uint8Array(b);
b.resize(0);
v.fill(1);
v.set([1, 2, 3].map(() => { b.resize(4096); return 1 }).slice(0, 0));
return v.length;

//// sort-that-shrinks-its-array | timeout=60s | ok|code_error
const a = Array.from({ length: 1000 }, (_, i) => 1000 - i);
a.sort((x, y) => { a.length = 1; return x - y });
return a.length;

//// splice-during-species | timeout=60s | ok|code_error | 0
class A extends Array { static get [Symbol.species]() { return function () { return new Proxy([], { defineProperty: () => true }) } } }
return A.from([1, 2, 3]).map((x) => x).length;

//// array-length-lies | timeout=60s memory=32MB | ok | 13
return Array.prototype.slice.call({ length: 2 ** 53 - 1 }, 0, 10).length + Array.from({ length: 3, 0: 1 }).length;

//// data-view-out-of-bounds | timeout=60s | code_error
new DataView(new ArrayBuffer(8)).getFloat64(4294967295);

//// typed-array-out-of-bounds | timeout=60s | ok | [0,0,0,0,0,0,0,0]
const a = new Uint8Array(8);
for (const i of [-1, 8, 1e9, 4294967296, 2 ** 53, -4294967288]) a[i] = 255;
return [...a];

//// atomics-out-of-bounds | timeout=60s | code_error
Atomics.store(new Int32Array(4), 1e9, 1);
