// Programs that go too deep.

//// recursion | timeout=60s | code_error
(function f() { f() })();

//// recursion-with-catch | timeout=60s | ok | true
let depth = 0;
(function f() { depth++; try { f() } catch { } })();
return depth > 10;

//// mutual-recursion | timeout=60s | code_error
const a = () => b(), b = () => a();
a();

//// recursion-through-a-getter | timeout=60s | code_error
const o = { get x() { return this.x } };
o.x;

//// recursion-through-to-string | timeout=60s | code_error
const o = { toString() { return `${this}` } };
String(o);

//// recursion-through-a-proxy | timeout=60s | code_error
const p = new Proxy({}, { get(target, key, receiver) { return receiver[key] } });
p.x;

//// recursion-through-sort | timeout=60s | code_error
(function f() { [2, 1].sort(f) })();

//// recursion-through-json | timeout=60s | code_error
const o = { toJSON() { return JSON.stringify(o) } };
JSON.stringify(o);

//// recursion-through-replace | timeout=60s | code_error
(function f() { return 'a'.replace(/a/, f) })();

//// spread-recursion | timeout=60s memory=16MB | code_error|memory_limit
(function f(...args) { f(...args, 1) })();

//// deep-json-text | timeout=60s | code_error
JSON.parse('['.repeat(50000) + ']'.repeat(50000));

//// deep-source | timeout=60s | code_error
eval('('.repeat(30000) + '1' + ')'.repeat(30000));

//// deep-array-source | timeout=60s | code_error
eval('['.repeat(30000));

//// deep-regular-expression | timeout=60s | code_error
new RegExp('('.repeat(100000) + ')'.repeat(100000));

//// deep-value | timeout=60s | code_error
let v = null;
for (let i = 0; i < 3000; i++) v = [v];
return v;

//// deep-argument-to-a-tool | timeout=60s | code_error
let v = null;
for (let i = 0; i < 3000; i++) v = { v };
await tools.test.echo({ v });

//// deep-console-log | timeout=60s | ok
let v = null;
for (let i = 0; i < 20000; i++) v = [v];
console.log(v);

//// moderately-deep-value | timeout=60s | code_error|ok
// Deeper than the protocol allows, not too deep for the engine
let v = null;
for (let i = 0; i < 400; i++) v = [v];
return v;

//// deep-prototype-chain | timeout=60s | ok | true
let o = {};
for (let i = 0; i < 10000; i++) o = Object.create(o);
return o.nothing === undefined;

//// bound-function-chain | timeout=60s | ok|code_error|memory_limit
let f = () => 1;
for (let i = 0; i < 20000; i++) f = f.bind(null);
return f();

//// deep-promise-chain | timeout=60s memory=128MB | ok | 10000
let p = Promise.resolve(0);
for (let i = 0; i < 10000; i++) p = p.then((x) => x + 1);
return p;

//// cyclic-value | timeout=60s | code_error
const a = [];
a.push(a);
return a;

//// cyclic-console-log | timeout=60s | ok
const a = { };
a.self = a;
console.log(a);
