// @ts-check
// The notes, with examples that are alive.
import { main } from './shell.js';
import { element } from './dom.js';
import { words } from './words.js';

const text = words({ title: 'Learn' }, { title: '学习' });

main.append(element('h1', {}, text.title));
