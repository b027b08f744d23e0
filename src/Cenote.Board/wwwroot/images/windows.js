// @ts-check
// Which window of the picture before pooling makes a pixel of the picture after, and which pixels after a pixel before reaches.

/** @typedef {import('./picture.js').Box} Box */
/** @typedef {import('./picture.js').Place} Place */
/** @typedef {[first: number, count: number, step: number]} Taps */
/** @typedef {{ title: string, formula: string, input: { series: string, point: number }, imageHeight: number, imageWidth: number, gridColumns: number, rows: Taps[], columns: Taps[] }} Geometry */

const mostBoxes = 400;

/**
 * The image of the grid that an output's pixel belongs to, and its place there.
 * @param {Geometry} g
 * @param {Place} place
 */
export const inOutput = (g, { x, y }) => inGrid(x, y, g.columns.length, g.rows.length, g.gridColumns);

/**
 * The same of a pixel before pooling.
 * @param {Geometry} g
 * @param {Place} place
 */
export const inInput = (g, { x, y }) => inGrid(x, y, g.imageWidth, g.imageHeight, g.gridColumns);

/** @param {number} x @param {number} y @param {number} width @param {number} height @param {number} columns */
function inGrid(x, y, width, height, columns) {
  return { image: Math.floor(y / height) * columns + Math.floor(x / width), row: y % height, column: x % width };
}

/**
 * Where an image lies in the grid before (or after) pooling.
 * @param {Geometry} g
 * @param {number} image
 * @param {'before' | 'after'} side
 * @returns {Box}
 */
export function cell(g, image, side) {
  const [width, height] = side === 'before' ? [g.imageWidth, g.imageHeight] : [g.columns.length, g.rows.length];
  return { x: image % g.gridColumns * width, y: Math.floor(image / g.gridColumns) * height, width, height };
}

/**
 * What a window reads: one box, or one for each tap where there is a dilation.
 * @param {Geometry} g
 * @param {{ image: number, row: number, column: number }} output
 * @returns {Box[]}
 */
export function windowOf(g, { image, row, column }) {
  const [top, down, rowStep] = g.rows[row] ?? [0, 0, 1], [left, across, columnStep] = g.columns[column] ?? [0, 0, 1];
  const { x, y } = cell(g, image, 'before');
  if (down === 0 || across === 0)
    return [];

  if ((rowStep === 1 && columnStep === 1) || down * across > mostBoxes)
    return [{ x: x + left, y: y + top, width: (across - 1) * columnStep + 1, height: (down - 1) * rowStep + 1 }];

  return range(down).flatMap(r => range(across).map(c => ({ x: x + left + c * columnStep, y: y + top + r * rowStep, width: 1, height: 1 })));
}

/**
 * The outputs that read a pixel: its rows and its columns, from 0.
 * @param {Geometry} g
 * @param {{ row: number, column: number }} input
 */
export const reached = (g, { row, column }) => ({ rows: readers(g.rows, row), columns: readers(g.columns, column) });

/**
 * Those outputs as boxes: neighbours together.
 * @param {Geometry} g
 * @param {number} image
 * @param {{ rows: number[], columns: number[] }} outputs
 * @returns {Box[]}
 */
export function outputsOf(g, image, { rows, columns }) {
  const { x, y } = cell(g, image, 'after');
  const [firstRow, firstColumn] = [rows[0], columns[0]];
  if (firstRow === undefined || firstColumn === undefined)
    return [];

  return isRun(rows) && isRun(columns)
    ? [{ x: x + firstColumn, y: y + firstRow, width: columns.length, height: rows.length }]
    : rows.flatMap(r => columns.map(c => ({ x: x + c, y: y + r, width: 1, height: 1 }))).slice(0, mostBoxes);
}

/** @param {Taps[]} windows @param {number} place */
const readers = (windows, place) => windows.flatMap(([first, count, step], index) => {
  const offset = place - first;
  return offset >= 0 && offset % step === 0 && offset / step < count ? [index] : [];
});

/** @param {number[]} numbers */
const isRun = numbers => (numbers.at(-1) ?? 0) - (numbers[0] ?? 0) === numbers.length - 1;

/** @param {number} n */
const range = n => Array.from({ length: n }, (_, i) => i);
