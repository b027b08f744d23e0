// @ts-check
// Before anything is drawn: the language and the scheme that the user chose, else those of the browser.
(() => {
  const root = document.documentElement;
  /** @param {string} key */
  const kept = key => { try { return localStorage.getItem(key); } catch { return null; } };
  root.lang = kept('cenote.language') ?? (navigator.languages.find(l => /^(zh|en)\b/i.test(l))?.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en');
  const scheme = kept('cenote.scheme');
  if (scheme)
    root.dataset.scheme = scheme;
})();
