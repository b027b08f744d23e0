// @ts-check
// The playground: any pooling on numbers or pictures, window by window.
import { main } from './shell.js';
import { afterPause, element } from './dom.js';
import { ask } from './server.js';
import { words } from './words.js';
import { controls } from './play/controls.js';
import { bytesOf, cells, ownPicture } from './play/inputs.js';
import { Player } from './play/player.js';
import { firstInput, fromHash, toHash } from './play/state.js';
import { kindTitles, sentence, title } from './play/titles.js';

const text = words(
  {
    title: 'Playground', pooling: 'Pooling', on: 'On', numbers: 'Numbers', settings: 'Settings', direction: 'Direction', forward: 'Forward', backward: 'Backward', all: 'from every output', one: 'from the window shown',
    shift: 'Shift the input', down: 'down', right: 'right', link: 'Copy a link to this', copied: 'The link is copied.', keys: 'Space plays, ← → go from window to window.',
    gone: 'An own picture is not part of a link; choose it again.', learn: 'About it',
  },
  {
    title: '试验场', pooling: '池化', on: '输入', numbers: '数字', settings: '设置', direction: '方向', forward: '前向', backward: '反向', all: '来自所有输出', one: '来自当前窗口',
    shift: '平移输入', down: '向下', right: '向右', link: '复制链接', copied: '链接已复制。', keys: '空格播放，← → 逐个窗口移动。',
    gone: '链接不含自己的图片，请重新选择。', learn: '说明',
  });

const operators = /** @type {import('./play/types.js').Operator[]} */ (await ask('/api/play/operators'));
/** @type {import('./play/types.js').Picture[]} */
let photographs = [];
let state = fromHash(location.hash);

const player = new Player(state, { onChange: linked, onRepair: repair });
const about = element('p', { class: 'about soft' });
const formula = element('code', { class: 'formula' });
const choose = element('select', { id: 'pooling', onchange: () => pick(choose.value) },
  ...Object.entries(kindTitles).map(([kind, label]) => element('optgroup', { label }, ...operators.filter(o => o.kind === kind).map(o => element('option', { value: o.name }, title(o))))));
const sources = element('div', { class: 'sources', role: 'group', 'aria-label': text.on });
const editor = element('div', {});
const settings = element('div', { class: 'fields' });
const direction = element('div', { class: 'direction' });
const shifting = element('div', { class: 'shifting' });
const said = element('span', { class: 'small soft', role: 'status' });
const more = element('a', { href: '/learn' }, text.learn);

main.classList.add('playground');
main.append(
  element('aside', { class: 'side', 'aria-label': text.settings },
    element('h1', {}, text.title),
    element('div', { class: 'field' }, element('label', { for: 'pooling' }, text.pooling), choose),
    about, settings, direction, shifting,
    element('div', { class: 'input' }, element('h2', { class: 'small' }, text.on), sources, editor)),
  element('section', { class: 'stage', 'aria-label': text.title },
    element('div', { class: 'headline' }, formula, more),
    player.element,
    element('p', { class: 'foot small soft' }, text.keys, ' ', element('button', { type: 'button', class: 'quiet', id: 'link', onclick: copy }, text.link), said)));

const soon = afterPause(60, () => void player.show());
addEventListener('hashchange', () => {
  if (location.hash === toHash(state))
    return;
  state = fromHash(location.hash);
  void start();
});
document.addEventListener('keydown', keys);
await start();

function current() {
  return operators.find(o => o.name === state.pooling) ?? /** @type {import('./play/types.js').Operator} */ (operators[0]);
}

// Shows a state from its beginning: the pooling, the input, the controls.
async function start() {
  player.stop();
  player.state = state;
  state.pooling = current().name;
  if (state.source !== 'numbers') {
    await loadPhotographs();
    const photograph = photographs.find(p => p.name === state.source);
    if (photograph && current().takes === 'map')
      take(photograph);
    else {
      said.textContent = state.source === 'own' ? text.gone : '';
      Object.assign(state, { source: 'numbers' }, firstInput(current().takes));
    }
  }
  if (state.source === 'numbers' && !fits())
    Object.assign(state, firstInput(current().takes));
  choose.value = state.pooling;
  build();
  await player.show();
  void loadPhotographs().then(buildSources);
}

// Whether the numbers have the axes that the pooling takes.
function fits() {
  const axes = current().takes === 'sequence' ? 2 : 3;
  return state.shape.length === axes && state.shape.reduce((a, b) => a * b, 1) === state.numbers.length
    && (current().takes !== 'map' || state.shape[0] === 1) && (current().takes !== 'capsules' || state.shape[0] !== 1);
}

async function loadPhotographs() {
  if (photographs.length === 0)
    photographs = await ask('/api/play/photographs');
}

/** @param {string} name */
function pick(name) {
  const before = current().takes;
  state.pooling = name;
  state.at = 0;
  state.mask = undefined;
  // What a slider stood at means another thing for another pooling.
  delete state.settings.weight;
  delete state.settings.p;
  if (current().takes !== before)
    Object.assign(state, { source: 'numbers' }, firstInput(current().takes));
  build();
  changed();
}

function build() {
  const operator = current();
  player.operator = operator;
  about.textContent = sentence(operator);
  formula.textContent = operator.formula;
  more.setAttribute('href', `/learn#${operator.name}`);
  buildSettings();
  buildDirection();
  buildShift();
  buildSources();
}

function buildSettings() {
  settings.replaceChildren(...controls(current(), state, changed).filter(c => c !== null));
}

function buildDirection() {
  const button = (/** @type {boolean} */ backward) => element('button', { type: 'button', 'aria-pressed': String(state.backward === backward), onclick: () => {
    state.backward = backward;
    buildDirection();
    changed();
  } }, backward ? text.backward : text.forward);
  const of = element('select', { 'aria-label': text.backward, onchange: () => {
    state.one = of.value === 'one';
    changed();
  } }, element('option', { value: 'all', selected: !state.one }, text.all), element('option', { value: 'one', selected: state.one }, text.one));
  const focused = direction.contains(document.activeElement);
  direction.replaceChildren(element('div', { class: 'segments', role: 'group', 'aria-label': text.direction }, button(false), button(true)),
    ...(state.backward && current().takes === 'map' ? [of] : []));
  if (focused)
    /** @type {HTMLElement} */ (direction.querySelector('[aria-pressed=true]')).focus();
}

function buildShift() {
  shifting.hidden = current().takes !== 'map';
  const side = (/** @type {0 | 1} */ axis) => element('label', { class: 'small' }, axis === 0 ? text.down : text.right, ' ', element('input', { type: 'number', min: -8, max: 8, value: state.shift[axis], oninput: (/** @type {Event} */ event) => {
    const n = Number(/** @type {HTMLInputElement} */ (event.target).value);
    if (!Number.isInteger(n) || Math.abs(n) > 8)
      return;
    state.shift[axis] = n;
    changed();
  } }));
  shifting.replaceChildren(element('span', {}, text.shift), side(0), side(1));
}

function buildSources() {
  const button = (/** @type {string} */ name, /** @type {string} */ label, /** @type {() => void} */ take) => element('button', { type: 'button', 'aria-pressed': String(state.source === name), onclick: () => {
    take();
    buildSources();
    /** @type {HTMLElement | null} */ (sources.querySelector('[aria-pressed=true]'))?.focus();
    changed();
  } }, label);
  sources.replaceChildren(...(current().takes === 'map' ? [
    button('numbers', text.numbers, () => Object.assign(state, { source: 'numbers', at: 0 }, firstInput('map'))),
    ...photographs.map(p => button(p.name, p.name.split('_')[0] ?? p.name, () => take(p))),
    ownPicture((shape, numbers) => {
      Object.assign(state, { source: 'own', at: 0, shape, numbers });
      buildSources();
      changed();
    }, sentence => { said.textContent = sentence; }),
  ] : []));
  sources.hidden = current().takes !== 'map';
  buildEditor();
}

/** @param {import('./play/types.js').Picture} photograph */
function take(photograph) {
  Object.assign(state, { source: photograph.name, shape: photograph.shape, numbers: bytesOf(photograph) });
}

function buildEditor() {
  editor.replaceChildren(...(state.source === 'numbers' ? [cells(state, current().takes === 'sequence', changed, () => {
    state.at = 0;
    buildEditor();
    changed();
  })] : []));
}

function changed() {
  player.stop();
  linked();
  soon();
}

function linked() {
  history.replaceState(null, '', toHash(state));
}

/** @param {import('./play/types.js').Repair} repair */
function repair({ setting, axis, number }) {
  const now = state.settings[setting] ?? (setting === 'kernel' ? [2] : setting === 'padding' ? [0] : [1]);
  const both = [now[0] ?? 0, now[1] ?? now[0] ?? 0];
  state.settings[setting] = axis === undefined ? [number] : both.map((n, i) => i === axis ? number : n);
  buildSettings();
  document.getElementById(setting)?.focus();
  changed();
}

async function copy() {
  linked();
  try {
    await navigator.clipboard.writeText(location.href);
    said.textContent = text.copied;
  } catch {
    said.textContent = location.href;
  }
}

/** @param {KeyboardEvent} event */
function keys(event) {
  const target = /** @type {HTMLElement} */ (event.target);
  if (target.closest('input, select, textarea, button, a, .plane-scroll, .table-scroll') || event.ctrlKey || event.altKey || event.metaKey)
    return;
  if (event.key === ' ')
    player.toggle();
  else if (event.key === 'ArrowRight' || event.key === 'ArrowLeft')
    player.move(event.key === 'ArrowRight' ? 1 : -1);
  else
    return;
  event.preventDefault();
}
