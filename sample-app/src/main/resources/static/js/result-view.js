/** Shows a run while it goes on, and its result. */

import { element } from "./dom.js";
import { jsonView } from "./json-view.js";

const LONG_ARGUMENTS = 60;

const STATUS_WORDS = { enforced: "enforced", not_enforced: "not enforced", not_requested: "not requested" };

export class ResultView {

  #verdict;
  #body;
  #onGoTo;
  #started = 0;
  #timer = null;
  #output;
  #outputSection;
  #calls;
  #callsSection;

  /**
   * @param {HTMLElement} verdict where the outcome goes
   * @param {HTMLElement} body where everything else goes
   * @param {(line: number, column: number) => void} onGoTo called to show a place in the code
   */
  constructor(verdict, body, onGoTo) {
    this.#verdict = verdict;
    this.#body = body;
    this.#onGoTo = onGoTo;
  }

  /** A run begins. */
  begin() {
    this.#started = performance.now();
    this.#output = element("pre.output", { tabindex: 0, role: "region", "aria-label": "Output" });
    this.#outputSection = section("Output", null, this.#output);
    this.#outputSection.hidden = true;
    this.#calls = callsTable();
    this.#callsSection = section("Tool calls", "0", this.#calls.frame);
    this.#callsSection.hidden = true;
    this.#body.replaceChildren(this.#outputSection, this.#callsSection);
    const clock = element("span.time", { "aria-hidden": "true" }, "0.0 s");
    this.#verdict.replaceChildren(badge("running", "running"), clock);
    this.#timer = setInterval(() => {
      clock.textContent = `${((performance.now() - this.#started) / 1000).toFixed(1)} s`;
    }, 100);
  }

  /** The run wrote something. */
  addOutput(stream, text) {
    this.#outputSection.hidden = false;
    const atEnd = this.#output.scrollTop + this.#output.clientHeight >= this.#output.scrollHeight - 4;
    const last = this.#output.lastChild;
    if (last?.className === stream) {
      last.append(text);
    }
    else {
      this.#output.append(element(`span.${stream}`, {}, text));
    }
    if (atEnd) {
      this.#output.scrollTop = this.#output.scrollHeight;
    }
  }

  /** The run called a tool. */
  addToolCall(call) {
    this.#callsSection.hidden = false;
    this.#calls.add(call);
    count(this.#callsSection, this.#calls.size);
  }

  /** The run ended. */
  finish(result) {
    this.#stop();
    this.#verdict.replaceChildren(badge(kindOf(result.outcome), result.outcome),
      element("span.time", {}, milliseconds(result.durationMs)),
      element("span.where", {}, `${result.backend.profile} on ${result.backend.kind}, isolation ${result.backend.isolation}`));
    if (!this.#output.hasChildNodes()) {
      for (const stream of ["stdout", "stderr"]) {
        if (result[stream]) {
          this.addOutput(stream, result[stream]);
        }
      }
    }
    if (result.truncated) {
      this.#outputSection.append(element("p.note", {}, "Output beyond the limit was dropped."));
    }
    this.#calls.replace(result.toolCalls);
    count(this.#callsSection, result.toolCalls.length);
    this.#callsSection.hidden = result.toolCalls.length === 0;
    this.#body.replaceChildren(...[
      result.error ? this.#error(result.error) : null,
      result.outcome === "ok" || result.value !== null ? section("Value", null, jsonView(result.value)) : null,
      this.#outputSection,
      this.#callsSection,
      limits(result.limitsEnforced),
    ].filter(Boolean));
  }

  /** There is no result. */
  fail(problem) {
    this.#stop();
    this.#verdict.replaceChildren(badge("bad", "not run"));
    this.#body.prepend(element("div.trouble", {},
      element("strong", {}, problem.name), element("p", {}, problem.message)));
  }

  #stop() {
    clearInterval(this.#timer);
  }

  #error(error) {
    const place = error.line
      ? element("button.link", { type: "button", onclick: () => this.#onGoTo(error.line, error.column ?? 1) },
        `line ${error.line}${error.column ? `, column ${error.column}` : ""}`)
      : null;
    return element("div.trouble", {},
      element("strong", {}, error.name ?? "Error"), place,
      element("p", {}, error.message ?? ""),
      error.stack ? element("details", {}, element("summary", {}, "Stack"), element("pre", {}, error.stack)) : null);
  }

}

function kindOf(outcome) {
  if (outcome === "ok") {
    return "good";
  }
  if (outcome === "cancelled") {
    return "neutral";
  }
  return outcome === "code_error" || outcome === "crashed" ? "bad" : "limit";
}

function badge(kind, text) {
  return element(`span.badge.${kind}`, {}, text);
}

function section(title, number, ...content) {
  return element("section.part", {},
    element("h3", {}, title, number === null ? null : element("span.count", {}, number)), ...content);
}

function count(part, number) {
  part.querySelector(".count").textContent = number;
}

function milliseconds(value) {
  return value >= 10000 ? `${(value / 1000).toFixed(1)} s` : `${value.toFixed(value < 100 ? 1 : 0)} ms`;
}

function callsTable() {
  const rows = element("tbody");
  let size = 0;
  const frame = element("div.scroll.tall", { tabindex: 0, role: "region", "aria-label": "Tool calls" },
    element("table.calls", {},
      element("thead", {}, element("tr", {},
        element("th.number", { scope: "col" }, "#"),
        ...["Tool", "Arguments", "Outcome"].map((name) => element("th", { scope: "col" }, name)),
        element("th.number", { scope: "col" }, "ms"))),
      rows));
  return {
    frame,
    get size() {
      return size;
    },
    add(call) {
      size++;
      rows.append(...callRows(call, null));
    },
    replace(calls) {
      const longest = Math.max(...calls.map((call) => call.durationMs), 1);
      size = calls.length;
      rows.replaceChildren(...calls.flatMap((call) => callRows(call, longest)));
    },
  };
}

function callRows(call, longest) {
  // Line breaks inside strings are escaped: these are all between tokens
  const text = (JSON.stringify(call.arguments, null, 1) ?? "").replace(/\n\s*/g, " ");
  const shown = text.length <= LONG_ARGUMENTS ? element("code", {}, text)
    : element("details", {}, element("summary", {}, element("code", {}, `${text.slice(0, LONG_ARGUMENTS)}…`)),
      element("pre", {}, JSON.stringify(call.arguments, null, 2)));
  const bar = element("span.bar");
  if (longest) {
    bar.style.width = `${Math.max(2, Math.round(100 * call.durationMs / longest))}%`;
  }
  const row = element(call.outcome === "ok" ? "tr" : "tr.failed", {},
    element("td.number", {}, call.sequence),
    element("td.tool-id", {}, call.toolId),
    element("td.arguments", {}, shown),
    element("td.outcome", {}, call.outcome),
    element("td.number.duration", {}, call.durationMs.toFixed(1), bar));
  return call.error
    ? [row, element("tr.reason", {}, element("td"), element("td", { colspan: 4 }, call.error.message))]
    : [row];
}

/* One digit behind the point is enough to compare with a limit */
function rounded(quantity) {
  return typeof quantity === "string" ? quantity.replace(/(\.\d)\d+/, "$1") : quantity;
}

function limits(enforced) {
  const entries = Object.entries(enforced ?? {});
  const held = entries.filter(([, each]) => each.status === "enforced").length;
  const names = ["Limit", "Requested", "Peak", "Status and mechanism", "Evidence", "Observer"];
  const rows = entries.map(([limit, each]) => {
    const cells = [
      each.requested ?? "–",
      rounded(each.peak) ?? "–",
      element("div", {}, element(`span.status.${each.status}`, {}, STATUS_WORDS[each.status] ?? each.status),
        each.mechanism ? element("span.mechanism", {}, each.mechanism) : null),
      each.measured && each.measured !== each.requested ? `${each.evidence}: ${each.measured}` : each.evidence,
      each.observer ?? "–",
    ];
    return element("tr", {}, element("th", { scope: "row" }, limit),
      ...cells.map((cell, index) => element(cell === "–" ? "td.none" : "td", { "data-label": names[index + 1] }, cell)));
  });
  return section("Limits", `${held} of ${entries.length} enforced`,
    element("div.scroll", { tabindex: 0, role: "region", "aria-label": "Limits" },
      element("table.limits", {},
        element("thead", {}, element("tr", {}, ...names.map((name) => element("th", { scope: "col" }, name)))),
        element("tbody", {}, ...rows))));
}
