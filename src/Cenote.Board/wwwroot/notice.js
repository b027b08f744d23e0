// @ts-check
// What the pages about logs say of the folder: that it is being read, is empty, is damaged.
import { element } from './dom.js';
import { count, words } from './words.js';

const text = words(
  {
    reading: 'Reading the log folder …',
    emptyTitle: 'Nothing to see yet',
    /** @param {string} folder */
    empty: folder => `${folder} holds no event file. Write one, and it will appear here:`,
    /** @param {string} what */
    noneOf: what => `This folder has runs, but none with ${what}.`,
    images: 'images', scalars: 'scalars',
    /** @param {string} run @param {number} places @param {number} bytes */
    lost: (run, places, bytes) => `Run ${run} is damaged in ${count(places)} ${places === 1 ? 'place' : 'places'}: ${count(bytes)} ${bytes === 1 ? 'byte' : 'bytes'} could not be read. All else is shown.`,
    /** @param {string} run @param {string} why */
    unread: (run, why) => `A file of run ${run} can not be read: ${why}`,
  },
  {
    reading: '正在读取日志文件夹……',
    emptyTitle: '还没有可看的内容',
    /** @param {string} folder */
    empty: folder => `${folder} 中没有事件文件。写入一个，它就会出现在这里：`,
    /** @param {string} what */
    noneOf: what => `该文件夹有运行记录，但都不含${what}。`,
    images: '图像', scalars: '标量',
    /** @param {string} run @param {number} places @param {number} bytes */
    lost: (run, places, bytes) => `运行 ${run} 有 ${count(places)} 处损坏，${count(bytes)} 字节无法读取，其余均已显示。`,
    /** @param {string} run @param {string} why */
    unread: (run, why) => `运行 ${run} 的一个文件无法读取：${why}`,
  });

/** A strip for what is wrong; hidden while nothing is. */
export function notices() {
  const root = element('div', { class: 'notices', role: 'status' });
  let failure = /** @type {string | null} */ (null);
  let lines = /** @type {string[]} */ ([]);
  const draw = () => root.replaceChildren(...(failure ? [failure, ...lines] : lines).map(line => element('p', {}, line)));
  return {
    root,
    /** @param {string | null} said */
    fail(said) {
      if (failure !== said) {
        failure = said;
        draw();
      }
    },
    /** @param {import('./logs.js').Logs} logs */
    tell(logs) {
      lines = [
        ...(logs.error ? [logs.error] : []),
        ...(logs.reading ? [text.reading] : []),
        ...logs.runs.filter(run => run.lostPlaces > 0).map(run => text.lost(run.name, run.lostPlaces, run.lostBytes)),
        ...logs.runs.filter(run => run.error).map(run => text.unread(run.name, run.error ?? '')),
      ];
      draw();
    },
  };
}

/**
 * In place of a page that has nothing to show.
 * @param {import('./logs.js').Logs} logs
 * @param {'images' | 'scalars'} kind
 */
export function emptyPage(logs, kind) {
  if (logs.reading)
    return element('div', { class: 'empty' }, element('p', {}, text.reading));

  const folder = /^[\w./-]+$/.test(logs.folder) ? logs.folder : `'${logs.folder.replaceAll("'", "'\\''")}'`;
  return logs.runs.length > 0
    ? element('div', { class: 'empty' }, element('p', {}, text.noneOf(text[kind])))
    : element('div', { class: 'empty' },
      element('h1', {}, text.emptyTitle),
      element('p', {}, text.empty(logs.folder)),
      element('pre', { tabindex: 0 }, `cenote visualize --logdir ${folder} --run max`));
}
