// @ts-check
// What some poolings show besides their windows: chances, couplings, tokens, attention, what a shift changes, uneven windows.
import { element } from '../dom.js';
import { words } from '../words.js';
import { number, percent } from './format.js';
import { Plane } from './plane.js';

const text = words(
  {
    draws: (/** @type {number} */ n) => `Mean of ${n.toLocaleString('en')} draws`, inference: 'In inference', average: 'Plain average', thisDraw: 'This draw',
    window: 'window', attention: 'Attention over the input', round: (/** @type {number} */ r) => `Round ${r}`, capsule: 'capsule', to: 'to',
    lengths: 'Length of each result: the longer, the surer', predictions: 'What each capsule predicts', result: 'Result', token: 'token', masked: 'masked',
    weighs: 'weighs', from: 'from token', gradient: 'Gradient at the input',
    shift: (/** @type {string} */ mean, /** @type {string} */ max, /** @type {string} */ relative, /** @type {string} */ input) =>
      `The shift changes the output by ${mean} on average and ${max} at most: ${relative} of its mean size, where the input itself changes by ${input}.`,
    uneven: (/** @type {string} */ rows, /** @type {string} */ columns) => `Windows of ${rows} rows and ${columns} columns; where they overlap, a place is read twice.`,
    code: 'In C#', rows: 'rows', columns: 'columns', vector: 'vector',
  },
  {
    draws: n => `${n.toLocaleString('zh-CN')} 次抽取的平均`, inference: '推理时', average: '普通平均', thisDraw: '这次抽取',
    window: '窗口', attention: '输入上的注意力', round: r => `第 ${r} 轮`, capsule: '胶囊', to: '到',
    lengths: '各结果的长度：越长越确信', predictions: '各胶囊的预测', result: '结果', token: '词元', masked: '已遮住',
    weighs: '权重', from: '取自词元', gradient: '输入处的梯度',
    shift: (mean, max, relative, input) => `平移使输出平均改变 ${mean}，最多 ${max}：占其平均大小的 ${relative}，而输入本身改变了 ${input}。`,
    uneven: (rows, columns) => `窗口高 ${rows} 行、宽 ${columns} 列；重叠处会被读两次。`,
    code: 'C# 写法', rows: '行', columns: '列', vector: '向量',
  });

/**
 * @param {import('./types.js').Answer} answer
 * @param {import('./types.js').State} state
 * @param {import('./types.js').Operator | undefined} operator
 * @param {number} wide
 */
export function extras(answer, state, operator, wide) {
  /** @type {Node[]} */
  const made = [];
  if (answer.shift) {
    const s = answer.shift;
    made.push(element('p', { class: 'shift', 'aria-live': 'polite' }, text.shift(number(s.mean), number(s.max), percent(s.relative), percent(s.inputRelative))));
  }
  if (answer.attention) {
    const plane = new Plane({ shape: [1, state.shape[1] ?? 1, state.shape[2] ?? 1], numbers: answer.attention, label: text.attention, wash: 'one', picture: state.source !== 'numbers', wide });
    made.push(element('figure', { class: 'figure attention' }, element('figcaption', {}, element('b', {}, text.attention)), plane.element));
  }
  if (answer.axes && operator?.kind === 'adaptive')
    made.push(element('p', { class: 'uneven' }, text.uneven(...spread(answer.axes))), borders(answer.axes));
  if (answer.draws) {
    const columns = [text.thisDraw, text.draws(answer.draws.count), ...(answer.draws.inference ? [text.inference] : []), text.average];
    made.push(table('draws', ['', ...columns], answer.output.numbers.slice(0, 16).map((y, i) => [`${text.window} ${i + 1}`,
      ...[y, answer.draws?.mean[i], ...(answer.draws?.inference ? [answer.draws.inference[i]] : []), answer.draws?.average[i]].map(v => number(v ?? NaN))])));
  }
  if (operator?.takes === 'capsules')
    made.push(...capsules(answer, state));
  if (operator?.takes === 'sequence')
    made.push(sequence(answer, state));
  if (answer.layer)
    made.push(element('p', { class: 'code small' }, element('span', { class: 'soft' }, text.code, ' '), element('code', {}, answer.layer)));
  return made;
}

/** @param {string} name @param {string[]} heads @param {(string | Node)[][]} rows */
function table(name, heads, rows) {
  return element('div', { class: 'table-scroll', tabindex: 0, role: 'group', 'aria-label': heads.filter(Boolean).join(', ') }, element('table', { class: name },
    element('thead', {}, element('tr', {}, ...heads.map(head => head ? element('th', { scope: 'col' }, head) : element('td', {})))),
    element('tbody', {}, ...rows.map(row => element('tr', {}, ...row.map((value, i) => element(i === 0 ? 'th' : 'td', i === 0 ? { scope: 'row' } : {}, value)))))));
}

/** Sizes of windows, `2` or `1–2`. @param {[import('./types.js').Axis, import('./types.js').Axis]} axes @returns {[string, string]} */
function spread(axes) {
  const of = (/** @type {number[]} */ lengths) => {
    const least = Math.min(...lengths), most = Math.max(...lengths);
    return least === most ? String(least) : `${least}–${most}`;
  };
  return [of(axes[0].lengths), of(axes[1].lengths)];
}

/** Where the windows along each axis begin and end: bars over a ruler. @param {[import('./types.js').Axis, import('./types.js').Axis]} axes */
function borders(axes) {
  return element('div', { class: 'borders' }, ...axes.map((axis, a) => {
    const end = Math.max(...axis.starts.map((s, i) => s + (axis.lengths[i] ?? 0)));
    const bars = axis.starts.slice(0, 32).map((start, i) => {
      const bar = element('i', { title: `${start + 1}–${start + (axis.lengths[i] ?? 0)}` });
      bar.style.left = `${start / end * 100}%`;
      bar.style.width = `${(axis.lengths[i] ?? 0) / end * 100}%`;
      bar.style.top = `${(i % 2) * 9}px`;
      return bar;
    });
    return element('div', { class: 'ruler', role: 'img', 'aria-label': `${a === 0 ? text.rows : text.columns}: ${axis.starts.map((s, i) => `${s + 1}–${s + (axis.lengths[i] ?? 0)}`).slice(0, 32).join(', ')}` }, ...bars);
  }));
}

/** @param {import('./types.js').Answer} answer @param {import('./types.js').State} state */
function capsules(answer, state) {
  const [ins = 1, outs = 1, width = 1] = state.shape;
  const vector = (/** @type {number[]} */ of, /** @type {number} */ at) => `(${of.slice(at * width, at * width + width).map(number).join(', ')})`;
  const heads = ['', ...Array.from({ length: outs }, (_, j) => `${text.to} ${j + 1}`)];
  const capsule = (/** @type {number} */ i) => `${text.capsule} ${i + 1}`;
  const rows = (/** @type {(i: number, j: number) => string} */ of) => Array.from({ length: ins }, (_, i) => [capsule(i), ...Array.from({ length: outs }, (_, j) => of(i, j))]);
  const made = [section(text.predictions, table('predictions', heads, rows((i, j) => vector(state.numbers, i * outs + j))))];
  const { shape: [rounds = 0] = [], numbers = [] } = answer.couplings ?? { shape: [], numbers: [] };
  const list = element('div', { class: 'rounds' });
  for (let r = 0; r < rounds; r++)
    list.append(section(text.round(r + 1), table('round', heads, rows((i, j) => number(Math.round((numbers[(r * ins + i) * outs + j] ?? 0) * 1000) / 1000)))));
  made.push(list);
  const lengths = Array.from({ length: outs }, (_, j) => Math.hypot(...answer.output.numbers.slice(j * width, j * width + width)));
  made.push(section(text.result, table('result', ['', text.vector, text.lengths],
    lengths.map((length, j) => [`${j + 1}`, vector(answer.output.numbers, j), number(Math.round(length * 1000) / 1000)]))));
  if (answer.gradient)
    made.push(section(text.gradient, table('gradient', heads, rows((i, j) => vector(answer.gradient ?? [], i * outs + j)))));
  return made;
}

/** @param {string} title @param {Node} body */
const section = (title, body) => element('figure', { class: 'figure' }, element('figcaption', {}, element('b', {}, title)), body);

/** @param {import('./types.js').Answer} answer @param {import('./types.js').State} state */
function sequence(answer, state) {
  const [count = 1, width = 1] = state.shape;
  const weights = answer.tokenWeights;
  const rows = Array.from({ length: count }, (_, t) => [
    `${text.token} ${t + 1}${state.mask?.[t] === false ? ` (${text.masked})` : ''}`,
    ...state.numbers.slice(t * width, t * width + width).map(number),
    ...(weights ? [number(Math.round((weights[t] ?? 0) * 1000) / 1000)] : []),
    ...(answer.gradient ? [answer.gradient.slice(t * width, t * width + width).map(number).join('  ')] : []),
  ]);
  const result = [text.result, ...answer.output.numbers.map(n => element('output', {}, number(n))), ...(weights ? [''] : []), ...(answer.gradient ? [''] : [])];
  const from = answer.tokens ? [[text.from, ...answer.tokens.map(t => String(t + 1)), ...(answer.gradient ? [''] : [])]] : [];
  return table('tokens', ['', ...Array.from({ length: width }, (_, d) => String(d + 1)), ...(weights ? [text.weighs] : []), ...(answer.gradient ? [text.gradient] : [])], [...rows, ...from, result]);
}
