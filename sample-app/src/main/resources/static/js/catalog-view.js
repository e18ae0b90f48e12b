/** Lists the tools that code may call, with their documentation. */

import { describeTool, searchTools } from "./api.js";
import { element } from "./dom.js";

const PAGE = 50;

const PLACEHOLDERS = { integer: "1", number: "1", string: '""', boolean: "false", array: "[]", object: "{}" };

export class CatalogView {

  #list;
  #onInsert;
  #latest = 0;

  /**
   * @param {HTMLElement} list where the tools go
   * @param {(tool: object) => void} onInsert called to write a call into the program
   */
  constructor(list, onInsert) {
    this.#list = list;
    this.#onInsert = onInsert;
  }

  /** Shows the tools that match; all if the query is empty. */
  async show(query, profile) {
    const asked = ++this.#latest;
    try {
      const page = await searchTools({ query, profile, limit: PAGE });
      if (asked === this.#latest) {
        this.#list.replaceChildren(...groups(page.tools, this.#onInsert));
        this.#more(page.nextCursor, query, profile, asked);
        if (page.tools.length === 0) {
          this.#list.append(element("p.empty", {}, query ? `No tool matches “${query}”.` : "This profile has no tools."));
        }
      }
    }
    catch (problem) {
      if (asked === this.#latest) {
        this.#list.replaceChildren(element("p.empty", {}, `The tools cannot be listed: ${problem.message}`));
      }
    }
  }

  #more(cursor, query, profile, asked) {
    if (!cursor) {
      return;
    }
    const button = element("button.quiet", {
      type: "button",
      onclick: async () => {
        const page = await searchTools({ query, profile, limit: PAGE, cursor });
        if (asked === this.#latest) {
          button.replaceWith(...groups(page.tools, this.#onInsert));
          this.#more(page.nextCursor, query, profile, asked);
        }
      },
    }, "More tools");
    this.#list.append(button);
  }

}

/**
 * Writes a call of a tool.
 * @param {object} tool its description with the input schema
 * @param {string} language of the program
 * @returns {string} the call, with something to replace for each argument that must be given
 */
export function callOf(tool, language) {
  const identifier = (name) => name.replace(/[^A-Za-z0-9_$]/g, "_");
  const path = `tools.${identifier(tool.namespace)}.${identifier(tool.name)}`;
  const properties = tool.inputSchema?.properties ?? {};
  const given = (tool.inputSchema?.required ?? []).map((name) => [name, PLACEHOLDERS[properties[name]?.type] ?? "null"]);
  if (language === "python") {
    return `${path}(${given.map(([name, value]) => `${name}=${value}`).join(", ")})`;
  }
  const fields = given.map(([name, value]) => `${name}: ${value}`).join(", ");
  return `await ${path}(${fields ? `{ ${fields} }` : ""})`;
}

function groups(tools, onInsert) {
  const byNamespace = new Map();
  for (const tool of tools) {
    byNamespace.set(tool.namespace, [...(byNamespace.get(tool.namespace) ?? []), tool]);
  }
  return [...byNamespace].map(([namespace, members]) => element("section.namespace", {},
    element("h3", {}, namespace || "tools"), ...members.map((tool) => entry(tool, onInsert))));
}

function entry(tool, onInsert) {
  const body = element("div.tool-body", {}, element("p.note", {}, "Loading…"));
  const node = element("details.tool", {},
    element("summary", {}, element("code", {}, tool.name), element("span", {}, tool.summary)), body);
  let loaded = false;
  node.addEventListener("toggle", async () => {
    if (!node.open || loaded) {
      return;
    }
    loaded = true;
    try {
      body.replaceChildren(...documentation(await describeTool(tool.id), onInsert));
    }
    catch (problem) {
      loaded = false;
      body.replaceChildren(element("p.note", {}, problem.message));
    }
  });
  return node;
}

function documentation({ tool, notes, examples }, onInsert) {
  const required = new Set(tool.inputSchema?.required ?? []);
  const properties = Object.entries(tool.inputSchema?.properties ?? {});
  return [
    element("p", {}, tool.description),
    notes && notes !== tool.description ? element("p", {}, notes) : null,
    properties.length === 0 ? null : element("dl", {}, ...properties.flatMap(([name, schema]) => [
      element("dt", {}, element("code", {}, name),
        element("span", {}, ` ${[schema.type].flat().join(" or ")}${required.has(name) ? "" : ", optional"}`)),
      element("dd", {}, schema.description ?? ""),
    ])),
    ...(examples ?? []).map((example) => element("pre", {}, JSON.stringify(example.args))),
    element("button.quiet", { type: "button", onclick: () => onInsert(tool) }, "Insert call"),
  ].filter(Boolean);
}
