/** Brings the page to life. */

import { cancel, execute, profiles } from "./api.js";
import { CatalogView, callOf } from "./catalog-view.js";
import { byId, element } from "./dom.js";
import { Editor } from "./editor.js";
import { ResultView } from "./result-view.js";

const EXAMPLES = [
  { title: "Revenue by country", file: "revenue.js" },
  { title: "Best days", file: "best-days.js" },
  { title: "Look for tools", file: "find-tools.js" },
  { title: "Tools that refuse", file: "tool-errors.js" },
  { title: "Endless loop", file: "endless-loop.js", limits: { timeout: "2s" } },
  { title: "Too much memory", file: "too-much-memory.js", limits: { memory: "64MB" } },
];

const LANGUAGES = { javascript: "JavaScript", typescript: "TypeScript", python: "Python" };

const example = byId("example");
const language = byId("language");
const profile = byId("profile");
const profileNote = byId("profile-note");
const input = byId("input");
const limitFields = [...document.querySelectorAll("[data-limit]")];
const runButton = byId("run");
const cancelButton = byId("cancel");

const editor = new Editor(byId("code"), byId("gutter"), run);
const resultView = new ResultView(byId("verdict"), byId("result-body"), (line, column) => editor.goTo(line, column));
const catalogView = new CatalogView(byId("tools"), (tool) => editor.type(callOf(tool, language.value)));

let known = [];
let running = null;

function chosenProfile() {
  return known.find((each) => each.name === profile.value);
}

function showProfile() {
  const { backend, languages, limits } = chosenProfile();
  const before = language.value;
  language.replaceChildren(...languages.map((each) => element("option", { value: each }, LANGUAGES[each] ?? each)));
  language.value = languages.includes(before) ? before : languages.includes("javascript") ? "javascript" : languages[0];
  for (const field of limitFields) {
    field.placeholder = limits[field.dataset.limit] ?? "";
  }
  profileNote.textContent = `${profile.value} runs on ${backend.kind}, isolation ${backend.isolation}`;
  catalogView.show(byId("tool-query").value.trim(), profile.value);
}

async function loadExample() {
  const chosen = EXAMPLES[example.selectedIndex];
  const response = await fetch(`examples/${chosen.file}`);
  if (!response.ok) {
    return;
  }
  editor.code = (await response.text()).trimEnd();
  language.value = "javascript";
  for (const field of limitFields) {
    field.value = chosen.limits?.[field.dataset.limit] ?? "";
  }
  byId("more").open = Boolean(chosen.limits);
}

function request() {
  const asked = { id: `playground-${crypto.randomUUID()}`, language: language.value, profile: profile.value, code: editor.code };
  if (input.value.trim() !== "") {
    asked.input = JSON.parse(input.value);
  }
  const limits = limitFields.filter((field) => field.value.trim() !== "")
    .map((field) => [field.dataset.limit, field.value.trim()]);
  if (limits.length > 0) {
    asked.limits = Object.fromEntries(limits);
  }
  return asked;
}

async function run() {
  if (running || known.length === 0) {
    return;
  }
  input.setCustomValidity("");
  let asked;
  try {
    asked = request();
  }
  catch (error) {
    byId("more").open = true;
    input.setCustomValidity(`Not JSON: ${error.message}`);
    input.reportValidity();
    return;
  }
  running = asked.id;
  cancelButton.disabled = false;
  swap(runButton, cancelButton);
  editor.markError(null);
  resultView.begin();
  try {
    const result = await execute(asked, (name, data) => {
      if (name === "stdout" || name === "stderr") {
        resultView.addOutput(name, typeof data === "string" ? data : data.text);
      }
      else if (name === "tool_call") {
        resultView.addToolCall(data);
      }
    });
    resultView.finish(result);
    editor.markError(result.error?.line ?? null);
  }
  catch (problem) {
    resultView.fail(problem);
  }
  finally {
    running = null;
    swap(cancelButton, runButton);
  }
}

function swap(shown, next) {
  const hadFocus = document.activeElement === shown;
  next.hidden = false;
  if (hadFocus) {
    next.focus();
  }
  shown.hidden = true;
}

async function stop() {
  if (!running) {
    return;
  }
  cancelButton.disabled = true;
  try {
    await cancel(running);
  }
  catch {
    cancelButton.disabled = false;
  }
}

function later(action, delay) {
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(action, delay);
  };
}

async function start() {
  example.replaceChildren(...EXAMPLES.map(({ title }) => element("option", {}, title)));
  byId("program").addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
  cancelButton.addEventListener("click", stop);
  example.addEventListener("change", loadExample);
  profile.addEventListener("change", showProfile);
  input.addEventListener("input", () => input.setCustomValidity(""));
  byId("tool-query").addEventListener("input", later(() => catalogView.show(byId("tool-query").value.trim(), profile.value), 200));
  await loadExample();
  try {
    known = await profiles();
  }
  catch (problem) {
    profileNote.textContent = `The profiles cannot be listed: ${problem.message}`;
    return;
  }
  profile.replaceChildren(...known.map((each) => element("option", { value: each.name, selected: each.default }, each.name)));
  showProfile();
  runButton.disabled = false;
}

start();
