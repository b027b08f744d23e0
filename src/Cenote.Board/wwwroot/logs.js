// @ts-check
// The log folder as the server knows it, asked again each second.
import { ask, Refusal } from './server.js';

/** @typedef {{ id: string, name: string, images: number, scalars: number, values: number, lostPlaces: number, lostBytes: number, error: string | null }} Run */
/** @typedef {{ id: string, tag: string, kind: 'image' | 'scalar', count: number }} Tag */
/** @typedef {{ name: string, inputTag: string, outputTag: string, kernelSize?: number[], stride?: number[], padding?: number[], dilation?: number[], outputSize?: (number | null)[], ceilMode?: boolean, outputDividedByGreatest: boolean, imageShape: number[] }} Pooling */
/** @typedef {{ run: Run, tags: Tag[], pooling: Pooling | null }} RunTags */
/** @typedef {{ folder: string, reading: boolean, error: string | null, runs: Run[] }} Logs */

const pause = 1000;

/** @type {Map<string, RunTags>} */
const known = new Map();

/**
 * Calls the listener with what the folder holds, now and whenever that may have changed.
 * @param {(logs: Logs) => void | Promise<void>} changed
 * @param {(failure: string | null) => void} failed what is wrong; null when it no longer is
 */
export async function followLogs(changed, failed) {
  let last = '';
  for (;;) {
    try {
      /** @type {Logs} */
      const logs = await ask('/api/runs');
      const text = JSON.stringify(logs);
      if (text !== last)
        await changed(logs);

      last = text;
      failed(null);
    } catch (error) {
      // A run may vanish between two questions; the next tells the rest.
      failed(error instanceof Refusal && error.status === 404 ? null : String(error instanceof Error ? error.message : error));
      last = '';
    }
    await new Promise(resolve => setTimeout(resolve, pause));
  }
}

/**
 * A run's tags and its pooling, asked only where something has come.
 * @param {Run} run
 * @returns {Promise<RunTags>}
 */
export async function tagsOf(run) {
  const before = known.get(run.id);
  if (before && before.run.values === run.values)
    return before;

  /** @type {{ tags: Tag[], pooling: Pooling | null }} */
  const { tags, pooling } = await ask(`/api/runs/${run.id}`);
  const found = { run, tags, pooling };
  known.set(run.id, found);
  return found;
}
