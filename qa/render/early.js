(() => {
  /* Before anything is drawn: the theme and the size that were chosen in this browser. */
  let chosen = {};
  try { chosen = JSON.parse(localStorage.getItem('dateline:settings')) ?? {}; } catch { /* the usual ones */ }
  const root = document.documentElement;
  if (['light', 'dark'].includes(chosen.theme)) root.dataset.theme = chosen.theme;
  if (['small', 'large'].includes(chosen.size)) root.dataset.size = chosen.size;
})();
