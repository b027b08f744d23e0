// @ts-check
// A pooling at play: the input, the output, the window that moves between them, its arithmetic in words.
import { element } from '../dom.js';
import { Refusal, ask } from '../server.js';
import { isChinese, words } from '../words.js';
import { extras } from './extras.js';
import { number, size } from './format.js';
import { Plane } from './plane.js';
import { sendable } from './state.js';

/** @typedef {import('./types.js').State} State */
/** @typedef {import('./types.js').Answer} Answer */
/** @typedef {import('./types.js').Operator} Operator */

const text = words(
  {
    input: 'Input', output: 'Output', pooled: 'Pooled', gradient: 'Gradient at the input', difference: 'What the shift changes in the output',
    play: 'Play', pause: 'Pause', back: 'Back', next: 'Next', window: 'Window', speed: 'Speed', slow: 'slow', normal: 'normal', fast: 'fast',
    of: (/** @type {number} */ i, /** @type {number} */ n) => `Window ${i} of ${n}`,
    channel: (/** @type {number} */ c) => `channel ${c}`,
    reached: (/** @type {string} */ list) => `Read by outputs ${list}.`, reachedNone: 'No window reads this place.',
    picture: (/** @type {string} */ s) => `a picture of ${s} pixels`, numbers: (/** @type {string} */ s) => `${s} numbers`,
    make: { kernel: 'kernel', padding: 'padding', dilation: 'dilation' }, axis: [' of the height', ' of the width'],
    most: (/** @type {string} */ what, /** @type {string} */ axis, /** @type {number} */ n) => `Make the ${what}${axis} at most ${n}`,
    least: (/** @type {string} */ what, /** @type {string} */ axis, /** @type {number} */ n) => `Make the ${what}${axis} at least ${n}`,
    doesNotFit: 'These numbers do not fit together.', element: 'element', share: 'share',
  },
  {
    input: '输入', output: '输出', pooled: '池化后', gradient: '输入处的梯度', difference: '平移使输出改变了多少',
    play: '播放', pause: '暂停', back: '上一个', next: '下一个', window: '窗口', speed: '速度', slow: '慢', normal: '中', fast: '快',
    of: (i, n) => `第 ${i} 个窗口，共 ${n} 个`,
    channel: c => `通道 ${c}`,
    reached: list => `输出 ${list} 会读到这里。`, reachedNone: '没有窗口读到这里。',
    picture: s => `${s} 像素的图片`, numbers: s => `${s} 个数`,
    make: { kernel: '核', padding: '填充', dilation: '膨胀' }, axis: ['的高', '的宽'],
    most: (what, axis, n) => `${what}${axis}改为最多 ${n}`,
    least: (what, axis, n) => `${what}${axis}改为至少 ${n}`,
    doesNotFit: '这些数字不能放在一起。', element: '元素', share: '份额',
  });

const pauses = { slow: 1800, normal: 900, fast: 250 };

/** The question of a state. @param {State} state */
export function question(state) {
  return {
    pooling: state.pooling, settings: state.settings, shape: state.shape, language: document.documentElement.lang,
    ...(state.source === 'numbers' ? { numbers: state.numbers.map(sendable) } : { pixels: toBase64(state.numbers) }),
    ...(state.mask && { mask: state.mask }),
  };
}

/** @param {number[]} bytes */
function toBase64(bytes) {
  let binary = '';
  for (let i = 0; i < bytes.length; i += 0x8000)
    binary += String.fromCharCode(...bytes.slice(i, i + 0x8000));
  return btoa(binary);
}

export class Player {
  /** @type {Answer | null} */
  #answer = null;
  /** @type {AbortController | null} */
  #asking = null;
  /** @type {AbortController | null} */
  #telling = null;
  #timer = 0;
  /** @type {Plane | null} */
  #input = null;
  /** @type {Plane | null} */
  #steps = null;

  /**
   * @param {State} state
   * @param {{ operator?: Operator, onChange?: () => void, onRepair?: (repair: import('./types.js').Repair) => void, wide?: number, dot?: number, still?: boolean, only?: string[] }} [options]
   */
  constructor(state, { operator, onChange = () => {}, onRepair, wide, dot, still = false, only } = {}) {
    this.state = state;
    this.operator = operator;
    this.onChange = onChange;
    this.onRepair = onRepair;
    this.wide = wide ?? 384;
    this.dot = dot;
    this.still = still;
    this.only = only;
    this.planes = element('div', { class: 'planes' });
    this.told = element('p', { class: 'told', 'aria-live': 'polite' });
    this.notes = element('p', { class: 'notes small soft' });
    this.problem = element('div', { class: 'problem', role: 'alert', hidden: true });
    this.more = element('div', { class: 'more' });
    this.playButton = element('button', { type: 'button', class: 'play', onclick: () => this.toggle() }, text.play);
    this.slider = element('input', { type: 'range', min: 0, max: 0, 'aria-label': text.window, oninput: () => this.go(Number(this.slider.value)) });
    this.where = element('span', { class: 'where small soft number' });
    this.speed = element('select', { 'aria-label': text.speed }, ...(/** @type {const} */ (['slow', 'normal', 'fast'])).map(s => element('option', { value: s, selected: s === 'normal' }, text[s])));
    this.bar = element('div', { class: 'stepper', hidden: true },
      element('button', { type: 'button', class: 'quiet', 'aria-label': text.back, onclick: () => this.move(-1) }, '‹'),
      this.playButton,
      element('button', { type: 'button', class: 'quiet', 'aria-label': text.next, onclick: () => this.move(1) }, '›'),
      this.slider, this.where, this.speed);
    this.element = element('div', { class: 'player' }, this.problem, this.planes, this.bar, this.told, this.notes, this.more);
  }

  /** Asks the server for what the state says, and shows it. */
  async show() {
    this.#asking?.abort();
    this.#asking = new AbortController();
    const state = this.state;
    this.element.setAttribute('aria-busy', 'true');
    try {
      const answer = /** @type {Answer} */ (await ask('/api/play', {
        body: {
          ...question(state), backward: state.backward,
          ...(state.backward && state.one && { at: state.at }),
          ...(state.shift.some(s => s !== 0) && { shift: state.shift }),
        },
        signal: this.#asking.signal,
      }));
      this.#answer = answer;
      if (answer.refused)
        this.#refuse(answer.refused, answer.repairs ?? []);
      else
        this.#draw(answer);
    } catch (error) {
      if (error instanceof Refusal)
        this.#refuse(error.message, []);
      else if (!(error instanceof DOMException))
        throw error;
      else
        return;
    }
    this.element.removeAttribute('aria-busy');
  }

  /** Whose outputs the windows are: of unpooling, what was pooled before. */
  get #stepped() {
    return this.#answer?.pooled ?? this.#answer?.output;
  }

  /** How many windows there are in a channel. */
  get count() {
    const [, rows = 1, columns = 1] = this.#answer?.axes ? this.#stepped?.shape ?? [] : [];
    return this.#answer?.axes ? rows * columns : 0;
  }

  toggle() {
    if (this.#timer) {
      this.stop();
      return;
    }
    if (this.count === 0)
      return;
    this.playButton.textContent = text.pause;
    if (this.state.at % this.count === this.count - 1)
      this.go(0);
    const step = () => {
      if (this.state.at % this.count === this.count - 1) {
        this.stop();
        return;
      }
      this.move(1);
      this.#timer = setTimeout(step, pauses[/** @type {keyof typeof pauses} */ (this.speed.value)]);
    };
    this.#timer = setTimeout(step, pauses[/** @type {keyof typeof pauses} */ (this.speed.value)]);
    this.element.classList.add('playing');
    this.#reveal();
  }

  stop() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.playButton.textContent = text.play;
    this.element.classList.remove('playing');
  }

  /** @param {number} by */
  move(by) {
    if (this.count > 0)
      this.go((this.state.at % this.count + by + this.count) % this.count);
  }

  /** Goes to a window. @param {number} at */
  go(at) {
    this.state.at = at;
    this.onChange();
    if (this.state.backward && this.state.one)
      void this.show();
    else
      void this.#tell();
  }

  /** @param {string} sentence @param {import('./types.js').Repair[]} repairs */
  #refuse(sentence, repairs) {
    this.stop();
    this.problem.hidden = false;
    this.problem.replaceChildren(
      element('p', {}, isChinese ? `${text.doesNotFit} ` : '', element('span', { lang: 'en' }, sentence)),
      element('div', { class: 'repairs' }, ...repairs.map(repair => {
        const words = (repair.atMost ? text.most : text.least)(text.make[repair.setting], repair.axis === undefined ? '' : text.axis[repair.axis] ?? '', repair.number);
        return element('button', { type: 'button', onclick: () => this.onRepair?.(repair) }, words);
      })));
    for (const part of [this.planes, this.bar, this.told, this.notes, this.more])
      part.hidden = true;
  }

  /** @param {Answer} answer */
  #draw(answer) {
    const state = this.state;
    this.problem.hidden = true;
    for (const part of [this.planes, this.told, this.notes, this.more])
      part.hidden = false;
    const isPicture = state.source !== 'numbers';
    const isMap = state.shape.length === 3 && this.operator?.takes !== 'capsules';
    const figures = [];
    if (isMap) {
      const ring = /** @type {[number, number]} */ (answer.axes ? answer.axes.map(a => a.padding) : [0, 0]);
      const shown = isPicture ? state.numbers.map(n => n / 255) : state.numbers;
      this.#input = new Plane({ shape: state.shape, numbers: shown, ring, label: `${text.input}, ${describe(state.shape, isPicture)}`, picture: isPicture, wide: this.wide, dot: this.dot });
      figures.push(this.#figure(text.input, state.shape, this.#input, 'input'));
      this.#steps = null;
      if (answer.pooled)
        figures.push(this.#figure(text.pooled, answer.pooled.shape, this.#steps = this.#plane(answer.pooled, isPicture, text.pooled), 'pooled'));
      const output = this.#plane(answer.output, isPicture, text.output);
      this.#steps ??= output;
      figures.push(this.#figure(text.output, answer.output.shape, output, 'output'));
      if (answer.gradient)
        figures.push(this.#figure(text.gradient, state.shape, new Plane({ shape: state.shape, numbers: answer.gradient, label: text.gradient, wash: 'two', picture: isPicture, wide: this.wide, dot: this.dot }), 'gradient'));
      if (answer.shift)
        figures.push(this.#figure(text.difference, answer.output.shape, new Plane({ shape: answer.output.shape, numbers: answer.shift.differences, label: text.difference, wash: 'one', picture: isPicture, wide: this.wide, dot: this.dot }), 'difference'));
      this.#listen();
    }
    this.planes.replaceChildren(...figures.filter(f => !this.only || this.only.some(name => f.classList.contains(name))));
    this.planes.hidden = !isMap;
    this.bar.hidden = this.still || this.count < 2;
    this.slider.max = String(Math.max(0, this.count - 1));
    this.more.replaceChildren(...(this.still ? [] : extras(answer, state, this.operator, this.wide)));
    void this.#tell();
  }

  /** @param {import('./types.js').NumberArray} array @param {boolean} picture @param {string} label */
  #plane(array, picture, label) {
    return new Plane({ shape: array.shape, numbers: array.numbers, label: `${label}, ${describe(array.shape, picture)}`, picture, wide: this.wide, dot: this.dot });
  }

  /** @param {string} title @param {number[]} shape @param {Plane} plane @param {string} name */
  #figure(title, shape, plane, name) {
    const caption = element('figcaption', {}, element('b', {}, title), ' ', element('span', { class: 'small soft number' }, size(shape.slice(shape[0] === 1 ? 1 : 0))));
    return element('figure', { class: `figure ${name}` }, caption, plane.element);
  }

  // Point at an output: its window. Point at an input: who reads it.
  #listen() {
    this.#steps?.body.addEventListener('click', event => {
      const place = this.#steps?.placeOf(event);
      if (place && this.#steps)
        this.go(place.row * this.#steps.columns + place.column);
    });
    this.#steps?.body.classList.toggle('pointed', Boolean(this.#answer?.axes));
    this.#input?.body.addEventListener('click', event => {
      const place = this.#input?.placeOf(event), axes = this.#answer?.axes;
      if (!place || !axes)
        return;
      const rows = readers(axes[0], place.row), columns = readers(axes[1], place.column);
      const list = rows.flatMap(r => columns.map(c => `(${r + 1}, ${c + 1})`));
      this.notes.textContent = list.length === 0 ? text.reachedNone : text.reached(list.slice(0, 12).join(', ') + (list.length > 12 ? ' …' : ''));
    });
  }

  // While it plays, outputs that are still to come are faint.
  #reveal() {
    const at = this.count === 0 ? 0 : this.state.at % this.count;
    this.#steps?.cells.forEach((cell, i) => {
      cell.classList.toggle('to-come', i > at);
      cell.classList.toggle('now', i === at && this.count > 1);
    });
  }

  async #tell() {
    const answer = this.#answer, axes = answer?.axes, stepped = this.#stepped;
    if (!axes || !stepped || this.still || this.count === 0) {
      this.told.hidden = true;
      this.notes.hidden = true;
      return;
    }
    const [, , columns = 1] = stepped.shape;
    const at = this.state.at = Math.min(Math.max(0, this.state.at), this.count - 1);
    const row = Math.floor(at / columns), column = at % columns;
    this.#input?.outline({ row: axes[0].starts[row] ?? 0, column: axes[1].starts[column] ?? 0, rows: axes[0].lengths[row] ?? 0, columns: axes[1].lengths[column] ?? 0 });
    this.#steps?.outline({ row, column, rows: 1, columns: 1 });
    this.slider.value = String(at);
    this.slider.setAttribute('aria-valuetext', text.of(at + 1, this.count));
    this.where.textContent = `${at + 1} / ${this.count}`;
    this.#reveal();
    this.#telling?.abort();
    this.#telling = new AbortController();
    try {
      const window = /** @type {import('./types.js').WindowAnswer} */ (await ask('/api/play/window', { body: { ...question(this.state), at }, signal: this.#telling.signal }));
      this.#input?.mark(window.taps);
      this.told.textContent = window.told;
      this.notes.textContent = window.notes.join(isChinese ? '；' : '; ');
      this.told.dataset.at = String(at);
      this.#chances(window);
    } catch (error) {
      if (error instanceof Refusal)
        this.told.textContent = error.message;
      else if (!(error instanceof DOMException))
        throw error;
    }
  }

  // The chances of a window that is drawn from, as a table.
  /** @param {import('./types.js').WindowAnswer} window */
  #chances(window) {
    this.more.querySelector('.shares')?.remove();
    if (window.taps.length === 0 || window.taps.length > 16 || window.taps[0]?.share === undefined)
      return;
    this.more.prepend(element('table', { class: 'shares' },
      element('tbody', {},
        element('tr', {}, element('th', { scope: 'row' }, text.element), ...window.taps.map(tap => element('td', {}, number(tap.x)))),
        element('tr', {}, element('th', { scope: 'row' }, text.share), ...window.taps.map(tap => element('td', {}, number(Math.round((tap.share ?? 0) * 1000) / 1000)))))));
  }
}

/** @param {number[]} shape @param {boolean} picture */
const describe = (shape, picture) => (picture ? text.picture : text.numbers)(size(shape.slice(1)));

/** Which windows along an axis read a place. @param {import('./types.js').Axis} axis @param {number} place */
function readers(axis, place) {
  return axis.starts.map((start, o) => ({ o, offset: place - start })).filter(({ o, offset }) => offset >= 0 && offset < (axis.lengths[o] ?? 0) && offset % axis.step === 0).map(({ o }) => o);
}
