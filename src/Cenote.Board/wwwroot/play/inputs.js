// @ts-check
// What is pooled: numbers that can be edited and pasted, the photographs of the program, the user's own picture.
import { element } from '../dom.js';
import { words } from '../words.js';

/** @typedef {import('./types.js').State} State */

const text = words(
  {
    place: (/** @type {number} */ r, /** @type {number} */ c) => `row ${r}, column ${c}`, rows: 'Rows', columns: 'Columns',
    paste: 'Paste rows of numbers into any cell.', own: 'Own picture …', counts: (/** @type {number} */ t) => `token ${t} takes part`,
    unreadable: 'This file is no picture that the browser can read.', random: 'Random',
  },
  {
    place: (r, c) => `第 ${r} 行第 ${c} 列`, rows: '行数', columns: '列数',
    paste: '可以把多行数字粘贴到任一格。', own: '自己的图片…', counts: t => `第 ${t} 个词元参与`,
    unreadable: '浏览器读不了这个图片文件。', random: '随机',
  });

const mostSide = 16;
// A picture's longer side: every pixel is pooled while a slider is dragged.
const pictureSide = 128;

/** Rows of numbers from a text, as a table program or a program's listing gives them; null where it holds none. @param {string} pasted */
export function rowsOf(pasted) {
  const rows = pasted.replace(/[[\]{}()]/g, ' ').split(/[\n;/]|,\s*(?=\n)/).map(line => line.trim().split(/[\s,]+/).filter(Boolean).map(Number)).filter(row => row.length > 0);
  const width = rows[0]?.length ?? 0;
  return width > 0 && rows.every(row => row.length === width && row.every(n => !Number.isNaN(n))) ? rows : null;
}

/**
 * Cells to edit, for the last two axes of a map of one channel, a sequence or capsules (which stand in rows).
 * @param {State} state
 * @param {boolean} isSequence
 * @param {() => void} changed after a number changes
 * @param {() => void} resized after the shape changes
 */
export function cells(state, isSequence, changed, resized) {
  const columns = state.shape.at(-1) ?? 1, rows = state.numbers.length / columns;
  const fixed = state.shape.length === 3 && state.shape[0] !== 1;
  const table = element('table', { class: 'cells' }, element('tbody', {}, ...Array.from({ length: rows }, (_, r) => element('tr', {},
    isSequence ? element('td', {}, element('input', { type: 'checkbox', checked: state.mask?.[r] ?? true, 'aria-label': text.counts(r + 1), onchange: (/** @type {Event} */ event) => {
      state.mask ??= Array.from({ length: rows }, () => true);
      state.mask[r] = /** @type {HTMLInputElement} */ (event.target).checked;
      changed();
    } })) : null,
    ...Array.from({ length: columns }, (_, c) => element('td', {}, cell(r, c)))))));

  return element('div', { class: 'editor' },
    element('div', { class: 'table-scroll' }, table),
    fixed ? null : element('div', { class: 'sizes' }, side(text.rows, rows, n => resize(n, columns)), side(text.columns, columns, n => resize(rows, n)),
      element('button', { type: 'button', class: 'quiet', onclick: () => {
        state.numbers = state.numbers.map(() => Math.floor(Math.random() * 10));
        resized();
      } }, text.random)),
    element('p', { class: 'small soft' }, text.paste));

  /** @param {number} r @param {number} c */
  function cell(r, c) {
    const at = r * columns + c;
    const input = element('input', {
      type: 'text', inputmode: 'decimal', autocomplete: 'off', 'aria-label': text.place(r + 1, c + 1), value: String(state.numbers[at]),
      oninput: () => {
        const value = Number(input.value.trim().replace(/^(-?)(inf|∞)$/i, '$1Infinity'));
        const isNaN = /^nan$/i.test(input.value.trim());
        const isRight = input.value.trim() !== '' && (isNaN || !Number.isNaN(value));
        input.setAttribute('aria-invalid', String(!isRight));
        if (!isRight)
          return;
        state.numbers[at] = value;
        changed();
      },
      onfocus: () => input.select(),
      onpaste: (/** @type {ClipboardEvent} */ event) => {
        const pasted = rowsOf(event.clipboardData?.getData('text') ?? '');
        if (!pasted || fixed || (pasted.length === 1 && pasted[0]?.length === 1))
          return;
        event.preventDefault();
        const kept = pasted.slice(0, mostSide).map(row => row.slice(0, mostSide));
        state.numbers = kept.flat();
        state.shape = [...state.shape.slice(0, -2), kept.length, kept[0]?.length ?? 1];
        state.mask = undefined;
        resized();
      },
    });
    return input;
  }

  /** @param {string} label @param {number} value @param {(n: number) => void} set */
  function side(label, value, set) {
    return element('label', { class: 'small' }, label, ' ', element('input', { type: 'number', min: 1, max: mostSide, value, onchange: (/** @type {Event} */ event) => {
      const n = Number(/** @type {HTMLInputElement} */ (event.target).value);
      if (Number.isInteger(n) && n >= 1 && n <= mostSide)
        set(n);
    } }));
  }

  // What is kept stays in its place; new places hold 0.
  /** @param {number} toRows @param {number} toColumns */
  function resize(toRows, toColumns) {
    state.numbers = Array.from({ length: toRows * toColumns }, (_, i) => {
      const r = Math.floor(i / toColumns), c = i % toColumns;
      return r < rows && c < columns ? state.numbers[r * columns + c] ?? 0 : 0;
    });
    state.shape = [...state.shape.slice(0, -2), toRows, toColumns];
    state.mask = undefined;
    resized();
  }
}

/** @param {import('./types.js').Picture} picture */
export function bytesOf(picture) {
  const binary = atob(picture.pixels);
  return Array.from(binary, letter => letter.charCodeAt(0));
}

/**
 * A button that takes a picture file; it stays in the browser but for its pixels, made small.
 * @param {(shape: number[], bytes: number[]) => void} taken
 * @param {(sentence: string) => void} failed
 */
export function ownPicture(taken, failed) {
  const input = element('input', { type: 'file', accept: 'image/*', class: 'file', id: 'own', onchange: async () => {
    const file = input.files?.[0];
    if (!file)
      return;
    try {
      const bitmap = await createImageBitmap(file);
      const scale = Math.min(1, pictureSide / Math.max(bitmap.width, bitmap.height));
      const width = Math.max(1, Math.round(bitmap.width * scale)), height = Math.max(1, Math.round(bitmap.height * scale));
      const canvas = element('canvas', { width, height }), context = canvas.getContext('2d');
      if (!context)
        return;
      context.imageSmoothingQuality = 'high';
      context.drawImage(bitmap, 0, 0, width, height);
      const rgba = context.getImageData(0, 0, width, height).data;
      const bytes = new Array(3 * width * height);
      for (let i = 0; i < width * height; i++) {
        for (let c = 0; c < 3; c++)
          bytes[c * width * height + i] = rgba[4 * i + c];
      }
      taken([3, height, width], bytes);
    } catch {
      failed(text.unreadable);
    }
    input.value = '';
  } });
  return element('span', { class: 'own' }, input, element('label', { for: 'own', class: 'button' }, text.own));
}
