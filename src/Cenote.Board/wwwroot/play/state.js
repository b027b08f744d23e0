// @ts-check
// What the playground shows, and the link that shows it again.
import './types.js';

/** @typedef {import('./types.js').State} State */

/** The example that the whole documentation begins with. */
const example = { shape: [1, 4, 4], numbers: [1, 3, 2, 4, 5, 2, 7, 1, 3, 8, 4, 2, 6, 1, 5, 9] };

// Three capsules predict two others, each by two numbers; the third disagrees with the first two.
const capsules = { shape: [3, 2, 2], numbers: [2, 0, 0, 1, 2, .5, 1, 0, -2, 0, 0, 1] };
const tokens = { shape: [4, 4], numbers: example.numbers };

/** What a pooling is first shown on. @param {'map' | 'sequence' | 'capsules'} takes */
export const firstInput = takes => structuredClone(takes === 'map' ? example : takes === 'sequence' ? tokens : capsules);

/** @returns {State} */
export const firstState = () => ({ pooling: 'max', settings: {}, backward: false, one: false, shift: [0, 0], at: 0, source: 'numbers', ...firstInput('map') });

/** The number in JSON, or its name where JSON has none. @param {number} n */
export const sendable = n => Number.isFinite(n) ? n : Number.isNaN(n) ? 'NaN' : n > 0 ? 'Infinity' : '-Infinity';

/**
 * The end of a link: what differs from the first state. A user's own picture is not in it.
 * @param {State} state
 */
export function toHash(state) {
  const first = firstState();
  const query = new URLSearchParams({ pool: state.pooling });
  for (const [name, value] of Object.entries(state.settings)) {
    if (value !== undefined)
      query.set(name, Array.isArray(value) ? value.join('x') : String(value));
  }
  if (state.backward)
    query.set('gradient', state.one ? 'one' : 'all');
  if (state.shift.some(s => s !== 0))
    query.set('shift', state.shift.join(','));
  if (state.at !== 0)
    query.set('at', String(state.at));
  if (state.mask?.includes(false))
    query.set('mask', state.mask.map(m => m ? '1' : '0').join(''));
  if (state.source !== 'numbers')
    query.set('on', state.source);
  else if (state.numbers.join() !== first.numbers.join() || state.shape.join() !== first.shape.join())
    query.set('x', `${state.shape.join('x')}:${state.numbers.join(',')}`);
  return `#${query}`;
}

/**
 * The state of a link. What it does not understand it leaves at its first value.
 * @param {string} hash
 * @returns {State}
 */
export function fromHash(hash) {
  const state = firstState();
  const query = new URLSearchParams(hash.replace(/^#/, ''));
  state.pooling = query.get('pool') ?? state.pooling;
  for (const name of /** @type {const} */ (['kernel', 'stride', 'padding', 'dilation', 'output'])) {
    const sizes = query.get(name)?.split('x').map(Number);
    if (sizes && sizes.length <= 2 && sizes.every(Number.isInteger))
      state.settings[name] = sizes;
  }
  for (const name of /** @type {const} */ (['divisor', 'sharpness', 'weight', 'seed', 'rounds'])) {
    if (query.get(name) && Number.isFinite(Number(query.get(name))))
      state.settings[name] = Number(query.get(name));
  }
  if (query.get('p'))
    state.settings.p = query.get('p') === 'Infinity' ? 'Infinity' : Number(query.get('p')) || undefined;
  for (const name of /** @type {const} */ (['ceil', 'countIncludePad'])) {
    if (query.has(name))
      state.settings[name] = query.get(name) === 'true';
  }
  state.backward = query.has('gradient');
  state.one = query.get('gradient') === 'one';
  const shift = (query.get('shift') ?? '0,0').split(',').map(Number);
  state.shift = [shift[0] || 0, shift[1] || 0];
  state.at = Number(query.get('at')) || 0;
  state.mask = query.get('mask')?.split('').map(m => m === '1');
  state.source = query.get('on') ?? 'numbers';
  const [shape, numbers] = (query.get('x') ?? '').split(':');
  if (shape && numbers) {
    state.shape = shape.split('x').map(Number);
    state.numbers = numbers.split(',').map(Number);
  }
  return state;
}
