/* What this browser likes: light or dark, how large, how many passages are read for a question. Also
   who words the answers, which is chosen beside the question, and what that has cost so far. Kept
   for this address; early.js sets theme and size before anything is drawn. */

(() => {
  'use strict';
  const page = window.dateline;
  const NAME = 'dateline:settings';
  const root = document.documentElement;
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const dialog = () => one('#dl-settings');

  const usual = { theme: 'system', size: 'normal', passages: 'usual' };
  let chosen = { ...usual };

  const recall = () => {
    let kept = null;
    try { kept = JSON.parse(localStorage.getItem(NAME)); } catch { /* the usual ones */ }
    chosen = { ...usual, ...kept };
  };

  // -- theme and size -------------------------------------------------------------------------------

  const isDark = () => (chosen.theme === 'system' ? dark.matches : chosen.theme === 'dark');
  /** Gradio marks the theme of the system on body; whoever chose another has that. */
  const paint = () => {
    if (document.body.classList.contains('dark') !== isDark()) document.body.classList.toggle('dark', isDark());
  };
  const apply = () => {
    if (chosen.theme === 'system') delete root.dataset.theme;
    else root.dataset.theme = chosen.theme;
    if (chosen.size === 'normal') delete root.dataset.size;
    else root.dataset.size = chosen.size;
    const asked = new URLSearchParams(location.search).get('__theme'); // as Gradio reads it
    if (chosen.theme !== 'system' || !asked) paint();
  };

  // -- the dialog -----------------------------------------------------------------------------------

  /** How many passages are read for a question: by the reader that is chosen, and at the most. */
  const read = () => {
    const desk = one('.dl-desk');
    const by = one('#dl-by')?.selectedOptions[0] ?? desk;
    return { usual: Number(by?.dataset.passages) || 0, most: Number(by?.dataset.most) || 0 };
  };
  const wanted = () => {
    const { usual: number, most } = read();
    const factor = { fewer: 0.5, usual: 1, more: 2 }[chosen.passages] ?? 1;
    return Math.min(most, Math.max(1, Math.round(number * factor)));
  };

  const spent = (records) => records.reduce((sum, { usage }) => (usage ? {
    requests: sum.requests + usage.requests,
    tokens: sum.tokens + usage.prompt_tokens + usage.completion_tokens,
    cost: usage.cost === null || sum.cost === null ? null : sum.cost + usage.cost,
  } : sum), { requests: 0, tokens: 0, cost: 0 });
  const worded = ({ requests, tokens, cost }) => {
    if (!requests) return 'nothing';
    const dollars = cost === null ? 'at a price that is not known' : `${cost.toFixed(4)} USD`;
    const times = `${requests.toLocaleString('en')} request${requests === 1 ? '' : 's'}`;
    return `${times}, ${tokens.toLocaleString('en')} tokens, ${dollars}`;
  };

  const fill = () => {
    for (const [name, value] of Object.entries(chosen)) {
      const radio = one(`input[name="${name}"][value="${CSS.escape(value)}"]`, dialog());
      if (radio) radio.checked = true;
    }
    const { usual: number, most } = read();
    const figures = { fewer: Math.max(1, Math.round(number / 2)), usual: number, more: Math.min(most, 2 * number) };
    all('[data-figure]', dialog()).forEach((place) => { place.textContent = figures[place.dataset.figure]; });
    const more = one('input[name=passages][value=more]', dialog());
    more.closest('label').hidden = figures.more <= number;
    const option = one('#dl-by')?.selectedOptions[0];
    const sent = option?.dataset.sent ?? '';
    one('[data-reader]', dialog()).textContent = option?.textContent.trim() || 'Quoted sentences';
    one('[data-nothing-sent]', dialog()).hidden = Boolean(sent);
    one('[data-sent]', dialog()).textContent = sent;
    one('[data-choice]', dialog()).hidden = all('#dl-by option').length < 2;
    const every = page.store.read('list', []).flatMap(({ id }) => page.store.read(`conversation:${id}`, null)?.records ?? []);
    const [here, everywhere] = [spent(page.conversation.records), spent(every)];
    one('[data-costs]', dialog()).hidden = !sent && !everywhere.requests;
    one('[data-here]', dialog()).textContent = worded(here);
    one('[data-everywhere]', dialog()).textContent = worded(everywhere);
  };

  const choose = (name, value) => {
    chosen = { ...chosen, [name]: value };
    try { localStorage.setItem(NAME, JSON.stringify(chosen)); } catch { /* for as long as the page is open */ }
    apply();
  };

  document.addEventListener('click', ({ target }) => {
    if (target.closest?.('[data-settings]')) {
      fill();
      dialog().showModal();
    }
    if (target.id === 'dl-settings') target.close(); // beside it
    if (target.closest?.('#dl-settings [data-choice]')) {
      dialog().close();
      location.hash = '#ask';
      one('#dl-by')?.focus();
    }
  });
  document.addEventListener('change', ({ target }) => {
    if (target.closest?.('#dl-settings')) choose(target.name, target.value);
  });
  document.addEventListener('dateline:asking', ({ detail }) => {
    if (chosen.passages !== 'usual') detail.passages = wanted();
  });
  addEventListener('storage', ({ key }) => {
    if (key !== NAME) return;
    recall();
    apply();
  });
  dark.addEventListener('change', apply);
  new MutationObserver(() => chosen.theme !== 'system' && paint())
    .observe(document.body ?? root, { attributes: true, attributeFilter: ['class'] });

  recall();
  apply();
})();
