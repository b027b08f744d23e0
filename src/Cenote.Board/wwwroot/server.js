// @ts-check
// Questions to the board's own server.
import { words } from './words.js';

const text = words(
  { silent: 'The board does not answer. Is it still running in its terminal?' },
  { silent: '看板没有应答。终端里的程序还在运行吗？' });

/** What the server says is wrong, in one sentence. */
export class Refusal extends Error {
  /** @param {string} sentence @param {number} status */
  constructor(sentence, status) {
    super(sentence);
    this.status = status;
  }
}

/**
 * Asks for JSON. A question with a body is posted.
 * @template T
 * @param {string} address
 * @param {{ body?: unknown, signal?: AbortSignal }} [options]
 * @returns {Promise<T>}
 * @throws {Refusal} where the server refuses or does not answer; an aborted question throws as fetch does
 */
export async function ask(address, { body, signal } = {}) {
  const answer = await reach(address, body === undefined ? { signal } : { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body), signal });
  return await answer.json();
}

/**
 * Asks for a file.
 * @param {string} address
 * @param {AbortSignal} [signal]
 */
export const askFile = async (address, signal) => await (await reach(address, { signal })).blob();

/** @param {string} address @param {RequestInit} request */
async function reach(address, request) {
  let answer;
  try {
    answer = await fetch(address, request);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError')
      throw error;
    throw new Refusal(text.silent, 0);
  }
  if (!answer.ok) {
    const said = await answer.json().catch(() => null);
    throw new Refusal(said?.error ?? `${answer.status} ${answer.statusText}`, answer.status);
  }
  return answer;
}
