// Programs that want all the memory there is. The limit is small, so that a bomb is never unbounded in what
// it may take, and soon there.

//// arrays-of-arrays | timeout=60s memory=8MB | memory_limit
const a = [];
for (;;) a.push(new Array(1000).fill(1));

//// strings-that-double | timeout=60s memory=8MB | memory_limit|code_error
let s = 'x';
for (;;) s += s;

//// many-strings | timeout=60s memory=8MB | memory_limit
const a = [];
for (let i = 0; ; i++) a.push('item number ' + i + ' '.repeat(100));

//// repeat-a-gigabyte | timeout=60s memory=8MB | memory_limit|code_error
return 'x'.repeat(2 ** 29).length;

//// pad-start-a-gigabyte | timeout=60s memory=8MB | memory_limit|code_error
return 'x'.padStart(2 ** 29, 'ab').length;

//// array-join | timeout=60s memory=8MB | memory_limit|code_error
return new Array(2 ** 19).join('long enough to hurt').length;

//// typed-array | timeout=60s memory=8MB | memory_limit|code_error
return new Uint8Array(1 << 30).length;

//// many-typed-arrays | timeout=60s memory=8MB | memory_limit|code_error
const a = [];
for (;;) a.push(new Float64Array(10000));

//// array-buffer-resize | timeout=60s memory=8MB | memory_limit|code_error
const b = new ArrayBuffer(1, { maxByteLength: 1 << 28 });
b.resize(1 << 28);
return b.byteLength;

//// sparse-array-made-dense | timeout=2s memory=8MB | memory_limit|code_error|timeout
const a = [];
a.length = 2 ** 32 - 1;
a.fill(1);

//// map-of-objects | timeout=60s memory=8MB | memory_limit
const m = new Map();
for (let i = 0; ; i++) m.set({ i }, { i });

//// closures | timeout=60s memory=8MB | memory_limit
const f = [];
for (let i = 0; ; i++) { const big = [i, i, i]; f.push(() => big) }

//// promises-that-pend | timeout=60s memory=8MB | memory_limit
const p = [];
for (;;) p.push(new Promise(() => { }).then(() => 1));

//// symbols | timeout=60s memory=8MB | memory_limit
const a = [];
for (let i = 0; ; i++) a.push(Symbol('symbol ' + i));

//// property-names | timeout=60s memory=8MB | memory_limit
const o = {};
for (let i = 0; ; i++) o['property' + i] = i;

//// classes | timeout=60s memory=8MB | memory_limit
const a = [];
for (let i = 0; ; i++) a.push(eval('(class C' + i + ' { m() { return ' + i + ' } })'));

//// regular-expression-programs | timeout=60s memory=8MB | memory_limit
const r = [];
for (let i = 0; ; i++) r.push(new RegExp('x{1,1000}'.repeat(100) + i));

//// json-parse-of-a-large-text | timeout=60s memory=8MB | memory_limit|code_error
JSON.parse('[' + '1,'.repeat(1000000) + '1]');

//// argument-that-does-not-fit | timeout=60s memory=8MB | memory_limit
await tools.test.echo({ text: 'x'.repeat(24 << 20) });

//// large-argument-to-a-tool | timeout=60s memory=64MB | code_error|memory_limit
// The host takes so much and no more, however much there is
await tools.test.echo({ text: 'x'.repeat(17 << 20) });

//// many-large-arguments | timeout=60s memory=32MB | ok | "survived"
await Promise.all(Array.from({ length: 40 }, (_, i) => tools.test.echo({ text: 'x'.repeat(20000), i })));
return 'survived';

//// large-results-of-a-tool | timeout=60s memory=8MB | memory_limit|code_error
const kept = [];
for (let i = 0; i < 60; i++) kept.push(await tools.test.big({ size: 2000000 }));

//// many-large-results-at-once | timeout=60s memory=8MB | memory_limit|code_error
await Promise.all(Array.from({ length: 60 }, () => tools.test.big({ size: 2000000 })));

//// catch-and-go-on | timeout=300ms memory=8MB | memory_limit|timeout
const a = [];
for (;;) { try { a.push(new Array(10000).fill(1)) } catch { } }

//// uncaught-in-a-callback | timeout=60s memory=8MB | memory_limit|code_error
await new Promise((resolve) => setTimeout(() => { const a = []; for (;;) a.push(new Array(1000).fill(1)) }, 1));

//// large-value | timeout=60s memory=64MB | code_error|memory_limit
return 'x'.repeat(17 << 20);
