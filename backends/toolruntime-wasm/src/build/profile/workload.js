// What programs written by models do: each part runs about as long as the others.
const parts = {
  calls() {
    const fib = (n) => n < 2 ? n : fib(n - 1) + fib(n - 2);
    function gcd(a, b) {
      while (b) {
        const rest = a % b;
        a = b;
        b = rest;
      }
      return a;
    }
    let sum = fib(17);
    for (let i = 1; i < 600; i++) {
      sum += gcd(i * 12, 360);
    }
    return sum;
  },
  integers() {
    let s = 0;
    for (let i = 0; i < 20000; i++) {
      s = (s * 31 + i) % 1000003;
      if ((i & 3) === 0) {
        s ^= i << 2;
      }
    }
    return s;
  },
  floats() {
    let x = 0.5;
    let sum = 0;
    for (let i = 1; i <= 10000; i++) {
      x = 3.7 * x * (1 - x);
      sum += Math.sqrt(x) / i - Math.floor(x * 10);
    }
    return sum;
  },
  sieve() {
    const composite = new Array(8000).fill(false);
    const primes = [];
    for (let n = 2; n < composite.length; n++) {
      if (!composite[n]) {
        primes.push(n);
        for (let m = n * n; m < composite.length; m += n) {
          composite[m] = true;
        }
      }
    }
    return primes.length;
  },
  matrix() {
    const size = 24;
    const a = Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => i + j));
    const out = [];
    for (let i = 0; i < size; i++) {
      const row = [];
      for (let j = 0; j < size; j++) {
        let cell = 0;
        for (let k = 0; k < size; k++) {
          cell += a[i][k] * a[k][j];
        }
        row.push(cell);
      }
      out.push(row);
    }
    return out[3][4];
  },
  sortAndJson() {
    const items = [];
    for (let i = 0; i < 800; i++) {
      items.push({ id: i, name: 'n' + (i * 7919 % 10007) });
    }
    items.sort((x, y) => x.name < y.name ? -1 : 1);
    return JSON.stringify(JSON.parse(JSON.stringify(items)).filter((x) => x.id % 3 === 0).map((x) => x.name)).length;
  },
  records() {
    const orders = [];
    for (let i = 0; i < 500; i++) {
      orders.push({ id: i, customer: { name: 'c' + i % 17, country: ['de', 'fr', 'us'][i % 3] },
        lines: [{ price: i % 13 + 0.5, quantity: i % 5 }, { price: 2, quantity: 1 }] });
    }
    const totals = {};
    for (const { customer: { country }, lines } of orders) {
      const total = lines.reduce((sum, { price, quantity }) => sum + price * quantity, 0);
      totals[country] = (totals[country] ?? 0) + total;
    }
    const best = Object.entries(totals).sort(([, a], [, b]) => b - a)
      .map(([country, total]) => ({ country, total: Number(total.toFixed(2)) }));
    const byName = new Map();
    orders.forEach((order) => {
      const list = byName.get(order.customer.name) || [];
      list.push({ ...order, lines: [...order.lines] });
      byName.set(order.customer.name, list);
    });
    return [best, byName.size, new Set(orders.map((order) => order.customer?.name)).size];
  },
  strings() {
    let text = '';
    for (let i = 0; i < 600; i++) {
      text += `line ${i}: ${i % 7 === 0 ? 'error' : 'ok'};`;
    }
    const words = text.split(/[\s;:]+/).filter((word) => word.length > 1);
    const counts = {};
    for (const word of words) {
      counts[word] = (counts[word] || 0) + 1;
    }
    let hash = 0;
    for (let i = 0; i < text.length; i++) {
      hash = (hash * 31 + text.charCodeAt(i)) | 0;
    }
    let upper = '';
    for (const letter of text.slice(0, 500)) {
      upper += letter.toUpperCase();
    }
    return [hash, Object.keys(counts).length, upper.length, text.replace(/error/g, 'warn').indexOf('warn'),
      [...text.matchAll(/line (\d+)/g)].length];
  },
  classes() {
    class Shape {
      #scale = 1;
      constructor(name) {
        this.name = name;
      }
      get scale() {
        return this.#scale;
      }
      set scale(value) {
        this.#scale = value;
      }
      area() {
        return 0;
      }
      static sum(shapes) {
        return shapes.reduce((sum, shape) => sum + shape.area(), 0);
      }
    }
    class Square extends Shape {
      constructor(side) {
        super('square');
        this.side = side;
      }
      area() {
        return super.area() + this.side * this.side * this.scale;
      }
    }
    const shapes = [];
    for (let i = 0; i < 500; i++) {
      const shape = new Square(i);
      shape.scale = 2;
      shapes.push(shape);
    }
    return Shape.sum(shapes) + shapes.filter((shape) => shape instanceof Square).length;
  },
  generators() {
    function* range(from, to) {
      for (let i = from; i < to; i++) {
        yield i;
      }
    }
    let sum = 0;
    for (const value of range(0, 1500)) {
      sum += value;
    }
    const [first, second, ...rest] = range(0, 100);
    return sum + first + second + rest.length;
  },
  decisions() {
    const kinds = ['add', 'mul', 'neg', 'other'];
    let value = 1;
    let failures = 0;
    for (let i = 0; i < 3000; i++) {
      switch (kinds[i % 4]) {
        case 'add':
          value += i;
          break;
        case 'mul':
          value = value * 3 % 10007;
          break;
        case 'neg':
          value = -value;
          break;
        default:
          try {
            if (typeof value !== 'number' || i % 40 === 3) {
              throw new Error('odd ' + i);
            }
            value++;
          }
          catch (error) {
            failures += error.message.length;
          }
          finally {
            value--;
          }
      }
    }
    return [value, failures];
  },
  closures() {
    const compose = (...functions) => (start) => functions.reduce((value, next) => next(value), start);
    const counter = () => {
      let count = 0;
      return { next: () => ++count, peek: () => count };
    };
    const run = compose((x) => x + 1, (x) => x * 2, function (x) {
      return x - arguments.length;
    });
    const c = counter();
    let sum = 0;
    for (let i = 0; i < 1200; i++) {
      sum += run(i);
      c.next();
    }
    return sum + c.peek();
  },
  typed() {
    const bytes = new Uint8Array(4000);
    const numbers = new Float64Array(500);
    for (let i = 0; i < bytes.length; i++) {
      bytes[i] = i * 7;
    }
    for (let i = 0; i < numbers.length; i++) {
      numbers[i] = bytes[i] / 3;
    }
    let sum = 0n;
    for (let i = 0; i < 300; i++) {
      sum += BigInt(bytes[i]) * 3n;
    }
    return [bytes.reduce((a, b) => a + b), numbers.length, String(sum)];
  },
  search() {
    const graph = new Map();
    for (let i = 0; i < 300; i++) {
      graph.set(i, [(i * 7 + 1) % 300, (i * 11 + 5) % 300]);
    }
    const distance = new Map([[0, 0]]);
    const queue = [0];
    while (queue.length > 0) {
      const node = queue.shift();
      for (const next of graph.get(node)) {
        if (!distance.has(next)) {
          distance.set(next, distance.get(node) + 1);
          queue.push(next);
        }
      }
    }
    const memo = {};
    const ways = (n) => n <= 1 ? 1 : memo[n] ?? (memo[n] = ways(n - 1) + ways(n - 2));
    return Math.max(...distance.values()) + ways(60);
  },
  async waiting() {
    let sum = 0;
    const step = async (i) => {
      const value = await Promise.resolve(i);
      return value * 2;
    };
    for (let i = 0; i < 300; i++) {
      sum += await step(i);
    }
    const all = await Promise.all([1, 2, 3].map(step));
    return sum + all.length;
  },
};
const results = {};
for (const [name, part] of Object.entries(parts)) {
  results[name] = await part();
}
return results;
