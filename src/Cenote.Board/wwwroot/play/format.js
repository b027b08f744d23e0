// @ts-check
// Numbers as they are read best; the values are the server's.

/** Whole where it is whole, else with at most four places. @param {number | string} value */
export function number(value) {
  const n = Number(value);
  if (Number.isNaN(n))
    return 'nan';
  if (!Number.isFinite(n))
    return n > 0 ? '∞' : '−∞';
  const size = Math.abs(n);
  const text = size !== 0 && (size < 1e-4 || size >= 1e9) ? n.toExponential(2) : String(Math.round(n * 1e4) / 1e4);
  return text.replace('-', '−');
}

/** `12.5 %`. @param {number} share */
export const percent = share => `${Math.round(share * 1000) / 10} %`;

/** `4 × 4`. @param {number[]} shape */
export const size = shape => shape.join(' × ');
