// The wall clock ends this after two seconds. What came before is kept.
const order = await tools.orders.find_order({ id: 1 });
console.log("found order", order.id, "and now I never stop");

for (;;) {
}
