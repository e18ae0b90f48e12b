const rates = { europe: 110, americas: 100, asia: 90 };

function region(id) {
  return ['europe', 'americas', 'asia'][id % 3];
}

async function order(id) {
  const { price } = CALL({ id: id });
  return { id, region: region(id), cents: price };
}

const totals = new Map();
for (let id = 1; id <= SIZE; id++) {
  const sold = await order(id);
  totals.set(sold.region, (totals.get(sold.region) ?? 0) + sold.cents * rates[sold.region]);
}
return [...totals.values()].reduce((sum, cents) => sum + cents, 0);
