// Shows a value so that any two engines show equal values equally, and different ones differently.
function show(value, depth = 0) {
  switch (typeof value) {
    case 'undefined': return 'undefined';
    case 'number': return Object.is(value, -0) ? '-0' : String(value);
    case 'bigint': return value + 'n';
    case 'string': return JSON.stringify(value);
    case 'symbol': return value.toString();
    case 'function': return 'function';
    case 'boolean': return String(value);
  }
  if (value === null) return 'null';
  if (depth > 6) return '…';
  if (value instanceof Error) return value.name + '(' + JSON.stringify(value.message) + ')';
  if (value instanceof Date) return 'Date(' + value.getTime() + ')';
  if (value instanceof RegExp) return String(value);
  if (value instanceof Map) return 'Map' + show([...value], depth + 1);
  if (value instanceof Set) return 'Set' + show([...value], depth + 1);
  if (Array.isArray(value)) {
    const items = [];
    for (let i = 0; i < value.length; i++) items.push(i in value ? show(value[i], depth + 1) : 'hole');
    return '[' + items.join(',') + ']';
  }
  if (ArrayBuffer.isView(value)) return value.constructor.name + show(Array.from(value), depth + 1);
  return '{' + Object.keys(value).map((key) => key + ':' + show(value[key], depth + 1)).join(',') + '}';
}
