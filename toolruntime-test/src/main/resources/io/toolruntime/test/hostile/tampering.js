// Programs that change what they were given. What they return must be what the section's check expects; the host's records
// must say what really happened.

//// overwrite-tools | timeout=60s | ok|code_error | {}
globalThis.tools = { test: { echo: async () => 'forged' } };
return await tools.test.echo({});

//// overwrite-a-tool | timeout=60s | ok | {"a": 1}
try { tools.test.echo = async () => 'forged' } catch { }
return await tools.test.echo({ a: 1 });

//// then-is-no-tool | timeout=60s | ok | ["object", "object", true, true]
return [typeof (await tools), typeof (await tools.test), tools.then === undefined, tools.test.then === undefined];

//// proto-is-no-tool | timeout=60s | ok | ["undefined", "undefined", "undefined", "undefined"]
return [typeof tools.__proto__, typeof tools.constructor, typeof tools.test.__proto__, typeof tools.test.constructor];

//// pollute-object-prototype | timeout=60s | ok|code_error
Object.prototype.toolId = 'test:forged';
Object.prototype.args = { forged: true };
Object.prototype.toJSON = function () { return { forged: true } };
const r = await tools.test.echo({ a: 1 });
return r;

//// pollute-array-prototype | timeout=60s | ok|code_error | [1, 2]
Array.prototype.push = Array.prototype.map = Array.prototype.join = Array.prototype.forEach = () => { throw new Error('polluted') };
Array.prototype[Symbol.iterator] = function* () { yield 'forged' };
const r = await tools.test.echo({ a: [1, 2] });
return r.a;

//// pollute-promise | timeout=60s | ok|code_error | {"a": 1}
Promise.prototype.then = function () { return 'forged' };
globalThis.Promise = null;
return await tools.test.echo({ a: 1 });

//// pollute-json | timeout=60s | ok|code_error | {"a": 1}
JSON.stringify = () => '{"forged":true}';
JSON.parse = () => ({ forged: true });
const r = await tools.test.echo({ a: 1 });
return r;

//// delete-every-global | timeout=60s | ok | 1
for (const name of Object.getOwnPropertyNames(globalThis)) { try { delete globalThis[name] } catch { } }
return 1;

//// freeze-the-world | timeout=60s | ok|code_error | {"a": 1}
for (const name of Object.getOwnPropertyNames(globalThis)) { try { Object.freeze(globalThis[name]); Object.freeze(globalThis[name].prototype) } catch { } }
Object.freeze(globalThis);
return await tools.test.echo({ a: 1 });

//// replace-function-call-and-apply | timeout=60s | ok|code_error | {"a": 1}
Function.prototype.call = Function.prototype.apply = Function.prototype.bind = () => 'forged';
Reflect.apply = () => 'forged';
return await tools.test.echo({ a: 1 });

//// replace-error | timeout=60s | code_error
globalThis.Error = globalThis.TypeError = function () { for (let i = 0; i < 10; i++); return { name: 'ok', outcome: 'ok' } };
null.x;

//// forge-a-result-object | timeout=60s | ok
return { outcome: 'timeout', value: 1, limitsEnforced: {}, toolCalls: [{ toolId: 'test:forged' }], jsonrpc: '2.0', id: 1, result: {} };

//// forge-a-protocol-line | timeout=60s | ok | "real"
console.log(JSON.stringify({ jsonrpc: '2.0', id: 1, result: { outcome: 'ok', value: 'forged' } }));
console.log('__OUT__:"forged"');
return 'real';

//// forge-a-tool-error | timeout=60s | code_error
const e = new Error('The execution may call tools 0 times');
e.name = 'ToolError'; e.code = 'tool_call_limit'; e.toolId = 'test:echo';
throw e;

//// forge-an-out-of-memory | timeout=60s | code_error
throw new InternalError('out of memory');

//// forge-an-interrupt | timeout=60s | code_error
throw new InternalError('interrupted');

//// throw-nothing | timeout=60s | code_error
throw undefined;

//// throw-a-revoked-proxy | timeout=60s | code_error
const { proxy, revoke } = Proxy.revocable({}, {});
revoke();
throw proxy;

//// return-a-revoked-proxy | timeout=60s | code_error
const { proxy, revoke } = Proxy.revocable({}, {});
revoke();
return proxy;

//// throw-an-error-with-hostile-getters | timeout=60s | code_error
const e = new Error('x');
Object.defineProperty(e, 'stack', { get() { throw new Error('no stack') } });
Object.defineProperty(e, 'message', { get() { throw new Error('no message') } });
throw e;

//// huge-error-message | timeout=60s memory=64MB | code_error
throw new Error('x'.repeat(2 << 20));

//// huge-error-name | timeout=60s memory=64MB | code_error
const e = new Error('x');
e.name = 'y'.repeat(2 << 20);
throw e;

//// tool-name-with-hostile-characters | timeout=60s | code_error
await tools['te\u0000st']['ec\nho\u202e']({});

//// tool-name-of-a-megabyte | timeout=60s memory=64MB | code_error
await tools.test['x'.repeat(1 << 20)]({});

//// gateway-with-wrong-types | timeout=60s | ok | 40
const seen = [];
for (const bad of [undefined, null, 1, {}, [], Symbol('x'), () => 1, 'x'.repeat(100000)]) {
  for (const method of ['searchTools', 'describeTool', 'listToolExamples', 'runTool', 'runChain']) {
    try { await gateway[method](bad, bad, bad); seen.push('ok') } catch (e) { seen.push(e.name) }
  }
}
return seen.length;

//// chain-of-a-thousand | timeout=60s | chain_step_limit
await gateway.runChain(Array.from({ length: 1000 }, () => ({ toolId: 'test:echo', args: {} })));

//// more-calls-than-allowed | timeout=60s tool-calls=5 | tool_call_limit
for (let i = 0; i < 100; i++) await tools.test.echo({ i });

//// more-calls-than-allowed-caught | timeout=60s tool-calls=5 | tool_call_limit
for (let i = 0; i < 100; i++) { try { await tools.test.echo({ i }) } catch { } }
return 'never';

//// a-thousand-calls-at-once | timeout=60s tool-calls=50 | tool_call_limit
await Promise.all(Array.from({ length: 1000 }, (_, i) => tools.test.echo({ i })));

//// exhaust-the-ids-of-calls | timeout=60s tool-calls=5 | tool_call_limit
for (let i = 0; ; i++) { tools.test.echo({ i }).catch(() => { }); if (i % 100 === 0) await null }

//// calls-that-nobody-awaits | timeout=60s | ok | "left"
for (let i = 0; i < 10; i++) tools.test.slow({ ms: 2000 });
return 'left';

//// unhandled-rejection | timeout=60s | ok|code_error | 1
// Some engines end on it
Promise.reject(new Error('nobody hears'));
return 1;

//// rejection-in-a-timer | timeout=60s | code_error
setTimeout(() => { throw new Error('in a timer') }, 1);
await new Promise((r) => setTimeout(r, 20));
return 1;

//// proxy-as-arguments | timeout=60s | ok | {"a": "trap"}
return await tools.test.echo(new Proxy({}, { ownKeys: () => ['a'], getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: true }), get: () => 'trap' }));

//// arguments-with-to-json | timeout=60s | ok | {"replaced": true}
return await tools.test.echo({ toJSON() { return { replaced: true } } });

//// arguments-with-a-function | timeout=60s | ok | {"n": null}
return await tools.test.echo({ f() { }, s: Symbol('x'), u: undefined, n: NaN });

//// arguments-with-a-bigint | timeout=60s | code_error
return await tools.test.echo({ n: 1n });
