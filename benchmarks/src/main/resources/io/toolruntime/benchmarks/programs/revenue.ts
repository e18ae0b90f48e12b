enum Region {
  Europe = 'europe',
  Americas = 'americas',
  Asia = 'asia',
}

interface Order {
  readonly id: number;
  readonly region: Region;
  readonly cents: number;
}

const rates: Record<Region, number> = { [Region.Europe]: 110, [Region.Americas]: 100, [Region.Asia]: 90 };

function region(id: number): Region {
  return [Region.Europe, Region.Americas, Region.Asia][id % 3];
}

async function order(id: number): Promise<Order> {
  const { price }: { price: number } = CALL({ id: id });
  return { id, region: region(id), cents: price };
}

const totals = new Map<Region, number>();
for (let id = 1; id <= SIZE; id++) {
  const sold: Order = await order(id);
  totals.set(sold.region, (totals.get(sold.region) ?? 0) + sold.cents * rates[sold.region]);
}
return [...totals.values()].reduce((sum: number, cents: number): number => sum + cents, 0);
