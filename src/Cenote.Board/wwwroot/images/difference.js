// @ts-check
// The difference of two cards, pixel by pixel.
import { element } from '../dom.js';
import { count, words } from '../words.js';
import { picture } from './picture.js';

/** @typedef {import('./card.js').Card} Card */

const text = words(
  {
    title: 'Difference', close: 'Close', gain: 'Times', pick: 'Now choose Compare on another card.',
    /** @param {string} size @param {string} other */
    enlarged: (size, other) => `${other} is enlarged to ${size}, each pixel as it is.`,
    /** @param {number} same @param {number} all @param {number} mean @param {number} most */
    found: (same, all, mean, most) => same === all
      ? `All ${count(all)} pixels are the same.`
      : `${count(all - same)} of ${count(all)} pixels differ; on average by ${mean.toFixed(2)}, at most by ${most} of 255.`,
    /** @param {number} x @param {number} y @param {string} a @param {string} b */
    pixel: (x, y, a, b) => `x ${x}  y ${y}   ${a} | ${b}`,
  },
  {
    title: '差异', close: '关闭', gain: '放大', pick: '请在另一张卡片上选择“比较”。',
    enlarged: (size, other) => `${other} 按原像素放大到 ${size}。`,
    found: (same, all, mean, most) => same === all
      ? `全部 ${count(all)} 个像素相同。`
      : `${count(all)} 个像素中有 ${count(all - same)} 个不同；平均相差 ${mean.toFixed(2)}，最多相差 ${most}（满 255）。`,
    pixel: (x, y, a, b) => `x ${x}  y ${y}   ${a} | ${b}`,
  });

/** The section that shows the difference: hidden until two cards are chosen. */
export function difference() {
  /** @type {Card[]} */
  let cards = [];
  let turn = 0;
  const names = element('p', { class: 'soft small' });
  const said = element('p', { class: 'small' });
  const hint = element('p', { class: 'small', role: 'status' });
  const readout = element('output', { class: 'readout' });
  const gain = element('select', { onchange: () => draw() }, ...[1, 2, 4, 8, 16].map(n => element('option', { value: n }, `${n}×`)));
  const view = picture({ name: text.title, pointed: place => {
    const [a, b] = cards;
    view.outline(place ? [{ ...place, width: 1, height: 1 }] : []);
    readout.textContent = place && a && b ? text.pixel(place.x, place.y, value(a, place), value(b, place)) : '';
  }, picked: () => {} });
  const body = element('div', { class: 'card' }, element('header', {}, element('h2', {}, text.title), element('label', { class: 'small' }, text.gain, ' ', gain), element('button', { type: 'button', onclick: () => choose([]) }, text.close)), names, view.root, readout, said);
  const root = element('section', { class: 'difference', hidden: true, 'aria-label': text.title }, hint, body);

  // A place of the larger picture in one of the two.
  /** @param {Card} card @param {{ x: number, y: number }} place */
  function value(card, place) {
    const { x, y, width, height } = card.view.box();
    const whole = view.box();
    const [r, g, b] = card.view.pixel({ x: x + Math.floor(place.x * width / whole.width), y: y + Math.floor(place.y * height / whole.height) });
    return `${r} ${g} ${b}`;
  }

  /** @param {Card[]} next */
  function choose(next) {
    cards.forEach(card => card.compare.setAttribute('aria-pressed', 'false'));
    cards = next;
    cards.forEach(card => card.compare.setAttribute('aria-pressed', 'true'));
    root.hidden = cards.length === 0;
    hint.textContent = cards.length === 1 ? text.pick : '';
    body.hidden = cards.length < 2;
    draw();
  }

  async function draw() {
    const [a, b] = cards;
    if (!a || !b || !a.view.bitmap() || !b.view.bitmap())
      return;

    const mine = ++turn;
    const [width, height] = [Math.max(a.view.canvas.width, b.view.canvas.width), Math.max(a.view.canvas.height, b.view.canvas.height)];
    const pixels = [a, b].map(card => enlarged(card.view.canvas, width, height));
    const [left, right] = [pixels[0]?.data ?? new Uint8ClampedArray(), pixels[1]?.data ?? new Uint8ClampedArray()];
    const times = Number(gain.value), result = new ImageData(width, height);
    let same = 0, sum = 0, most = 0;
    for (let i = 0; i < left.length; i += 4) {
      let differs = false;
      for (let c = i; c < i + 3; c++) {
        const d = Math.abs((left[c] ?? 0) - (right[c] ?? 0));
        result.data[c] = d * times;
        sum += d;
        if (d > most)
          most = d;
        if (d > 0)
          differs = true;
      }
      result.data[i + 3] = 255;
      if (!differs)
        same++;
    }
    const bitmap = await createImageBitmap(result);
    if (mine !== turn) {
      bitmap.close();
      return;
    }
    view.show(bitmap);
    const smaller = [a, b].find(card => card.view.canvas.width < width || card.view.canvas.height < height);
    names.textContent = `${a.run} ${a.tag().tag} − ${b.run} ${b.tag().tag}${smaller ? ` · ${text.enlarged(`${width}×${height}`, smaller.tag().tag)}` : ''}`;
    said.textContent = text.found(same, width * height, sum / (3 * width * height), most);
  }

  return {
    root,
    /** @param {Card} card */
    pick(card) {
      choose(cards.includes(card) ? cards.filter(c => c !== card) : [...cards.slice(-1), card]);
      if (cards.length === 2)
        root.scrollIntoView({ block: 'nearest' });
    },
    /** @param {Card} card */
    shown(card) {
      if (cards.includes(card))
        draw();
    },
    /** @param {(card: Card) => boolean} isThere */
    keep(isThere) {
      if (!cards.every(isThere))
        choose(cards.filter(isThere));
    },
    /** @param {number | null} to */
    zoom: to => view.zoom(to),
    redraw: draw,
  };
}

/**
 * A canvas's pixels, each made larger where another picture is larger.
 * @param {HTMLCanvasElement} canvas
 * @param {number} width
 * @param {number} height
 */
function enlarged(canvas, width, height) {
  const large = new OffscreenCanvas(width, height);
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (large.getContext('2d', { willReadFrequently: true }));
  context.imageSmoothingEnabled = false;
  context.drawImage(canvas, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
}
