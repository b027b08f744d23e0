// @ts-check
// The cards of one run. Where the run tells its pooling, the card after and the card before know each other's windows.
import { element } from '../dom.js';
import { ask } from '../server.js';
import { count, isChinese, words } from '../words.js';
import { imageCard } from './card.js';
import { cell, inInput, inOutput, outputsOf, reached, windowOf } from './windows.js';

/** @typedef {import('./card.js').Card} Card */
/** @typedef {import('./picture.js').Place} Place */
/** @typedef {import('./windows.js').Geometry} Geometry */
/** @typedef {{ unit: number, divided: boolean, channels: { taps: number, told: string | null, least: string, greatest: string, result: string, shown: number }[] }} Telling */
/** @typedef {ReturnType<typeof runGroup>} Group */

const text = words(
  {
    /** @param {number} image @param {number} row @param {number} column */
    place: (image, row, column) => `image ${image + 1} · row ${row + 1}, column ${column + 1}`,
    kernel: 'kernel', stride: 'stride', padding: 'padding', dilation: 'dilation', ceil: 'ceil mode', output: 'output',
    /** @param {number} taps @param {string} least @param {string} greatest @param {string} result */
    many: (taps, least, greatest, result) => `${count(taps)} pixels from ${least} to ${greatest} give ${result}`,
    divided: 'The picture shows it divided by its batch’s greatest value.',
    units: 'Pixels as numbers from 0 to 1, as they were pooled.',
    /** @param {number[]} rows @param {number[]} columns */
    reaches: (rows, columns) => rows.length * columns.length === 0
      ? 'No output reads this pixel.'
      : `Reaches ${rows.length * columns.length === 1 ? '1 output' : `${count(rows.length * columns.length)} outputs`}: ${span('row', rows)}, ${span('column', columns)}`,
  },
  {
    place: (image, row, column) => `第 ${image + 1} 幅 · 第 ${row + 1} 行第 ${column + 1} 列`,
    kernel: '窗口', stride: '步幅', padding: '填充', dilation: '膨胀', ceil: '向上取整', output: '输出',
    many: (taps, least, greatest, result) => `${count(taps)} 个像素（${least} 至 ${greatest}）得 ${result}`,
    divided: '图中显示的是除以该批次最大值之后的值。',
    units: '像素按池化时的 0 至 1 计。',
    reaches: (rows, columns) => rows.length * columns.length === 0
      ? '没有输出读取这个像素。'
      : `影响 ${count(rows.length * columns.length)} 个输出：第 ${numbers(rows)} 行，第 ${numbers(columns)} 列`,
  });

/** @param {number[]} list */
const numbers = list => list.length > 2 && (list.at(-1) ?? 0) - (list[0] ?? 0) === list.length - 1 ? `${(list[0] ?? 0) + 1}–${(list.at(-1) ?? 0) + 1}` : list.map(n => n + 1).join(isChinese ? '、' : ', ');

/** @param {string} noun @param {number[]} list */
const span = (noun, list) => `${noun}${list.length === 1 ? '' : 's'} ${numbers(list)}`;

/**
 * @param {import('../logs.js').RunTags} runTags
 * @param {{ stepsKnown: () => void, shown: (card: Card) => void, picked: (image: number | null) => void, compared: (card: Card) => void }} page whom it tells
 */
export function runGroup(runTags, page) {
  /** @type {Map<string, Card>} by tag */
  const cards = new Map();
  const { pooling } = runTags;
  const row = element('div', { class: 'cards' });
  const root = element('section', { class: 'run' }, element('header', {}, element('h2', {}, runTags.run.name), pooling ? element('span', { class: 'soft small' }, describe(pooling)) : null), row);

  /** @type {Geometry | null} */
  let geometry = null;
  let geometryOf = '';
  let question = 0;

  const after = () => pooling ? cards.get(pooling.outputTag) : undefined;
  const before = () => pooling ? cards.get(pooling.inputTag) : undefined;
  const fits = () => geometry !== null && after()?.step() === before()?.step();

  /** @param {Card} card */
  async function shown(card) {
    const bitmap = card.view.bitmap();
    if (card === after() && bitmap) {
      const key = `${card.series()} ${bitmap.width} ${bitmap.height}`;
      if (key !== geometryOf) {
        geometryOf = key;
        geometry = await ask(`/api/windows/${card.series()}/${card.point}`).catch(() => null);
        before()?.crop();
        card.crop();
      }
    }
    page.shown(card);
  }

  /** @param {Card} card @param {Place | null} place */
  function pointed(card, place) {
    const mine = ++question;
    for (const one of cards.values()) {
      one.view.outline([]);
      if (one !== card)
        one.readout.replaceChildren();
    }
    if (!place || !card.view.bitmap()) {
      card.readout.replaceChildren();
      return;
    }
    card.view.outline([{ ...place, width: 1, height: 1 }]);
    card.readout.replaceChildren(element('p', {}, pixelText(card, place)));
    if (geometry && card === after())
      pointAfter(card, place, geometry, mine);
    else if (geometry && card === before() && fits())
      pointBefore(card, place, geometry);
  }

  /** @param {Card} card @param {Place} place @param {Geometry} g @param {number} mine */
  async function pointAfter(card, place, g, mine) {
    const at = inOutput(g, place);
    const boxes = windowOf(g, at), other = before();
    if (other && fits() && other.view.bitmap()) {
      other.view.outline(boxes);
      if (boxes[0])
        other.view.reveal(boxes[0]);
    }
    await new Promise(resolve => setTimeout(resolve, 30));
    if (mine !== question)
      return;

    try {
      /** @type {Telling} */
      const told = await ask(`/api/windows/${card.series()}/${card.point}/${at.image}/${at.row}/${at.column}?language=${isChinese ? 'zh' : 'en'}`);
      if (mine === question)
        tell(card, told, text.place(at.image, at.row, at.column));
    } catch {
      // The picture stays; what a window holds is told when it can be.
    }
  }

  /** @param {Card} card @param {Telling} told @param {string} place */
  function tell(card, told, place) {
    const names = told.channels.length === 3 ? ['R', 'G', 'B'] : [''];
    card.readout.append(
      element('p', { class: 'soft' }, place),
      ...told.channels.map((channel, i) => element('p', { class: 'told' }, element('b', { class: `channel ${names[i]}` }, names[i] ?? ''), element('span', {}, channel.told ?? text.many(channel.taps, channel.least, channel.greatest, channel.result)))),
      ...(told.unit === 1 ? [element('p', { class: 'soft' }, text.units)] : []),
      ...(told.divided ? [element('p', { class: 'soft' }, text.divided)] : []));
  }

  /** @param {Card} card @param {Place} place @param {Geometry} g */
  function pointBefore(card, place, g) {
    const at = inInput(g, place), outputs = reached(g, at), boxes = outputsOf(g, at.image, outputs);
    card.readout.append(element('p', { class: 'soft' }, text.place(at.image, at.row, at.column)), element('p', { class: 'told' }, text.reaches(outputs.rows, outputs.columns)));
    const other = after();
    if (other?.view.bitmap()) {
      other.view.outline(boxes);
      if (boxes[0])
        other.view.reveal(boxes[0]);
    }
  }

  return {
    root, cards,
    /**
     * Makes the cards of the tags that are wanted, and drops the others.
     * @param {import('../logs.js').RunTags} now
     * @param {string[]} wanted
     */
    update(now, wanted) {
      const tags = now.tags.filter(tag => tag.kind === 'image' && wanted.includes(tag.tag)).sort((a, b) => rank(a.tag) - rank(b.tag));
      for (const [tag, card] of cards) {
        if (!tags.some(t => t.tag === tag)) {
          card.close();
          card.root.remove();
          cards.delete(tag);
        }
      }
      for (const tag of tags) {
        const known = cards.get(tag.tag);
        if (known) {
          known.refresh(tag);
          continue;
        }
        const card = imageCard({
          run: now.run.name, tag, knowsGrid: rank(tag.tag) < 2, stepsKnown: page.stepsKnown, compared: page.compared, shown, pointed,
          picked: (on, place) => page.picked(on.imageAt(place)),
        });
        if (rank(tag.tag) < 2) {
          const side = tag.tag === pooling?.inputTag ? 'before' : 'after';
          card.cell = image => geometry && cell(geometry, image, side);
          card.imageAt = place => geometry && (side === 'before' ? inInput : inOutput)(geometry, place).image;
        }
        cards.set(tag.tag, card);
      }
      row.replaceChildren(...tags.flatMap(tag => cards.get(tag.tag)?.root ?? []));
    },
    close() {
      cards.forEach(card => card.close());
      root.remove();
    },
  };

  // What was pooled first, then what came of it, then the rest as logged.
  /** @param {string} tag */
  function rank(tag) {
    return tag === pooling?.inputTag ? 0 : tag === pooling?.outputTag ? 1 : 2;
  }
}

/** @param {Card} card @param {Place} place */
function pixelText(card, place) {
  const [red, green, blue, alpha] = card.view.pixel(place);
  return `x ${place.x}  y ${place.y}   R ${red}  G ${green}  B ${blue}${alpha === 255 ? '' : `  A ${alpha}`}`;
}

/** @param {import('../logs.js').Pooling} pooling */
function describe(pooling) {
  const size = (/** @type {(number | null)[] | undefined} */ numbers) => numbers?.map(n => n ?? '·').join('×');
  return [
    pooling.name,
    pooling.kernelSize && `${text.kernel} ${size(pooling.kernelSize)}`,
    pooling.stride && `${text.stride} ${size(pooling.stride)}`,
    pooling.padding?.some(n => n) && `${text.padding} ${size(pooling.padding)}`,
    pooling.dilation?.some(n => n !== 1) && `${text.dilation} ${size(pooling.dilation)}`,
    pooling.outputSize && `${text.output} ${size(pooling.outputSize)}`,
    pooling.ceilMode && text.ceil,
  ].filter(Boolean).join(' · ');
}
