// Executes what its standard input asks for, a JSON object a line, each in a context of its own.
import fs from 'node:fs';
import vm from 'node:vm';

let answerCall;

function send(message) {
  fs.writeSync(1, JSON.stringify(message) + '\n');
}

const remoteTool = ({ id }) => new Promise((resolve) => {
  answerCall = (price) => resolve({ id, price });
  send({ call: id });
});

const localTool = async ({ id }) => ({ id, price: id * 3 });

async function run(code, expression, price) {
  const context = vm.createContext({ price });
  return await vm.runInContext(expression ? code : `(async function () {${code}\n})()`, context);
}

async function times({ code, expression, warmupMs, measureMs, expected }) {
  const samples = [];
  const begin = performance.now();
  let now = begin;
  for (let serial = 0; samples.length === 0 || now - begin < warmupMs + measureMs; serial++) {
    const value = await run(`${code}\n// ${serial}`, expression, localTool);
    const end = performance.now();
    if (now - begin >= warmupMs) {
      samples.push(end - now);
    }
    now = end;
    if (value !== expected) {
      throw new Error(`The code gave ${value} instead of ${expected}`);
    }
  }
  return samples;
}

const operations = {
  run: async ({ code, expression }) => ({ value: await run(code, expression, remoteTool) }),
  times: async (request) => ({ times: await times(request) }),
  version: async () => ({ version: process.version.slice(1) }),
};

async function serve(request) {
  try {
    send(await operations[request.operation](request));
  } catch (error) {
    send({ error: String(error) });
  }
}

let buffer = '';
process.stdin.setEncoding('utf8').on('data', (chunk) => {
  buffer += chunk;
  for (let end = buffer.indexOf('\n'); end >= 0; end = buffer.indexOf('\n')) {
    const message = JSON.parse(buffer.slice(0, end));
    buffer = buffer.slice(end + 1);
    if ('operation' in message) {
      serve(message);
    } else {
      answerCall(message.price);
    }
  }
});
