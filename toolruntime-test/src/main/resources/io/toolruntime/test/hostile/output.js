// Programs that flood the host with output.

//// lines-for-ever | timeout=60s output=1KB | output_limit
for (;;) console.log('line');

//// one-huge-line | timeout=60s output=1KB memory=32MB | output_limit
console.log('x'.repeat(2 << 20));

//// standard-error-for-ever | timeout=60s output=1KB | output_limit
for (;;) console.error('line');

//// both-for-ever | timeout=60s output=1KB | output_limit
for (;;) { console.log('out'); console.error('err') }

//// a-little-too-much | timeout=60s output=1KB | ok | "kept on"
console.log('x'.repeat(2000));
return 'kept on';

//// a-huge-object | timeout=60s output=1KB memory=32MB | ok|output_limit
// Shown in part, as a console does
console.log(Array.from({ length: 20000 }, (_, i) => ({ i })));

//// from-microtasks | timeout=60s output=1KB | output_limit
while (true) { console.log('x'.repeat(100)); await null }

//// empty-lines | timeout=60s output=1KB | output_limit
for (;;) console.log();

//// in-a-catch-of-everything | timeout=60s output=1KB | output_limit
for (;;) { try { console.log('x'.repeat(1000)) } catch { } }

//// after-tampering-with-console | timeout=60s output=1KB | output_limit
const log = console.log;
console.log = null;
for (;;) log.call(undefined, 'x'.repeat(1000));
