// Programs that flood the host with output.

//// lines-for-ever | timeout=20s output=10KB | output_limit
for (;;) console.log('line');

//// one-huge-line | timeout=20s output=10KB memory=64MB | output_limit
console.log('x'.repeat(5 << 20));

//// standard-error-for-ever | timeout=20s output=10KB | output_limit
for (;;) console.error('line');

//// both-for-ever | timeout=20s output=10KB | output_limit
for (;;) { console.log('out'); console.error('err') }

//// a-little-too-much | timeout=20s output=1KB | ok | "kept on"
console.log('x'.repeat(2000));
return 'kept on';

//// a-huge-object | timeout=20s output=10KB memory=128MB | output_limit|ok|memory_limit|code_error
console.log(Array.from({ length: 200000 }, (_, i) => ({ i })));

//// from-microtasks | timeout=20s output=10KB | output_limit
while (true) { console.log('x'.repeat(100)); await null }

//// empty-lines | timeout=20s output=1KB | output_limit
for (;;) console.log();

//// in-a-catch-of-everything | timeout=20s output=10KB | output_limit
for (;;) { try { console.log('x'.repeat(1000)) } catch { } }

//// after-tampering-with-console | timeout=20s output=10KB | output_limit
const log = console.log;
console.log = null;
for (;;) log.call(undefined, 'x'.repeat(1000));
