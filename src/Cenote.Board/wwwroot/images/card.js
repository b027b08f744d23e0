// @ts-check
// A card: one tag of one run, at one step.
import { element } from '../dom.js';
import { ask, Refusal } from '../server.js';
import { count, words } from '../words.js';
import { decode, picture } from './picture.js';
import { atOrBefore, stepSlider } from './steps.js';

/** @typedef {import('./picture.js').Box} Box */
/** @typedef {import('./picture.js').Place} Place */
/** @typedef {ReturnType<typeof imageCard>} Card */

const text = words(
  {
    /** @param {number} step */
    step: step => `step ${count(step)}`,
    /** @param {number} wanted @param {number} step */
    noStep: (wanted, step) => `no step ${count(wanted)}: this is step ${count(step)}`,
    /** @param {number} n @param {number} all */
    variant: (n, all) => `${n} of ${all}`,
    next: 'The next image of this step', noPicture: 'This is no picture that a browser can show.',
    download: 'Download', series: 'All steps', downloadTitle: 'Download this picture as it is stored', seriesTitle: 'Download the pictures of all steps as a zip file',
    compare: 'Compare', compareTitle: 'See the difference from another card', grid: 'Grid', columns: 'columns', rows: 'rows',
    gridTitle: 'How many images this picture holds',
  },
  {
    step: step => `第 ${count(step)} 步`,
    noStep: (wanted, step) => `没有第 ${count(wanted)} 步，显示第 ${count(step)} 步`,
    variant: (n, all) => `${n} / ${all}`,
    next: '这一步的下一张图像', noPicture: '浏览器无法显示这个文件。',
    download: '下载', series: '全部步', downloadTitle: '按存储原样下载这张图', seriesTitle: '把所有步的图下载为 zip 文件',
    compare: '比较', compareTitle: '查看与另一张卡片的差异', grid: '网格', columns: '列', rows: '行',
    gridTitle: '这张图里有多少幅图像',
  });

/**
 * @param {{
 *   run: string, tag: import('../logs.js').Tag, knowsGrid: boolean,
 *   stepsKnown: () => void, shown: (card: Card) => void, pointed: (card: Card, place: Place | null) => void, picked: (card: Card, place: Place) => void, compared: (card: Card) => void
 * }} options what it shows and whom it tells: when its steps are known, a picture is shown, a pixel is pointed at or clicked, it is to be compared
 */
export function imageCard({ run, tag, knowsGrid, stepsKnown, shown, pointed, picked, compared }) {
  let series = tag.id;
  let asked = -1;
  /** @type {{ step: number, points: number[] }[]} in ascending order */
  let steps = [];
  let points = 0;
  let wanted = 0;
  let variant = 0;
  let isNear = false;
  let showing = '';
  let grid = { columns: 1, rows: 1 };
  let image = /** @type {number | null} */ (null);

  const own = stepSlider(step => show(step));
  const stepText = element('span', { class: 'soft small' });
  const size = element('span', { class: 'soft small number' });
  const more = element('button', { type: 'button', class: 'quiet', title: text.next, hidden: true, onclick: () => { variant++; load(); } });
  const view = picture({ name: `${run} ${tag.tag}`, pointed: place => pointed(card, place), picked: place => picked(card, place) });
  const readout = element('output', { class: 'readout' });
  const download = element('a', { class: 'button', title: text.downloadTitle }, text.download);
  const compare = element('button', { type: 'button', title: text.compareTitle, 'aria-pressed': 'false', onclick: () => compared(card) }, text.compare);
  const root = element('article', { class: knowsGrid ? 'card paired' : 'card', 'aria-label': tag.tag },
    element('header', {}, element('h3', { title: tag.tag }, tag.tag), size, stepText, more),
    own.root, view.root, readout,
    element('footer', {}, compare, download, element('a', { class: 'button', title: text.seriesTitle, href: `/api/images/${series}/archive`, download: '' }, text.series), knowsGrid ? null : gridFields()));
  own.root.hidden = true;
  near.observe(root);
  listeners.set(root, is => {
    isNear = is;
    if (is)
      refresh(tag).then(load);
  });

  function gridFields() {
    const field = (/** @type {'columns' | 'rows'} */ which) => element('label', { class: 'small' }, element('input', { type: 'number', min: 1, max: 64, value: 1, onchange: (/** @type {Event & { target: HTMLInputElement }} */ event) => {
      grid = { ...grid, [which]: Math.max(1, Math.floor(Number(event.target.value)) || 1) };
      crop();
    } }), text[which]);
    return element('details', { class: 'grid' }, element('summary', { class: 'button', title: text.gridTitle }, text.grid), element('div', {}, field('columns'), field('rows')));
  }

  // Asks for the steps that have come since, where somebody looks.
  /** @param {import('../logs.js').Tag} now */
  async function refresh(now) {
    if (now.id !== series) {
      [series, steps, points, asked] = [now.id, [], 0, -1];
      root.querySelector('footer a:last-of-type')?.setAttribute('href', `/api/images/${series}/archive`);
    }
    tag = now;
    if (!isNear || asked === now.count)
      return;

    asked = now.count;
    try {
      /** @type {{ steps: number[] }} */
      const { steps: come } = await ask(`/api/images/${series}?from=${points}`);
      /** @type {Map<number, number[]>} */
      const byStep = new Map(steps.map(({ step, points: there }) => [step, there]));
      come.forEach((step, i) => byStep.set(step, [...byStep.get(step) ?? [], points + i]));
      points += come.length;
      steps = [...byStep].map(([step, there]) => ({ step, points: there })).sort((a, b) => a.step - b.step);
      own.offer(steps.map(s => s.step), true);
      stepsKnown();
      load();
    } catch (error) {
      asked = -1;
      fail(error);
    }
  }

  /** @param {number} step */
  function show(step) {
    if (step !== wanted)
      variant = 0;

    wanted = step;
    load();
  }

  const currentStep = () => steps[atOrBefore(steps.map(s => s.step), wanted)];

  async function load() {
    const found = currentStep();
    if (!found || !isNear)
      return;

    // Of a step that was logged again, the last is shown first.
    const point = found.points[found.points.length - 1 - variant % found.points.length] ?? 0;
    const part = found.points.length > 1 ? 0 : variant;
    const address = `/api/images/${series}/${point}?part=${part}`;
    stepText.textContent = found.step === wanted ? text.step(found.step) : text.noStep(wanted, found.step);
    stepText.classList.toggle('wrong', found.step !== wanted);
    if (address === showing)
      return;

    showing = address;
    try {
      const answer = await fetch(address);
      if (!answer.ok)
        throw new Refusal((await answer.json()).error, answer.status);

      const parts = Number(answer.headers.get('Cenote-Parts') ?? 1), all = found.points.length > 1 ? found.points.length : parts;
      const bitmap = await decode(await answer.blob()).catch(() => { throw new Refusal(text.noPicture, 0); });
      if (showing !== address) {
        bitmap.close();
        return;
      }
      card.point = point;
      more.hidden = all < 2;
      more.textContent = `${text.variant(variant % all + 1, all)} ›`;
      if (variant >= all)
        variant %= all;
      size.textContent = `${bitmap.width}×${bitmap.height}`;
      readout.replaceChildren();
      readout.classList.remove('wrong');
      view.outline([]);
      view.show(bitmap);
      crop();
      download.setAttribute('href', address);
      download.setAttribute('download', `${tag.tag}_${found.step}`.replace(/[^\p{L}\p{N} ().=+-]/gu, '_'));
      shown(card);
    } catch (error) {
      if (showing === address) {
        showing = '';
        fail(error);
      }
    }
  }

  /** @param {unknown} error */
  function fail(error) {
    readout.textContent = error instanceof Error ? error.message : String(error);
    readout.classList.add('wrong');
  }

  // One image alone, where the grid is known and holds it.
  function crop() {
    const bitmap = view.bitmap();
    const found = image === null || !bitmap ? null : card.cell(image);
    view.crop(found && bitmap && found.x + found.width <= bitmap.width && found.y + found.height <= bitmap.height ? found : null);
  }

  const card = {
    root, view, readout, refresh, show, compare, run,
    tag: () => tag,
    series: () => series,
    point: 0,
    steps: () => steps.map(s => s.step),
    step: () => currentStep()?.step ?? null,
    /** Where an image of the grid lies. @type {(image: number) => Box | null} */
    cell(n) {
      const bitmap = view.bitmap();
      if (!bitmap || n >= grid.columns * grid.rows || grid.columns * grid.rows === 1)
        return null;

      const [width, height] = [Math.floor(bitmap.width / grid.columns), Math.floor(bitmap.height / grid.rows)];
      return { x: n % grid.columns * width, y: Math.floor(n / grid.columns) * height, width, height };
    },
    /** Which image of the grid a pixel belongs to. @type {(place: Place) => number | null} */
    imageAt(place) {
      const first = card.cell(0);
      return first ? Math.floor(place.y / first.height) * grid.columns + Math.floor(place.x / first.width) : null;
    },
    /** @param {number | null} n */
    single(n) {
      image = n;
      crop();
    },
    crop,
    /** @param {boolean} on */
    unlink(on) {
      own.root.hidden = !on;
      if (on)
        own.goTo(wanted);
    },
    own,
    /** For good: it is no longer on the page. */
    close() {
      near.unobserve(root);
      view.show(null);
    },
  };
  return card;
}

/** @type {WeakMap<Element, (isNear: boolean) => void>} */
const listeners = new WeakMap();

// Pictures are fetched where somebody looks, or nearly: a run may have hundreds.
const near = new IntersectionObserver(entries => entries.forEach(entry => listeners.get(entry.target)?.(entry.isIntersecting)), { rootMargin: '300px' });
