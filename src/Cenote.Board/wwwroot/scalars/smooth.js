// @ts-check
// Curves as they are drawn.

/**
 * An exponential moving average that starts without a bias toward 0: the mean of all values so far, weighted by `weight` for each step back.
 * @param {(number | null)[]} values a null, where there is no finite number, stays a gap
 * @param {number} weight 0 for the values themselves, below 1
 * @returns {(number | null)[]}
 */
export function smooth(values, weight) {
  let mean = 0, total = 0;
  return values.map(value => {
    if (value === null)
      return null;

    mean = weight * mean + (1 - weight) * value;
    total = weight * total + (1 - weight);
    return mean / total;
  });
}

/**
 * Points in the order of their steps; of a step that was logged again, the last.
 * @param {{ steps: number[], values: (number | null)[] }} points
 */
export function inOrder({ steps, values }) {
  const byStep = new Map(steps.map((step, i) => [step, values[i] ?? null]));
  const ordered = [...byStep].sort(([a], [b]) => a - b);
  return { steps: ordered.map(([step]) => step), values: ordered.map(([, value]) => value) };
}
