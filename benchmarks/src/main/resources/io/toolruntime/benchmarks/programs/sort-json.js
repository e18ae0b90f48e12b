let seed = 42;
const rows = [];
for (let i = 0; i < SIZE; i++) {
  seed = (seed * 69069 + 1) % 2147483648;
  rows.push({ id: i, key: seed, name: 'item ' + seed % 1000 });
}
rows.sort((a, b) => a.key - b.key);
const copy = JSON.parse(JSON.stringify(rows));
let check = 0;
for (let row of copy) {
  check = (check * 31 + row.id) % 1000003;
}
return check;
