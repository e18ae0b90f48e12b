// The five best days of 2025. What code returns is the result's value.
const { days } = await tools.reports.sales_by_day({ from: "2025-01-01", to: "2025-12-31" });

return days
  .sort((a, b) => b.total - a.total)
  .slice(0, 5)
  .map(({ date, total }) => ({ date, revenue: (total / 100).toFixed(2) }));
