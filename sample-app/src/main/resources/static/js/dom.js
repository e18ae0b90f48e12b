/**
 * Builds elements. Text is always text: nothing here, and nothing on this page, parses
 * markup at run time, because much of what is shown was written by code in a sandbox.
 */

/**
 * Creates an element.
 * @param {string} name tag and classes, such as "td.number"
 * @param {object} attributes attributes; on* are listeners; false and null are left out
 * @param {...(Node|string|number|null)} children what is inside
 * @returns {HTMLElement} the element
 */
export function element(name, attributes = {}, ...children) {
  const [tag, ...classes] = name.split(".");
  const node = document.createElement(tag);
  if (classes.length > 0) {
    node.className = classes.join(" ");
  }
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) {
      node.addEventListener(key.slice(2), value);
    }
    else if (value === true) {
      node.setAttribute(key, "");
    }
    else if (value !== false && value !== null && value !== undefined) {
      node.setAttribute(key, String(value));
    }
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/**
 * Finds an element of the page.
 * @param {string} id its id
 * @returns {HTMLElement} the element
 */
export function byId(id) {
  return document.getElementById(id);
}
