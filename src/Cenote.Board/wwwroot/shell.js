// @ts-check
// What all pages share: the header with its navigation, the language, the scheme of colours.
import { byId, element } from './dom.js';
import { isChinese, words } from './words.js';

const text = words(
  {
    images: 'Images', scalars: 'Scalars', playground: 'Playground', learn: 'Learn', skip: 'Skip to the page', pages: 'Pages',
    otherLanguage: '中文', auto: 'Colours: as the system', light: 'Colours: light', dark: 'Colours: dark',
  },
  {
    images: '图像', scalars: '曲线', playground: '试验场', learn: '学习', skip: '跳到正文', pages: '页面',
    otherLanguage: 'English', auto: '配色：跟随系统', light: '配色：浅色', dark: '配色：深色',
  });

const pages = /** @type {const} */ (['images', 'scalars', 'playground', 'learn']);
const schemes = /** @type {const} */ (['auto', 'light', 'dark']);
const signs = { auto: '◐', light: '○', dark: '●' };

const page = /** @type {typeof pages[number]} */ (document.querySelector('meta[name=page]')?.getAttribute('content') ?? 'images');

/** Where the page goes. */
export const main = byId('main');

document.title = `${text[page]} · Cenote`;
const skip = byId('skip');
skip.textContent = text.skip;
skip.addEventListener('click', event => {
  event.preventDefault();
  main.focus();
});
byId('header').append(
  element('a', { class: 'brand', href: '/' }, element('img', { src: '/icon.svg', alt: '', width: 20, height: 20 }), 'Cenote'),
  element('nav', { 'aria-label': text.pages },
    ...pages.map(name => element('a', { href: `/${name}`, 'aria-current': name === page ? 'page' : null }, text[name]))),
  languageSwitch(),
  schemeSwitch());

function languageSwitch() {
  const other = isChinese ? 'en' : 'zh-CN';
  return element('button', { class: 'quiet', id: 'language', type: 'button', lang: other, onclick: () => {
    keep('cenote.language', other);
    location.reload();
  } }, text.otherLanguage);
}

function schemeSwitch() {
  const root = document.documentElement;
  const button = element('button', { class: 'quiet', id: 'scheme', type: 'button', onclick: () => {
    const next = schemes[(schemes.indexOf(current()) + 1) % schemes.length] ?? 'auto';
    keep('cenote.scheme', next === 'auto' ? null : next);
    if (next === 'auto')
      delete root.dataset.scheme;
    else
      root.dataset.scheme = next;
    tell();
  } });
  tell();
  return button;

  function current() {
    return schemes.find(scheme => scheme === root.dataset.scheme) ?? 'auto';
  }

  function tell() {
    button.textContent = signs[current()];
    button.title = text[current()];
    button.setAttribute('aria-label', text[current()]);
    document.dispatchEvent(new Event('schemechange'));
  }
}

/**
 * Keeps a choice for the next visit, where the browser allows it.
 * @param {string} key
 * @param {string | null} value
 */
export function keep(key, value) {
  try {
    if (value === null)
      localStorage.removeItem(key);
    else
      localStorage.setItem(key, value);
  } catch {
    // Then it holds for this page alone.
  }
}
