// @ts-check
// Images of runs, before and after pooling.
import { main } from './shell.js';
import { element } from './dom.js';
import { words } from './words.js';

const text = words({ title: 'Images' }, { title: '图像' });

main.append(element('h1', {}, text.title));
