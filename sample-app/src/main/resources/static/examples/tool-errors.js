// A tool that refuses throws a ToolError. Its message says what to do instead.
const attempts = {
  "an order that is not there": () => tools.orders.find_order({ id: 99999 }),
  "a page that is too long": () => tools.orders.list_orders({ size: 1000 }),
  "arguments that do not fit": () => tools.inventory.reserve({ productId: "seven" }),
  "more than there is": () => tools.inventory.reserve({ productId: 7, quantity: 100000 }),
};

for (const [what, attempt] of Object.entries(attempts)) {
  try {
    await attempt();
  }
  catch (error) {
    console.error(`${what}: ${error.code}: ${error.message}`);
  }
}

const { stock } = await tools.inventory.stock_level({ productId: 7 });
return { productId: 7, stock };
