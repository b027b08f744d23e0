// @ts-check
// The notes, with examples that are alive.
import { main } from './shell.js';
import { element } from './dom.js';
import { ask } from './server.js';
import { isChinese } from './words.js';
import { chineseChoices, commands, text } from './learn/lessons.js';
import { bytesOf } from './play/inputs.js';
import { Player } from './play/player.js';
import { firstInput, firstState, toHash } from './play/state.js';
import { kindTitles, sentence, title } from './play/titles.js';

const photograph = 'chelsea';
// A third of its lines lost.
const kept = 85;

const operators = /** @type {import('./play/types.js').Operator[]} */ (await ask('/api/play/operators'));
const photographs = /** @type {import('./play/types.js').Picture[]} */ (await ask('/api/play/photographs'));

main.classList.add('learn');
const sections = [why(), max(), looks(), program(), others(), stochastic(), choose()];
main.append(
  element('nav', { class: 'contents', 'aria-label': text.contents }, element('ol', {}, ...sections.map(s => element('li', {}, element('a', { href: `#${s.id}` }, s.querySelector('h2')?.textContent ?? ''))))),
  element('article', {}, element('h1', {}, text.title), element('p', { class: 'lead' }, text.lead), ...sections));
addEventListener('hashchange', open);
open();

/** @param {string} id @param {string} heading @param {string[]} body @param {...Node} more */
function lesson(id, heading, body, ...more) {
  return element('section', { id, 'aria-labelledby': `${id}-title` }, element('h2', { id: `${id}-title` }, heading), ...body.map(p => element('p', {}, p)), ...more);
}

/** @param {string} name */
function operator(name) {
  return operators.find(o => o.name === name);
}

/** A pooling at play on numbers or on the photograph. @param {Partial<import('./play/types.js').State>} change @param {ConstructorParameters<typeof Player>[1]} [options] */
function live(change, options) {
  const state = { ...firstState(), ...change };
  const player = new Player(state, { operator: operator(state.pooling), wide: 256, ...options });
  void player.show();
  return player;
}

function picture() {
  const found = photographs.find(p => p.name === photograph);
  return found ? { source: found.name, shape: found.shape, numbers: bytesOf(found) } : {};
}

/** @param {import('./play/types.js').State} state */
function link(state) {
  return element('p', { class: 'open' }, element('a', { href: `/playground${toHash(state)}` }, text.play));
}

function why() {
  const shrunk = (/** @type {string} */ pooling, /** @type {string[]} */ only) => live({ ...picture(), pooling, settings: { output: [kept] } }, { still: true, dot: 2, only }).element;
  const captioned = (/** @type {string} */ caption, /** @type {Node} */ body) => element('div', { class: 'captioned' }, body, element('p', { class: 'small soft' }, caption));
  return lesson('why', text.why.title, text.why.body,
    element('div', { class: 'beside' },
      captioned(text.why.original, shrunk('adaptive-avg', ['input'])),
      captioned(text.why.average, shrunk('adaptive-avg', ['output'])),
      captioned(text.why.max, shrunk('adaptive-max', ['output']))),
    ...text.why.limits.map(p => element('p', {}, p)));
}

function max() {
  const player = live({});
  return lesson('worked', text.max.title, text.max.body, player.element, element('p', {}, text.max.after), link(player.state));
}

function looks() {
  const player = live({ ...picture(), settings: { kernel: [4] } });
  return lesson('looks', text.looks.title, text.looks.body, player.element, link(player.state));
}

function program() {
  return lesson('program', text.program.title, text.program.body, element('pre', { tabindex: 0 }, commands));
}

function others() {
  const told = text.others;
  return lesson('poolings', told.title, told.body, ...Object.entries(kindTitles).map(([kind, label]) => element('div', { class: 'kind' }, element('h3', {}, label),
    ...operators.filter(o => o.kind === kind).map(o => {
      const body = element('div', { class: 'pooling' });
      const details = element('details', { id: o.name, ontoggle: () => {
        if (details.open && !body.firstChild)
          fill(o, body);
      } }, element('summary', {}, element('b', {}, title(o)), ' ', element('code', { class: 'soft' }, o.name)), body);
      return details;
    }))));

  /** @param {import('./play/types.js').Operator} o @param {HTMLElement} body */
  function fill(o, body) {
    const player = live({ pooling: o.name, ...firstInput(o.takes) });
    const facts = [[told.good, o.goodAt], [told.bad, o.badAt], [told.gradient, o.gradient], [told.source, o.source]];
    body.append(
      element('p', {}, sentence(o)), element('p', {}, element('code', {}, o.formula)), player.element,
      // The catalogue speaks English.
      element('dl', { lang: 'en' }, ...facts.flatMap(([name, fact]) => [element('dt', isChinese ? { lang: 'zh-CN' } : {}, name), element('dd', {}, fact)])),
      link(player.state));
  }
}

function stochastic() {
  return lesson('no-average', text.stochastic.title, text.stochastic.body, live({ pooling: 'stochastic' }).element);
}

function choose() {
  const rows = operators.filter(o => o.choice).map(o => {
    const choice = (isChinese && chineseChoices[o.name]) || [o.choice?.core ?? '', o.choice?.advantage ?? '', o.choice?.use ?? ''];
    return element('tr', {}, element('th', { scope: 'row' }, element('a', { href: `#${o.name}` }, title(o))), ...choice.map(c => element('td', {}, c)));
  });
  return lesson('choose', text.choose.title, [], element('div', { class: 'table-scroll', tabindex: 0, role: 'group', 'aria-label': text.choose.title },
    element('table', { class: 'choices' }, element('thead', {}, element('tr', {}, ...text.choose.head.map(h => element('th', { scope: 'col' }, h)))), element('tbody', {}, ...rows))),
  ...text.choose.body.map(p => element('p', {}, p)));
}

// A link to a pooling opens it.
function open() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target instanceof HTMLDetailsElement)
    target.open = true;
  target?.scrollIntoView();
}
