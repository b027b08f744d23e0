// @ts-check
// The playground: any pooling on numbers or pictures, window by window.
import { main } from './shell.js';
import { element } from './dom.js';
import { words } from './words.js';

const text = words({ title: 'Playground' }, { title: '试验场' });

main.append(element('h1', {}, text.title));
