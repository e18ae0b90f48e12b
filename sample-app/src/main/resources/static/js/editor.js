/** A text area that knows lines, indentation and where an error is. */

import { element } from "./dom.js";

const INDENT = "  ";

export class Editor {

  #text;
  #gutter;
  #lines = 0;
  #leaving = false;

  /**
   * @param {HTMLTextAreaElement} text the code
   * @param {HTMLElement} gutter where line numbers go
   * @param {() => void} onRun called on Ctrl or Cmd + Enter
   */
  constructor(text, gutter, onRun) {
    this.#text = text;
    this.#gutter = gutter;
    text.addEventListener("input", () => {
      this.markError(null);
      this.#number();
    });
    text.addEventListener("scroll", () => {
      gutter.scrollTop = text.scrollTop;
    });
    text.addEventListener("blur", () => {
      this.#leaving = false;
    });
    text.addEventListener("keydown", (event) => this.#key(event, onRun));
    this.#number();
  }

  get code() {
    return this.#text.value;
  }

  set code(code) {
    this.#text.value = code;
    this.#text.scrollTop = 0;
    this.#text.scrollLeft = 0;
    this.markError(null);
    this.#number();
  }

  /** Types text at the caret, as if a person had, so that it can be undone. */
  type(text) {
    this.#text.focus();
    if (!document.execCommand("insertText", false, text)) {
      this.#text.setRangeText(text, this.#text.selectionStart, this.#text.selectionEnd, "end");
      this.#text.dispatchEvent(new Event("input"));
    }
  }

  /** Marks the line an error is in; null removes the mark. */
  markError(line) {
    this.#gutter.querySelector(".wrong")?.classList.remove("wrong");
    if (line !== null) {
      this.#gutter.children[line - 1]?.classList.add("wrong");
    }
  }

  /** Moves the caret to a line and column, both from 1. */
  goTo(line, column) {
    const lines = this.code.split("\n");
    const before = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
    const position = Math.min(before + Math.max(0, column - 1), this.code.length);
    this.#text.focus();
    this.#text.setSelectionRange(position, position);
    const height = this.#text.scrollHeight / Math.max(1, lines.length);
    this.#text.scrollTop = Math.max(0, (line - 5) * height);
  }

  #number() {
    const lines = this.code.split("\n").length;
    while (this.#lines < lines) {
      this.#lines++;
      this.#gutter.append(element("span", {}, this.#lines));
    }
    while (this.#lines > lines) {
      this.#lines--;
      this.#gutter.lastChild.remove();
    }
  }

  #key(event, onRun) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      onRun();
    }
    else if (event.key === "Escape") {
      this.#leaving = true;
    }
    else if (event.key === "Tab" && !this.#leaving && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault();
      this.#indent(event.shiftKey);
    }
    else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.#newLine();
    }
    else if (!["Shift", "Tab"].includes(event.key)) {
      this.#leaving = false;
    }
  }

  #newLine() {
    const before = this.code.slice(0, this.#text.selectionStart);
    const line = before.slice(before.lastIndexOf("\n") + 1);
    const deeper = /[{([:]\s*$/.test(line) ? INDENT : "";
    this.type(`\n${line.match(/^[ \t]*/)[0]}${deeper}`);
  }

  #indent(back) {
    const { selectionStart: start, selectionEnd: end } = this.#text;
    if (!back && start === end) {
      this.type(INDENT);
      return;
    }
    const from = this.code.lastIndexOf("\n", start - 1) + 1;
    const lines = this.code.slice(from, end).split("\n");
    const changed = lines.map((line) => back ? line.replace(/^( {1,2}|\t)/, "") : INDENT + line);
    const text = changed.join("\n");
    if (text === lines.join("\n")) {
      return;
    }
    this.#text.setSelectionRange(from, end);
    this.type(text);
    if (start === end) {
      const caret = Math.max(from, start + changed[0].length - lines[0].length);
      this.#text.setSelectionRange(caret, caret);
    }
    else {
      this.#text.setSelectionRange(from, from + text.length);
    }
  }

}
