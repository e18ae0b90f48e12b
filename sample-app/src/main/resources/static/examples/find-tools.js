// Code can look for tools while it runs, so a model need not know them all beforehand.
const namespaces = await gateway.listNamespaces();
console.log("namespaces:", namespaces.join(", "));

const { tools: found } = await gateway.searchTools("customer orders", 5);
const described = await gateway.describeTool(found[0].id, "schema");

return { found: found.map(({ id, summary }) => ({ id, summary })), firstInDetail: described.tool };
