// @ts-check
// A map on the screen: numbers in cells, or pixels of a whole number of dots. Windows are outlined over either.
import { element } from '../dom.js';
import { number } from './format.js';

const cell = 44;
const smallCell = 32;
// Maps of at most so many places are shown as numbers.
const numbersSide = 16;

/**
 * @typedef {{ shape: number[], numbers: number[], ring?: [number, number], label: string, wash?: 'one' | 'two' | 'none', picture?: boolean, wide?: number, dot?: number }} PlaneOptions
 */

export class Plane {
  /** @param {PlaneOptions} options */
  constructor({ shape, numbers, ring = [0, 0], label, wash = 'none', picture = false, wide = 384, dot }) {
    const [channels = 1, rows = 1, columns = 1] = shape;
    this.rows = rows;
    this.columns = columns;
    this.ring = ring;
    this.isPicture = picture || rows > numbersSide || columns > numbersSide;
    const across = columns + 2 * ring[1];
    this.cell = this.isPicture ? dot ?? Math.max(1, Math.floor(wide / Math.max(across, rows + 2 * ring[0]))) : across > 8 ? smallCell : cell;
    /** @type {HTMLElement[]} */
    this.cells = [];
    const inside = this.isPicture ? drawing(channels, rows, columns, numbers, wash) : this.#table(rows, columns, numbers, wash);
    inside.classList.add('plane-inside');
    inside.style.left = `${ring[1] * this.cell}px`;
    inside.style.top = `${ring[0] * this.cell}px`;
    if (this.isPicture) {
      inside.style.width = `${columns * this.cell}px`;
      inside.style.height = `${rows * this.cell}px`;
    }
    this.box = element('div', { class: 'window', hidden: true });
    this.taps = element('div', { class: 'taps' });
    this.body = element('div', { class: this.isPicture ? 'plane picture' : 'plane cells', role: 'img', 'aria-label': this.isPicture ? label : `${label}: ${spoken(rows, columns, numbers)}` }, inside, this.taps, this.box);
    // Cells have lines at their end.
    const line = this.isPicture ? 0 : 1;
    this.body.style.width = `${across * this.cell + line}px`;
    this.body.style.height = `${(rows + 2 * ring[0]) * this.cell + line}px`;
    this.body.style.setProperty('--cell', `${this.cell}px`);
    // What scrolls can be reached by keyboard.
    this.element = element('div', { class: 'plane-scroll', tabindex: 0, role: 'group', 'aria-label': label }, this.body);
  }

  /** @param {number} rows @param {number} columns @param {number[]} numbers @param {string} wash */
  #table(rows, columns, numbers, wash) {
    const greatest = Math.max(1e-12, ...numbers.map(n => Math.abs(Number(n))).filter(Number.isFinite));
    const grid = element('div', { class: 'grid' });
    grid.style.gridTemplateColumns = `repeat(${columns}, var(--cell))`;
    for (let i = 0; i < rows * columns; i++) {
      const value = numbers[i] ?? NaN;
      const made = element('span', { class: 'cell', 'data-row': Math.floor(i / columns), 'data-column': i % columns }, number(value));
      if (made.textContent && made.textContent.length > 5)
        made.classList.add('long');
      if (wash !== 'none')
        made.style.setProperty('--wash', `${Math.round(Math.abs(Number(value)) / greatest * 60)}%`);
      if (wash === 'two' && Number(value) < 0)
        made.classList.add('negative');
      this.cells.push(made);
      grid.append(made);
    }
    return grid;
  }

  /** Outlines a window of places in the input or its padding; null for none. @param {{ row: number, column: number, rows: number, columns: number } | null} at */
  outline(at) {
    this.box.hidden = at === null;
    if (at === null)
      return;
    this.box.style.transform = `translate(${(at.column + this.ring[1]) * this.cell}px, ${(at.row + this.ring[0]) * this.cell}px)`;
    this.box.style.width = `${at.columns * this.cell}px`;
    this.box.style.height = `${at.rows * this.cell}px`;
  }

  /** Marks the elements that a window reads, each as strong as its share. @param {{ row: number, column: number, share?: number }[]} taps */
  mark(taps) {
    this.taps.replaceChildren(...(taps.length > 400 ? [] : taps).map(tap => {
      const made = element('i', {});
      made.style.transform = `translate(${(tap.column + this.ring[1]) * this.cell}px, ${(tap.row + this.ring[0]) * this.cell}px)`;
      if (tap.share !== undefined)
        made.style.opacity = String(.15 + .85 * tap.share);
      return made;
    }));
  }

  /** The place under the pointer, or null. @param {MouseEvent} event */
  placeOf(event) {
    const rectangle = this.body.getBoundingClientRect();
    const row = Math.floor((event.clientY - rectangle.top) / this.cell) - this.ring[0];
    const column = Math.floor((event.clientX - rectangle.left) / this.cell) - this.ring[1];
    return row >= 0 && row < this.rows && column >= 0 && column < this.columns ? { row, column } : null;
  }
}

/** Rows of numbers as they are read aloud. @param {number} rows @param {number} columns @param {number[]} numbers */
const spoken = (rows, columns, numbers) => Array.from({ length: rows }, (_, r) => numbers.slice(r * columns, r * columns + columns).map(number).join(', ')).join('; ');

/**
 * Pixels, a dot each; the style makes them larger without blur. What lies beyond 0 to 1 is fitted into it.
 * @param {number} channels @param {number} rows @param {number} columns @param {number[]} numbers @param {'one' | 'two' | 'none'} wash
 */
function drawing(channels, rows, columns, numbers, wash) {
  const canvas = element('canvas', { width: columns, height: rows });
  const context = canvas.getContext('2d');
  if (!context)
    return canvas;

  const image = context.createImageData(columns, rows);
  const plane = rows * columns;
  // Of gradients and differences it counts how large they are, in all channels together.
  const values = wash === 'none' ? numbers : Array.from({ length: plane }, (_, i) => {
    let sum = 0;
    for (let c = 0; c < channels; c++)
      sum += Math.abs(numbers[c * plane + i] ?? 0);
    return sum;
  });
  const isColoured = channels >= 3 && wash === 'none';
  let least = 0, greatest = wash === 'none' ? 1 : 1e-12;
  for (const n of values) {
    if (n < least)
      least = n;
    if (n > greatest)
      greatest = n;
  }
  for (let i = 0; i < plane; i++) {
    for (let c = 0; c < 3; c++) {
      const value = values[(isColoured ? c : 0) * plane + i] ?? 0;
      image.data[4 * i + c] = 255 * (value - least) / (greatest - least);
    }
    image.data[4 * i + 3] = 255;
  }
  context.putImageData(image, 0, 0);
  return canvas;
}
