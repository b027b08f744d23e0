// @ts-check
// Curves by run.
import { main } from './shell.js';
import { element } from './dom.js';
import { words } from './words.js';

const text = words({ title: 'Scalars' }, { title: '曲线' });

main.append(element('h1', {}, text.title));
