const parts = [];
for (let i = 0; i < SIZE; i++) {
  parts.push('n' + i);
}
let check = 0;
for (let part of parts.join(',').toUpperCase().split(',')) {
  check += part.length + part.indexOf('9') + part.slice(1, 3).length;
}
return check;
