// Programs that do not want to end. Each section: name, limits, outcomes it may have, and the value where it returns one.

//// for-ever | timeout=300ms | timeout
for (;;) { }

//// while-true-counting | timeout=300ms | timeout
let n = 0;
while (true) { n++ }

//// do-while | timeout=300ms | timeout
do { } while (true);

//// labelled-continue | timeout=300ms | timeout
outer: while (true) { for (;;) { continue outer } }

//// swallow-every-exception | timeout=300ms | timeout
while (true) { try { for (;;) { } } catch (e) { } }

//// nested-try-finally | timeout=300ms | timeout
(function f() { try { for (;;) { } } finally { f() } })();

//// three-nested-catches | timeout=300ms | timeout
for (;;) { try { try { try { while (true) { } } catch { for (;;) { } } } catch { for (;;) { } } } catch { } }

//// catch-around-await | timeout=300ms | timeout
while (true) { try { await null; while (true) { } } catch { } }

//// backtracking-expression | timeout=300ms | timeout
/(a+)+$/.test('a'.repeat(40) + 'b');
return 'done';

//// nested-quantifiers | timeout=300ms | timeout
/^(([a-z])+.)+[A-Z]([a-z])+$/.test('a'.repeat(60));
return 'done';

//// backreference-search | timeout=300ms | timeout
/(x+x+)+y\1/.test('x'.repeat(60));
return 'done';

//// replace-with-slow-expression | timeout=300ms | timeout
('a'.repeat(35) + 'b').replace(/(a|aa)+$/g, '');
return 'done';

//// microtasks-for-ever | timeout=300ms | timeout
await new Promise(() => { (function again() { Promise.resolve().then(again) })() });

//// await-for-ever | timeout=300ms | timeout
while (true) await null;

//// thenable-that-resolves-itself | timeout=300ms | timeout
const thenable = { then(resolve) { resolve(thenable) } };
await thenable;

//// async-recursion | timeout=300ms memory=32MB | timeout|memory_limit
const again = async () => { await null; return again() };
await again();

//// timers-for-ever | timeout=300ms | timeout
await new Promise(() => { (function tick() { setTimeout(tick, 0) })() });

//// interval-for-ever | timeout=300ms | timeout
await new Promise(() => { setInterval(() => { for (let i = 0; i < 1000; i++); }, 0) });

//// queue-microtask-for-ever | timeout=300ms | timeout
await new Promise(() => { (function tick() { queueMicrotask(tick) })() });

//// sort-comparator-that-spins | timeout=300ms | timeout
[3, 2, 1].sort(() => { for (;;) { } });

//// sort-of-a-large-array | timeout=300ms memory=128MB | timeout|memory_limit
const a = [];
for (let i = 0; i < 300000; i++) a.push((i * 7919) % 300007);
for (;;) a.sort((x, y) => ((x ^ y) & 1 ? x - y : y - x));

//// typed-array-sort | timeout=300ms | timeout
const a = new Float64Array(500000);
for (;;) { for (let i = 0; i < a.length; i++) a[i] = (i * 7919) % 500009; a.sort() }

//// array-reverse-and-join | timeout=300ms memory=64MB | timeout|memory_limit
const a = new Array(100000).fill('x');
for (;;) a.reverse().join('');

//// index-of-in-long-strings | timeout=300ms | timeout
const s = 'a'.repeat(1 << 18);
for (;;) s.indexOf('a'.repeat(1 << 12) + 'b');

//// json-stringify-in-a-loop | timeout=300ms | timeout
const o = Array.from({ length: 2000 }, (_, i) => ({ i, s: 'x' + i }));
for (;;) JSON.parse(JSON.stringify(o));

//// json-with-endless-to-json | timeout=300ms | timeout
JSON.stringify({ toJSON() { for (;;) { } } });

//// json-reviver-that-spins | timeout=300ms | timeout
JSON.parse('[1]', () => { for (;;) { } });

//// proxy-get-trap | timeout=300ms | timeout
const p = new Proxy({}, { get() { for (;;) { } } });
p.x;

//// proxy-own-keys-trap | timeout=300ms | timeout
Object.keys(new Proxy({}, { ownKeys() { for (;;) { } } }));

//// proxy-chain | timeout=300ms | timeout
let p = {};
for (let i = 0; i < 200; i++) p = new Proxy(p, {});
for (;;) p.x;

//// generator-for-ever | timeout=300ms | timeout
function* g() { while (true) yield 1 }
for (const x of g()) { }

//// generator-that-catches-return | timeout=5s | ok
// The generator catches the end of the loop, and the loop ends all the same: the language has it so
function* g() { while (true) { try { yield 1 } finally { continue } } }
for (const x of g()) break;

//// getter-that-spins | timeout=300ms | timeout
const o = { get x() { for (;;) { } } };
o.x;

//// to-primitive-that-spins | timeout=300ms | timeout
`${{ toString() { for (;;) { } } }}`;

//// value-with-to-json-that-spins | timeout=300ms | timeout
return { toJSON() { for (;;) { } } };

//// value-with-getter-that-spins | timeout=300ms | timeout
return { get x() { for (;;) { } } };

//// console-log-of-a-spinning-getter | timeout=300ms | timeout|ok
// Either shows the getter itself, or runs it and is stopped
console.log({ get x() { for (;;) { } } });

//// thrown-error-with-spinning-message | timeout=300ms | timeout|code_error
// Either what was thrown is described by running it, or not described
throw { get message() { for (;;) { } }, get name() { for (;;) { } }, get stack() { for (;;) { } } };

//// then-getter-that-spins | timeout=300ms | timeout
return { get then() { for (;;) { } } };

//// bigint-power | timeout=300ms memory=16MB | timeout|code_error|memory_limit
let x = 3n;
for (;;) x = x * x;

//// bigint-to-string | timeout=300ms memory=16MB | timeout
for (;;) ((1n << 200000n) - 1n).toString();

//// eval-loop | timeout=300ms memory=32MB | timeout|memory_limit
for (let i = 0; ; i++) eval('var v' + (i % 100) + ' = ' + i);

//// new-function-loop | timeout=300ms memory=32MB | timeout|memory_limit
for (;;) new Function('return ' + Math.random())();

//// map-with-a-growing-iteration | timeout=300ms memory=32MB | timeout|memory_limit
const m = new Map([[0, 0]]);
for (const [k] of m) m.set(k + 1, 0);

//// array-iterator-that-never-ends | timeout=300ms | timeout
const it = { [Symbol.iterator]: () => ({ next: () => ({ done: false, value: 1 }) }) };
for (const x of it) { }

//// spread-of-an-endless-iterator | timeout=300ms memory=32MB | timeout|memory_limit|code_error
[...{ [Symbol.iterator]: () => ({ next: () => ({ done: false, value: 1 }) }) }];

//// never-settles | timeout=300ms | code_error|timeout
// An engine that knows that nothing is left to do says so at once
await new Promise(() => { });

//// tool-calls-for-ever | timeout=20s tool-calls=5 | tool_call_limit
while (true) { try { await tools.test.echo({}) } catch { } }

//// waits-for-a-tool-past-the-deadline | timeout=300ms | timeout
await tools.test.slow({ ms: 3000 });

//// calls-after-the-deadline | timeout=300ms | timeout
const start = Date.now();
while (Date.now() - start < 10000) { }
await tools.test.echo({ late: true });
