// @ts-check
// Small means to build pages. Text is always text: nothing that a log holds is ever read as HTML.

/**
 * Makes an element: `element('p', { class: 'hint' }, 'text', child)`. What begins with `on` is a listener; a value of `false`, `null` or `undefined` leaves its attribute out.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string | number | boolean | null | undefined | ((event: any) => void)>} [attributes]
 * @param {...(Node | string | null | undefined)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function')
      made.addEventListener(name.slice(2), value);
    else if (value === true)
      made.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined)
      made.setAttribute(name, String(value));
  }
  made.append(...children.filter(child => child !== null && child !== undefined));
  return made;
}

/**
 * The element of that id.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found)
    throw new Error(`The page has no #${id}.`);
  return found;
}

/**
 * Does something when nothing has happened for a while: typing, dragging.
 * @template {any[]} A
 * @param {number} milliseconds
 * @param {(...values: A) => void} work
 * @returns {(...values: A) => void}
 */
export function afterPause(milliseconds, work) {
  let timer = 0;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(...values), milliseconds);
  };
}
