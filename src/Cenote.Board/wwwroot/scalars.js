// @ts-check
// Curves by run, with smoothing, and a table of their values.
import { main } from './shell.js';
import { chooser } from './chooser.js';
import { element } from './dom.js';
import { followLogs, tagsOf } from './logs.js';
import { emptyPage, notices } from './notice.js';
import { words } from './words.js';
import { chart } from './scalars/chart.js';

/** @typedef {import('./scalars/chart.js').Chart} Chart */

const text = words(
  { title: 'Scalars', smoothing: 'Smoothing', choose: 'Choose a run and a tag.' },
  { title: '曲线', smoothing: '平滑', choose: '请选择运行和标签。' });

const runsShownFirst = 8;
const colours = 8;

/** @type {Map<string, Chart>} by tag */
const charts = new Map();
/** @type {import('./logs.js').Logs | null} */
let logs = null;

const warnings = notices();
const choose = chooser({ runsShownFirst, changed: () => update() });
const weight = element('input', { type: 'range', min: 0, max: .99, step: .01, value: 0, oninput: () => update() });
const shownWeight = element('output', { class: 'number' }, '0');
const list = element('div', { class: 'charts' });
const hint = element('p', { class: 'soft hint', hidden: true }, text.choose);
main.append(element('div', { class: 'beside' }, choose.root, element('div', { class: 'content' },
  element('h1', { class: 'hidden' }, text.title),
  element('div', { class: 'toolbar' }, element('label', { class: 'small' }, text.smoothing, weight, shownWeight)),
  warnings.root, list, hint)));
followLogs(now => { logs = now; return update(); }, said => warnings.fail(said));

async function update() {
  if (!logs)
    return;

  const now = logs;
  warnings.tell(now);
  const withScalars = now.runs.filter(run => run.scalars > 0);
  main.querySelector(':scope > .empty')?.remove();
  main.classList.toggle('nothing', withScalars.length === 0);
  if (withScalars.length === 0)
    main.prepend(emptyPage(now, 'scalars'));

  choose.offerRuns(withScalars.map(run => run.name));
  const names = choose.runs();
  const shown = await Promise.all(withScalars.filter(run => names.includes(run.name)).map(tagsOf));
  if (now !== logs)
    return;

  choose.offerTags([...new Set(shown.flatMap(run => run.tags.filter(tag => tag.kind === 'scalar').map(tag => tag.tag)))]);
  const tags = choose.tags();
  for (const [tag, drawn] of charts) {
    if (!tags.includes(tag)) {
      drawn.close();
      charts.delete(tag);
    }
  }
  tags.forEach((tag, i) => {
    const drawn = charts.get(tag) ?? chart(tag);
    charts.set(tag, drawn);
    if (list.children[i] !== drawn.root)
      list.insertBefore(drawn.root, list.children[i] ?? null);

    // A run keeps its colour whichever others are shown.
    drawn.update(shown.flatMap(run => run.tags.filter(t => t.kind === 'scalar' && t.tag === tag)
      .map(t => ({ name: run.run.name, tag: t, colour: withScalars.findIndex(r => r.id === run.run.id) % colours }))), Number(weight.value));
  });
  shownWeight.textContent = weight.value;
  hint.hidden = tags.length > 0 || withScalars.length === 0;
}
