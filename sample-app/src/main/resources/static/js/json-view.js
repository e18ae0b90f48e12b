/** Shows a value as indented JSON, in colours. */

import { element } from "./dom.js";

/* Beyond this many parts, colours cost more than they give */
const MOST_PARTS = 5000;

/**
 * @param {any} value what JSON can hold
 * @returns {HTMLElement} a block that scrolls by itself
 */
export function jsonView(value) {
  const text = JSON.stringify(value, null, 2) ?? "null";
  const block = element("pre.json", { tabindex: 0, role: "region", "aria-label": "Value" });
  const parts = text.match(/"(?:[^"\\]|\\.)*"(?=:)|"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null|[^"\dtfn-]+|./gs) ?? [];
  if (parts.length > MOST_PARTS) {
    block.textContent = text;
    return block;
  }
  parts.forEach((part, index) => {
    const kind = kindOf(part, parts[index + 1]);
    block.append(kind ? element(`span.${kind}`, {}, part) : part);
  });
  return block;
}

function kindOf(part, next) {
  if (part.startsWith('"')) {
    return next?.startsWith(":") ? "key" : "string";
  }
  if (/^-?\d/.test(part)) {
    return "number";
  }
  return ["true", "false", "null"].includes(part) ? "word" : null;
}
