// Memory is the sandbox's own: it runs out here, not in the application.
const kept = [];
for (let round = 1; ; round++) {
  kept.push(new Uint8Array(8 * 1024 * 1024).fill(round));
  console.log(`${round * 8} MB`);
}
