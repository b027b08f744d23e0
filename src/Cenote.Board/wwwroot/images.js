// @ts-check
// Images of runs, step by step, before and after pooling side by side.
import { main } from './shell.js';
import { chooser, isTyping } from './chooser.js';
import { element } from './dom.js';
import { difference } from './images/difference.js';
import { runGroup } from './images/group.js';
import { stepSlider } from './images/steps.js';
import { followLogs, tagsOf } from './logs.js';
import { emptyPage, notices } from './notice.js';
import { words } from './words.js';

/** @typedef {import('./images/card.js').Card} Card */
/** @typedef {import('./images/group.js').Group} Group */

const text = words(
  {
    title: 'Images', linked: 'All cards together', zoom: 'Zoom', fit: 'Fit', image: 'Image', all: 'all', keys: 'Keys', close: 'Close',
    imageTitle: 'One image of the grid alone; empty for all', choose: 'Choose a run and a tag.',
    keyList: [['← →', 'earlier or later step'], ['Home End', 'first or last step'], ['+ −', 'zoom'], ['/', 'filter tags'], ['Tab', 'to a picture; there the arrow keys go from pixel to pixel, Enter shows one image alone'], ['Esc', 'all images again'], ['?', 'these keys']],
  },
  {
    title: '图像', linked: '所有卡片同步', zoom: '缩放', fit: '适应', image: '图像', all: '全部', keys: '按键', close: '关闭',
    imageTitle: '只看网格中的一幅；留空则看全部', choose: '请选择运行和标签。',
    keyList: [['← →', '上一步或下一步'], ['Home End', '第一步或最后一步'], ['+ −', '缩放'], ['/', '筛选标签'], ['Tab', '移到图片；在图片上用方向键逐像素移动，回车只看一幅'], ['Esc', '重新看全部图像'], ['?', '显示这些按键']],
  });

const zooms = [1, 2, 3, 4, 6, 8, 12, 16, 24];
const runsShownFirst = 4;

/** @type {Map<string, Group>} by run id */
const groups = new Map();
/** @type {import('./logs.js').Logs | null} */
let logs = null;

const warnings = notices();
const choose = chooser({ runsShownFirst, changed: () => update() });
const slider = stepSlider(() => showSteps());
const linked = element('input', { type: 'checkbox', checked: true, onchange: () => link() });
const zoom = element('select', { 'aria-label': text.zoom, onchange: () => applyZoom() }, element('option', { value: '' }, text.fit), ...zooms.map(n => element('option', { value: n }, `${n}×`)));
const single = element('input', { type: 'number', min: 1, placeholder: text.all, title: text.imageTitle, 'aria-label': text.imageTitle, onchange: () => applySingle() });
const keys = element('dialog', { class: 'keys', 'aria-label': text.keys },
  element('dl', {}, ...text.keyList.flatMap(([key, does]) => [element('dt', {}, element('kbd', {}, key)), element('dd', {}, does)])),
  element('button', { type: 'button', onclick: () => keys.close() }, text.close));
const toolbar = element('div', { class: 'toolbar', role: 'toolbar', 'aria-label': text.title },
  slider.root,
  element('label', { class: 'small' }, linked, text.linked),
  element('label', { class: 'small' }, text.zoom, zoom),
  element('label', { class: 'small' }, text.image, single),
  element('button', { type: 'button', class: 'quiet', onclick: () => keys.showModal() }, text.keys));
const compared = difference();
const runs = element('div', { class: 'runs' });
const hint = element('p', { class: 'soft hint', hidden: true }, text.choose);
const content = element('div', { class: 'content' }, element('h1', { class: 'hidden' }, text.title), toolbar, warnings.root, compared.root, runs, hint);
main.append(element('div', { class: 'beside' }, choose.root, content), keys);
document.addEventListener('keydown', onKey);
followLogs(now => { logs = now; return update(); }, said => warnings.fail(said));

const cards = () => [...groups.values()].flatMap(group => [...group.cards.values()]);

// The page as the folder and the choices now are. One at a time: the newest state wins.
let updating = Promise.resolve();
let again = false;
function update() {
  again = true;
  updating = updating.then(async () => {
    if (again && logs) {
      again = false;
      await updateFrom(logs);
    }
  });
  return updating;
}

/** @param {import('./logs.js').Logs} now */
async function updateFrom(now) {
  warnings.tell(now);
  const withImages = now.runs.filter(run => run.images > 0);
  main.querySelector(':scope > .empty')?.remove();
  main.classList.toggle('nothing', withImages.length === 0);
  if (withImages.length === 0)
    main.prepend(emptyPage(now, 'images'));

  choose.offerRuns(withImages.map(run => run.name));
  const shownNames = choose.runs();
  const shown = await Promise.all(withImages.filter(run => shownNames.includes(run.name)).map(tagsOf));
  choose.offerTags([...new Set(shown.flatMap(run => run.tags.filter(tag => tag.kind === 'image').map(tag => tag.tag)))]);
  const tags = choose.tags();
  for (const [id, group] of groups) {
    if (!shown.some(run => run.run.id === id)) {
      group.close();
      groups.delete(id);
    }
  }
  for (const run of shown) {
    let group = groups.get(run.run.id);
    if (!group) {
      group = runGroup(run, { stepsKnown: offerSteps, shown: compared.shown, picked: pick, compared: compared.pick });
      groups.set(run.run.id, group);
    }
    group.update(run, tags);
  }
  // Only what moved is moved: a slider that is being dragged must not lose its hold.
  const order = shown.flatMap(run => groups.get(run.run.id)?.root ?? []);
  if (order.some((section, i) => runs.children[i] !== section) || runs.children.length !== order.length)
    runs.replaceChildren(...order);

  for (const card of cards()) {
    card.view.zoom(Number(zoom.value) || null);
    card.single(imageNumber());
    card.unlink(!linked.checked);
    if (linked.checked)
      card.show(slider.current());
  }
  compared.keep(card => cards().includes(card));
  hint.hidden = cards().length > 0 || withImages.length === 0;
  offerSteps();
}

function offerSteps() {
  slider.offer([...new Set(cards().flatMap(card => card.steps()))].sort((a, b) => a - b), true);
  showSteps();
}

function showSteps() {
  if (linked.checked)
    cards().forEach(card => card.show(slider.current()));
}

function link() {
  slider.root.classList.toggle('off', !linked.checked);
  cards().forEach(card => card.unlink(!linked.checked));
  showSteps();
}

function applyZoom() {
  const to = Number(zoom.value) || null;
  cards().forEach(card => card.view.zoom(to));
  compared.zoom(to);
}

const imageNumber = () => single.value === '' ? null : Math.max(1, Math.floor(Number(single.value))) - 1;

function applySingle() {
  cards().forEach(card => card.single(imageNumber()));
  compared.redraw();
}

// A click shows one image of the grid alone; the next click shows all again.
/** @param {number | null} image */
function pick(image) {
  if (image === null)
    return;

  single.value = single.value === '' ? String(image + 1) : '';
  applySingle();
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  const target = /** @type {HTMLElement} */ (event.target);
  if (isTyping(target) || event.altKey || event.ctrlKey || event.metaKey || keys.open)
    return;

  const step = target.closest('.picture') ? undefined : { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[event.key];
  const larger = { '+': 1, '=': 1, '-': -1 }[event.key];
  if (step !== undefined)
    slider.move(slider.index() + step);
  else if (larger !== undefined) {
    zoom.selectedIndex = Math.max(0, Math.min(zoom.options.length - 1, zoom.selectedIndex + larger));
    applyZoom();
  } else if (event.key === 'Escape' && single.value !== '') {
    single.value = '';
    applySingle();
  } else if (event.key === '?')
    keys.showModal();
  else
    return;

  event.preventDefault();
}
