// @ts-check
// A slider over steps: every step there is, by mouse, by arrow keys, or by its number.
import { element } from '../dom.js';
import { count, words } from '../words.js';

const text = words(
  {
    step: 'Step', goTo: 'Go to step', earlier: 'Earlier step', later: 'Later step',
    /** @param {number} n */
    of: n => `of ${count(n)} ${n === 1 ? 'step' : 'steps'}`,
  },
  {
    step: '步', goTo: '跳到步', earlier: '上一步', later: '下一步',
    /** @param {number} n */
    of: n => `共 ${count(n)} 步`,
  });

/**
 * @param {(step: number) => void} changed
 */
export function stepSlider(changed) {
  /** @type {number[]} in ascending order, each once */
  let steps = [];
  let index = 0;

  const range = element('input', { type: 'range', min: 0, max: 0, value: 0, 'aria-label': text.step, oninput: () => move(Number(range.value)) });
  const number = element('input', { type: 'number', 'aria-label': text.goTo, onchange: () => goTo(Number(number.value)) });
  const total = element('span', { class: 'soft small' });
  const earlier = element('button', { type: 'button', 'aria-label': text.earlier, title: text.earlier, onclick: () => move(index - 1) }, '◀');
  const later = element('button', { type: 'button', 'aria-label': text.later, title: text.later, onclick: () => move(index + 1) }, '▶');
  const root = element('div', { class: 'steps' }, earlier, range, later, element('label', {}, element('span', {}, text.step), number), total);

  /** @param {number} to */
  function move(to) {
    const next = Math.max(0, Math.min(to, steps.length - 1));
    if (next === index)
      return;

    index = next;
    draw();
    changed(current());
  }

  // The step itself, else the one before it.
  /** @param {number} step */
  function goTo(step) {
    if (Number.isFinite(step))
      move(atOrBefore(steps, step));

    draw();
  }

  function draw() {
    range.max = String(Math.max(0, steps.length - 1));
    range.value = String(index);
    range.disabled = steps.length < 2;
    range.setAttribute('aria-valuetext', `${text.step} ${current()}`);
    if (document.activeElement !== number || number.value !== String(current()))
      number.value = String(current());

    number.style.width = `${Math.max(6, String(steps.at(-1) ?? 0).length + 5)}ch`;
    total.textContent = text.of(steps.length);
    earlier.disabled = index === 0;
    later.disabled = index >= steps.length - 1;
  }

  const current = () => steps[index] ?? 0;
  return {
    root, current, move, goTo,
    index: () => index,
    /**
     * Gives more steps. The place stays, but who stood at the end stays at the end.
     * @param {number[]} all
     * @param {boolean} followEnd
     */
    offer(all, followEnd) {
      if (all.length === steps.length && all.every((step, i) => step === steps[i]))
        return;

      const before = current();
      const atEnd = followEnd && steps.length > 1 && index === steps.length - 1;
      steps = all;
      index = Math.max(0, atEnd ? steps.length - 1 : atOrBefore(steps, before));
      draw();
      if (current() !== before)
        changed(current());
    },
  };
}

/**
 * The index of a step in an ascending list, else of the one before it, else 0.
 * @param {number[]} steps
 * @param {number} step
 */
export function atOrBefore(steps, step) {
  let low = 0, high = steps.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((steps[middle] ?? 0) <= step)
      low = middle;
    else
      high = middle - 1;
  }
  return Math.max(0, low);
}
