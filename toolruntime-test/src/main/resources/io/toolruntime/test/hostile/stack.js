// Programs that go too deep.

//// recursion | timeout=10s | code_error
(function f() { f() })();

//// recursion-with-catch | timeout=5s | ok|code_error|timeout
let depth = 0;
(function f() { depth++; try { f() } catch { } })();
return depth > 10;

//// mutual-recursion | timeout=10s | code_error
const a = () => b(), b = () => a();
a();

//// recursion-through-a-getter | timeout=10s | code_error
const o = { get x() { return this.x } };
o.x;

//// recursion-through-to-string | timeout=10s | code_error
const o = { toString() { return `${this}` } };
String(o);

//// recursion-through-a-proxy | timeout=10s | code_error
const p = new Proxy({}, { get(target, key, receiver) { return receiver[key] } });
p.x;

//// recursion-through-sort | timeout=10s | code_error
(function f() { [2, 1].sort(f) })();

//// recursion-through-json | timeout=10s | code_error
const o = { toJSON() { return JSON.stringify(o) } };
JSON.stringify(o);

//// recursion-through-replace | timeout=10s | code_error
(function f() { return 'a'.replace(/a/, f) })();

//// spread-recursion | timeout=10s memory=64MB | code_error|memory_limit
(function f(...args) { f(...args, 1) })();

//// deep-json-text | timeout=10s | code_error
JSON.parse('['.repeat(200000) + ']'.repeat(200000));

//// deep-source | timeout=10s | code_error
eval('('.repeat(100000) + '1' + ')'.repeat(100000));

//// deep-array-source | timeout=10s | code_error
eval('['.repeat(100000));

//// deep-regular-expression | timeout=10s | code_error
new RegExp('('.repeat(100000) + ')'.repeat(100000));

//// deep-value | timeout=10s | code_error
let v = null;
for (let i = 0; i < 100000; i++) v = [v];
return v;

//// deep-argument-to-a-tool | timeout=10s | code_error
let v = null;
for (let i = 0; i < 100000; i++) v = { v };
await tools.test.echo({ v });

//// deep-console-log | timeout=10s | ok|code_error
let v = null;
for (let i = 0; i < 100000; i++) v = [v];
console.log(v);

//// moderately-deep-value | timeout=10s | ok|code_error
let v = null;
for (let i = 0; i < 400; i++) v = [v];
return v;

//// deep-prototype-chain | timeout=10s | ok|code_error
let o = {};
for (let i = 0; i < 100000; i++) o = Object.create(o);
return o.nothing === undefined;

//// bound-function-chain | timeout=10s | ok|code_error
let f = () => 1;
for (let i = 0; i < 100000; i++) f = f.bind(null);
return f();

//// deep-promise-chain | timeout=10s memory=128MB | ok|memory_limit
let p = Promise.resolve(0);
for (let i = 0; i < 50000; i++) p = p.then((x) => x + 1);
return p;

//// cyclic-value | timeout=10s | code_error
const a = [];
a.push(a);
return a;

//// cyclic-console-log | timeout=10s | ok
const a = { };
a.self = a;
console.log(a);
