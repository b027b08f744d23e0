// @ts-check
// The left side of the pages about logs: which runs, which tags.
import { element } from './dom.js';
import { count, words } from './words.js';

const text = words(
  { runs: 'Runs', tags: 'Tags', filter: (/** @type {string} */ what) => `Filter ${what.toLowerCase()}`, all: 'All', none: 'None', noMatch: 'Nothing matches.' },
  { runs: '运行', tags: '标签', filter: (/** @type {string} */ what) => `筛选${what}`, all: '全选', none: '全不选', noMatch: '没有匹配项。' });

/**
 * A list of names to choose from, with a filter: what is chosen is ticked and matches. Words of the filter may stand in any order.
 * @param {string} what the heading
 * @param {() => void} changed
 */
function choice(what, changed) {
  /** @type {Set<string>} names that the user has ticked off, or on where the rest is off */
  const off = new Set();
  /** @type {string[]} */
  let names = [];
  let shown = '';
  const filter = element('input', { type: 'search', placeholder: text.filter(what), 'aria-label': text.filter(what), spellcheck: 'false', oninput: () => { draw(true); changed(); } });
  const list = element('ul', { class: 'choices' });
  const root = element('fieldset', { class: 'choice' },
    element('legend', {}, element('span', {}, what),
      element('button', { type: 'button', class: 'quiet', onclick: () => tick(true) }, text.all),
      element('button', { type: 'button', class: 'quiet', onclick: () => tick(false) }, text.none)),
    filter, list);

  const matching = () => {
    const parts = filter.value.toLowerCase().split(/\s+/);
    return names.filter(name => parts.every(part => name.toLowerCase().includes(part)));
  };

  /** @param {boolean} on */
  function tick(on) {
    for (const name of matching())
      off[on ? 'delete' : 'add'](name);
    draw(true);
    changed();
  }

  /** @param {boolean} anew */
  function draw(anew) {
    const wanted = matching();
    const key = wanted.join('\n');
    if (!anew && key === shown)
      return;

    shown = key;
    list.replaceChildren(...wanted.map(name => {
      const box = element('input', { type: 'checkbox', onchange: () => { off[box.checked ? 'delete' : 'add'](name); changed(); } });
      box.checked = !off.has(name);
      return element('li', {}, element('label', { title: name }, box, element('span', {}, name)));
    }));
    if (wanted.length === 0)
      list.append(element('li', { class: 'soft small' }, names.length ? text.noMatch : ''));
  }

  return {
    root, filter,
    chosen: () => matching().filter(name => !off.has(name)),
    /** @param {string[]} all @param {(name: string, index: number) => boolean} [on] which of the new ones are ticked */
    offer(all, on = () => true) {
      const before = new Set(names);
      all.forEach((name, index) => { if (!before.has(name) && !on(name, index)) off.add(name); });
      names = all;
      draw(false);
    },
  };
}

/**
 * Runs and tags beside each other's page.
 * @param {{ runsShownFirst: number, changed: () => void }} options how many runs are ticked at first where there are more
 */
export function chooser({ runsShownFirst, changed }) {
  const runs = choice(text.runs, changed);
  const tags = choice(text.tags, changed);
  const summary = element('summary', {});
  const root = element('details', { class: 'chooser', open: matchMedia('(min-width: 52rem)').matches }, summary, runs.root, tags.root);
  document.addEventListener('keydown', event => {
    if (event.key === '/' && !isTyping(event.target)) {
      event.preventDefault();
      root.open = true;
      tags.filter.focus();
    }
  });
  return {
    root,
    /** @param {string[]} names */
    offerRuns(names) {
      runs.offer(names, (_, index) => names.length <= runsShownFirst || index === 0);
      summary.textContent = `${text.runs} ${count(names.length)} · ${text.tags}`;
    },
    /** @param {string[]} names */
    offerTags: names => tags.offer(names),
    runs: runs.chosen,
    tags: tags.chosen,
  };
}

/** Whether a key goes into a text. @param {EventTarget | null} target */
export const isTyping = target => target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
