// @ts-check
// The settings of a pooling: a control for each that it reads, as the catalogue tells.
import { element } from '../dom.js';
import { words } from '../words.js';

/** @typedef {import('./types.js').State} State */
/** @typedef {import('./types.js').Operator} Operator */

const text = words(
  {
    kernel: 'Kernel', stride: 'Stride', padding: 'Padding', dilation: 'Dilation', output: 'Output size', ceil: 'Keep a last window that hangs over (ceil)',
    countIncludePad: 'Padding counts in the average', divisor: 'Divisor', p: 'p', sharpness: 'Sharpness r', weight: 'Weight', seed: 'Seed', rounds: 'Rounds',
    mixed: 'Share of max', gated: 'Strength of the mask', attention: 'Focus of the attention', again: 'Draw again',
    height: 'height', width: 'width', asKernel: 'kernel', count: 'the count', hint: 'a number, or height×width: 3 or 3x2',
  },
  {
    kernel: '核', stride: '步幅', padding: '填充', dilation: '膨胀', output: '输出大小', ceil: '保留超出边缘的最后一个窗口（ceil）',
    countIncludePad: '平均时计入填充', divisor: '除数', p: 'p', sharpness: '锐度 r', weight: '权重', seed: '种子', rounds: '轮数',
    mixed: '最大值的份额', gated: '掩码强度', attention: '注意力集中度', again: '重新抽取',
    height: '高', width: '宽', asKernel: '同核', count: '个数', hint: '一个数，或 高x宽：3 或 3x2',
  });

/** What stands in for what is learned, with the catalogue's defaults. @type {Record<string, { label: string, min: number, max: number, step: number, first: number }>} */
const weights = {
  mixed: { label: text.mixed, min: 0, max: 1, step: .05, first: .5 },
  gated: { label: text.gated, min: -12, max: 12, step: .5, first: 4 },
  attention: { label: text.attention, min: -16, max: 16, step: .5, first: 8 },
  'seq-attention': { label: text.attention, min: -2, max: 2, step: .1, first: .5 },
};

const firstOf = { kernel: [2], stride: undefined, padding: [0], dilation: [1], output: [2] };

/**
 * @param {Operator} operator
 * @param {State} state
 * @param {() => void} changed
 */
export function controls(operator, state, changed) {
  const settings = state.settings;
  return operator.settings.map(name => {
    switch (name) {
      case 'kernel': case 'stride': case 'padding': case 'dilation': case 'output':
        return sizes(name);
      case 'ceil':
        return toggle(name, false);
      case 'countIncludePad':
        return toggle(name, true);
      case 'weight':
        return slider();
      case 'seed':
        return field(text.seed, element('span', { class: 'pair' },
          typed('seed', { type: 'number', min: 0, max: Number.MAX_SAFE_INTEGER, value: settings.seed ?? 0 }),
          element('button', { type: 'button', id: 'again', onclick: () => {
            settings.seed = (settings.seed ?? 0) + 1;
            /** @type {HTMLInputElement} */ (document.getElementById('seed')).value = String(settings.seed);
            changed();
          } }, text.again)), 'seed');
      case 'p':
        return field(text.p, typed('p', { type: 'text', inputmode: 'decimal', value: settings.p ?? (operator.name.endsWith('gem') ? 3 : 2) }), 'p');
      case 'divisor': case 'sharpness': case 'rounds':
        return field(text[name], typed(name, { type: 'number', step: name === 'sharpness' ? .1 : 1, value: settings[name] ?? (name === 'sharpness' ? 1 : name === 'rounds' ? 3 : ''), placeholder: name === 'divisor' ? text.count : null, min: name === 'rounds' ? 1 : null, max: name === 'rounds' ? 10 : null }), name);
      default:
        return null;
    }
  });

  /** @param {string} label @param {Node} control @param {string} id */
  function field(label, control, id) {
    return element('div', { class: 'field' }, element('label', { for: id }, label), control);
  }

  /** @param {'divisor' | 'sharpness' | 'rounds' | 'seed' | 'p'} name @param {Record<string, string | number | null>} attributes */
  function typed(name, attributes) {
    const input = element('input', { id: name, ...attributes, oninput: () => {
      const value = input.value.trim();
      settings[name] = value === '' ? undefined : name === 'p' && /^(inf|∞)/i.test(value) ? /** @type {any} */ ('Infinity') : Number(value);
      if (Number.isNaN(settings[name]))
        settings[name] = undefined;
      changed();
    } });
    return input;
  }

  /** @param {keyof typeof firstOf} name */
  function sizes(name) {
    const input = element('input', {
      id: name, type: 'text', inputmode: 'numeric', autocomplete: 'off', title: text.hint,
      value: (settings[name] ?? firstOf[name])?.join('x') ?? '', placeholder: name === 'stride' ? text.asKernel : null,
      oninput: () => {
        const numbers = input.value.trim() === '' ? undefined : input.value.trim().split(/\s*[x×,]\s*/i).map(Number);
        const isRight = numbers === undefined ? name === 'stride' : numbers.length <= 2 && numbers.every(Number.isInteger);
        input.setAttribute('aria-invalid', String(!isRight));
        if (!isRight)
          return;
        settings[name] = numbers;
        changed();
      },
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        const by = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
        if (by === 0)
          return;
        event.preventDefault();
        input.value = (settings[name] ?? settings.kernel ?? [2]).map(n => Math.max(name === 'padding' ? 0 : 1, n + by)).join('x');
        input.dispatchEvent(new Event('input'));
      },
    });
    const turn = (/** @type {string} */ key) => input.dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true }));
    return field(text[name], element('span', { class: 'spin' },
      element('button', { type: 'button', class: 'quiet', tabindex: -1, 'aria-label': `${text[name]} −1`, onclick: () => turn('ArrowDown') }, '−'), input,
      element('button', { type: 'button', class: 'quiet', tabindex: -1, 'aria-label': `${text[name]} +1`, onclick: () => turn('ArrowUp') }, '+')), name);
  }

  /** @param {'ceil' | 'countIncludePad'} name @param {boolean} first */
  function toggle(name, first) {
    const input = element('input', { type: 'checkbox', id: name, checked: settings[name] ?? first, onchange: () => {
      settings[name] = input.checked;
      changed();
    } });
    return element('label', { class: 'check' }, input, text[name]);
  }

  function slider() {
    const of = weights[operator.name] ?? { label: text.weight, min: 0, max: 1, step: .05, first: .5 };
    const shown = element('output', { class: 'number small', for: 'weight' }, String(settings.weight ?? of.first));
    const input = element('input', { type: 'range', id: 'weight', min: of.min, max: of.max, step: of.step, value: settings.weight ?? of.first, oninput: () => {
      settings.weight = Number(input.value);
      shown.textContent = input.value;
      changed();
    } });
    return field(of.label, element('span', { class: 'pair' }, input, shown), 'weight');
  }
}
