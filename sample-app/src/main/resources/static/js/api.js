/** The HTTP API, as far as the page uses it. */

import { readEvents } from "./event-stream.js";

const BASE = "toolruntime";

/** What the server answered instead of what it was asked for. */
export class Problem extends Error {

  constructor(status, body) {
    super(body?.detail ?? `The server answered ${status}`);
    this.name = body?.title ?? "Problem";
    this.status = status;
  }

}

async function answerOf(response) {
  const text = await response.text();
  let body = null;
  try {
    body = JSON.parse(text);
  }
  catch {
    // Not ours: a proxy's page, say; the status has to do
  }
  if (!response.ok) {
    throw new Problem(response.status, body);
  }
  return body;
}

async function get(path, parameters = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== null && value !== "") {
      query.set(name, value);
    }
  }
  const suffix = query.size > 0 ? `?${query}` : "";
  return answerOf(await fetch(`${BASE}/${path}${suffix}`, { headers: { Accept: "application/json" } }));
}

export function profiles() {
  return get("profiles");
}

export function searchTools(parameters) {
  return get("tools", parameters);
}

export function describeTool(id) {
  return get(`tools/${encodeURIComponent(id)}`, { detail: "full" });
}

export async function cancel(id) {
  const response = await fetch(`${BASE}/executions/${encodeURIComponent(id)}`, { method: "DELETE" });
  if (!response.ok && response.status !== 404) {
    await answerOf(response);
  }
}

/**
 * Runs code and tells what happens meanwhile.
 * @param {object} request the execution
 * @param {(name: string, data: any) => void} onEvent hears of started, stdout, stderr and tool_call
 * @returns {Promise<object>} the result
 */
export async function execute(request, onEvent) {
  const response = await fetch(`${BASE}/executions`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Accept": "text/event-stream, application/json;q=0.5" },
    body: JSON.stringify(request),
  });
  const type = response.headers.get("Content-Type") ?? "";
  if (!response.ok || !type.startsWith("text/event-stream")) {
    return answerOf(response);
  }
  let result = null;
  let problem = null;
  await readEvents(response.body, (name, data) => {
    const content = JSON.parse(data);
    if (name === "result") {
      result = content;
    }
    else if (name === "problem" || name === "error") {
      problem = content;
    }
    else {
      onEvent(name, content);
    }
  });
  if (problem) {
    throw new Problem(problem.status, problem);
  }
  if (!result) {
    throw new Error("The connection ended before the result came");
  }
  return result;
}
