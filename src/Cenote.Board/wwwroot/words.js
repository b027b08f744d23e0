// @ts-check
// The two languages. Each module keeps its own words beside its code; the checker sees that both have all of them.

export const isChinese = document.documentElement.lang.startsWith('zh');

/**
 * The words of the page's language. A sentence with something in it is a function.
 * @template {Record<string, unknown>} T
 * @param {T} english
 * @param {NoInfer<T>} chinese
 * @returns {T}
 */
export const words = (english, chinese) => isChinese ? chinese : english;

const wholeNumber = new Intl.NumberFormat(isChinese ? 'zh-CN' : 'en');

/** `10,000`. @param {number} n */
export const count = n => wholeNumber.format(n);

/** `1 image`, `2 images`; Chinese has one form. @param {number} n @param {string} noun */
export const counted = (n, noun) => `${count(n)} ${noun}${n === 1 ? '' : 's'}`;
