// @ts-check
// One tag: a curve for each run, and a table of them.
import { element } from '../dom.js';
import { ask } from '../server.js';
import { count, words } from '../words.js';
import { inOrder, smooth } from './smooth.js';

/** @typedef {{ name: string, tag: import('../logs.js').Tag, colour: number }} Line a run's series of this tag */
/** @typedef {{ id: string, asked: number, steps: number[], values: (number | null)[] }} Points */
/** @typedef {ReturnType<typeof chart>} Chart */

const text = words(
  { run: 'run', smoothed: 'smoothed', value: 'last', step: 'step', least: 'least', greatest: 'greatest', table: 'Table', points: 'points' },
  { run: '运行', smoothed: '平滑', value: '最新', step: '步', least: '最小', greatest: '最大', table: '表格', points: '点数' });

const height = 240;

// uPlot is a script of the old kind: it leaves a global.
await new Promise((resolve, reject) => document.head.append(element('script', { src: '/uplot/uPlot.iife.min.js', onload: resolve, onerror: reject })));
/** @type {any} */
const uPlot = /** @type {any} */ (globalThis).uPlot;

/** @param {string} tag */
export function chart(tag) {
  /** @type {Map<string, Points>} by run */
  const points = new Map();
  /** @type {Line[]} */
  let lines = [];
  let weight = 0;
  let isNear = false;
  /** @type {any} */
  let plot = null;

  const place = element('div', { class: 'plot', role: 'img', 'aria-label': tag });
  const table = element('tbody', {});
  const root = element('article', { class: 'chart', 'aria-label': tag },
    element('h2', {}, tag), place,
    element('div', { class: 'table', tabindex: 0, role: 'group', 'aria-label': `${tag}: ${text.table}` }, element('table', {},
      element('thead', {}, element('tr', {}, ...[text.run, text.smoothed, text.value, text.step, text.least, text.greatest, text.points].map(head => element('th', { scope: 'col' }, head)))), table)));
  near.observe(root);
  listeners.set(root, is => {
    isNear = is;
    load();
  });
  new ResizeObserver(() => plot?.setSize({ width: place.clientWidth, height })).observe(place);
  document.addEventListener('schemechange', draw);

  // Asks for what has come since, where somebody looks.
  async function load() {
    if (!isNear)
      return;

    await Promise.all(lines.map(async ({ name, tag: { id, count: there } }) => {
      let known = points.get(name);
      if (known?.id !== id)
        points.set(name, known = { id, asked: 0, steps: [], values: [] });
      if (known.asked >= there)
        return;

      known.asked = there;
      try {
        /** @type {{ steps: number[], values: (number | null)[] }} */
        const come = await ask(`/api/scalars/${id}?from=${known.steps.length}`);
        known.steps.push(...come.steps);
        known.values.push(...come.values);
      } catch {
        known.asked = 0;
      }
    }));
    draw();
  }

  function draw() {
    const drawn = lines.flatMap(line => {
      const known = points.get(line.name);
      return known && known.steps.length > 0 ? [{ line, ...inOrder(known) }] : [];
    });
    table.replaceChildren(...drawn.map(({ line, steps, values }) => row(line, steps, values)));
    plot?.destroy();
    plot = null;
    if (drawn.length === 0 || place.clientWidth === 0)
      return;

    const colours = [...table.querySelectorAll('.swatch')].map(swatch => getComputedStyle(swatch).color);
    const { color: ink } = getComputedStyle(place);
    const grid = { stroke: getComputedStyle(root).borderTopColor, width: 1 };
    const axis = { stroke: ink, grid, ticks: grid, font: '12px system-ui, sans-serif' };
    // The values themselves stay behind their smoothed curve, faint.
    const curves = drawn.flatMap(({ steps, values }) => weight > 0 ? [[steps, values], [steps, smooth(values, weight)]] : [[steps, values]]);
    const series = drawn.flatMap(({ line }, i) => weight > 0
      ? [{ label: `${line.name} `, stroke: colours[i], alpha: .3, width: 1 }, { label: line.name, stroke: colours[i], width: 2 }]
      : [{ label: line.name, stroke: colours[i], width: 2 }]);
    plot = new uPlot({
      width: place.clientWidth, height, legend: { show: false }, scales: { x: { time: false } },
      axes: [axis, { ...axis, size: 60 }], series: [{ label: text.step }, ...series], cursor: { points: { size: 6 } },
      hooks: { setCursor: [(/** @type {any} */ self) => tell(drawn, self.cursor.idx === null ? null : self.data[0][self.cursor.idx])] },
    }, uPlot.join(curves), place);
  }

  /** @param {{ line: Line, steps: number[], values: (number | null)[] }[]} drawn @param {number | null} step */
  function tell(drawn, step) {
    [...table.rows].forEach((there, i) => {
      const one = drawn[i];
      if (one)
        there.replaceWith(row(one.line, one.steps, one.values, step));
    });
  }

  /**
   * A run's row: of the step under the pointer, else of the last.
   * @param {Line} line
   * @param {number[]} steps
   * @param {(number | null)[]} values
   * @param {number | null} [step]
   */
  function row(line, steps, values, step = null) {
    const found = step === null ? -1 : steps.findLastIndex(s => s <= step);
    const at = found < 0 ? steps.length - 1 : found;
    const finite = values.filter(value => value !== null);
    const numbers = [smooth(values, weight)[at], values[at], steps[at], finite.reduce((a, b) => Math.min(a, b), Infinity), finite.reduce((a, b) => Math.max(a, b), -Infinity), steps.length];
    return element('tr', {}, element('th', { scope: 'row' }, element('span', { class: `swatch colour-${line.colour}` }), line.name),
      ...numbers.map((number, i) => element('td', {}, number === null || number === undefined || !Number.isFinite(number) ? '–' : i === 2 || i === 5 ? count(number) : String(Number(number.toPrecision(5))))));
  }

  return {
    root,
    /** @param {Line[]} now @param {number} smoothing */
    update(now, smoothing) {
      const changed = smoothing !== weight || now.length !== lines.length || now.some((line, i) => line.name !== lines[i]?.name);
      [lines, weight] = [now, smoothing];
      if (changed)
        draw();
      if (changed || lines.some(({ name, tag: { id, count: there } }) => points.get(name)?.id !== id || (points.get(name)?.asked ?? 0) < there))
        load();
    },
    close() {
      near.unobserve(root);
      document.removeEventListener('schemechange', draw);
      plot?.destroy();
      root.remove();
    },
  };
}

/** @type {WeakMap<Element, (isNear: boolean) => void>} */
const listeners = new WeakMap();

// Curves are fetched and drawn where somebody looks, or nearly.
const near = new IntersectionObserver(entries => entries.forEach(entry => listeners.get(entry.target)?.(entry.isIntersecting)), { rootMargin: '300px' });
