/* Searching the archive. What is looked for stands in the address, "#archive?words=…&years=2024", so
   that going back, reloading and sending it on work; the server renders what it finds. */

(() => {
  'use strict';
  const LISTS = ['outlets', 'kinds', 'years', 'sections', 'languages'];
  const TEXTS = ['words', 'since', 'until', 'order'];
  const TYPED = 180; // ms without a letter, until what was typed is looked for
  const PAGE = 25;
  let door = null;
  let last = '#archive'; // where the room was left
  const picked = new Map(); // id → headline

  const one = (selector, within = door.element) => within.querySelector(selector);
  const all = (selector, within = door.element) => [...within.querySelectorAll(selector)];
  const field = () => one('#dl-words');
  const isHere = () => location.hash.split('?')[0] === '#archive';
  const make = (tag, given = {}, ...inside) => {
    const { dataset, ...rest } = given;
    const made = Object.assign(document.createElement(tag), rest);
    Object.assign(made.dataset, dataset);
    made.append(...inside);
    return made;
  };
  const counted = (number, noun) => `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;

  // -- the address ----------------------------------------------------------------------------------

  /** What the address asks for; without an order, words by how well they fit, else by date. */
  const read = (hash = location.hash) => {
    const given = new URLSearchParams(hash.split('?')[1] ?? '');
    const state = {};
    for (const name of TEXTS) state[name] = given.get(name) ?? '';
    for (const name of LISTS) state[name] = given.getAll(name);
    return state;
  };

  const written = (state) => {
    const given = new URLSearchParams();
    for (const name of TEXTS) if (state[name]) given.set(name, state[name]);
    for (const name of LISTS) (state[name] ?? []).forEach((value) => given.append(name, value));
    return String(given) ? `#archive?${given}` : '#archive';
  };

  const asking = (state) => ({
    ...state,
    years: state.years.map(Number).filter(Number.isInteger),
    order: state.order || (state.words.trim() ? 'relevance' : 'newest'),
  });

  // -- searching ------------------------------------------------------------------------------------

  const scroller = () => {
    const room = document.getElementById('dl-archive');
    return room.scrollHeight > room.clientHeight + 1 ? room : document.scrollingElement;
  };

  /** How long the list is and where it stands, for whoever comes back. */
  const remember = () => {
    if (!isHere() || !door) return;
    last = location.hash;
    const shown = all('.dl-found .dl-entry').length;
    history.replaceState({ ...history.state, shown, top: scroller().scrollTop }, '');
  };

  const key = (element) => {
    if (!element?.closest?.('#dl-found')) return '';
    if (element.id) return `#${CSS.escape(element.id)}`;
    if (element.name) return `[name="${element.name}"][value="${CSS.escape(element.value)}"]`;
    const name = ['askAbout', 'saveSearch'].find((one) => one in element.dataset);
    return name ? `[data-${name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}]` : '';
  };

  /** Put what was found in place; what was unfolded stays so, and the focus where it was. */
  const put = (_, html) => {
    const template = make('template');
    template.innerHTML = html;
    const fresh = template.content.querySelector('[data-found]');
    const old = one('[data-found]');
    const focus = old.contains(document.activeElement) ? key(document.activeElement) : null;
    const lost = focus === '' || focus;
    all('details[data-all][open]', old).forEach((details) => {
      fresh.querySelector(`[data-all="${details.dataset.all}"]`)?.setAttribute('open', '');
    });
    if (!one('[data-narrow]', old).open) fresh.querySelector('[data-narrow]').open = false;
    old.replaceWith(fresh);
    settle();
    if (lost) (focus && one(focus) || one('.dl-said')).focus({ preventScroll: true });
  };

  /** What the browser knows better than the server: names of languages, what is selected, what was
      saved. */
  const settle = () => {
    const languages = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'code' });
    all('[data-language]').forEach((named) => {
      try { named.textContent = languages.of(named.dataset.language); } catch { /* no such code */ }
    });
    all('[data-pick]').forEach((box) => { box.checked = picked.has(box.dataset.pick); });
    showPicked();
    look();
  };

  /** Look for what the address says. */
  const find = async ({ limit = PAGE, top = null } = {}) => {
    if (!door || !one('[data-found]')) return;
    last = location.hash;
    const state = read();
    if (field() !== document.activeElement) field().value = state.words;
    await dateline.list(door, 'search', { ...asking(state), limit }, put, field());
    if (top !== null) scroller().scrollTop = top;
  };

  /** Go where another search is; `kept` takes the place of the one before, as while typing. */
  const go = (state, { kept = false } = {}) => {
    clearTimeout(typing);
    const address = written(state);
    if (address !== location.hash) {
      if (!kept) remember();
      history[kept ? 'replaceState' : 'pushState']({}, '', address);
    }
    return find();
  };

  let typing = 0;
  let before = ''; // the address when typing began: a step back leads there

  const typed = () => {
    clearTimeout(typing);
    typing = setTimeout(() => {
      const state = { ...read(), words: field().value.trim() };
      if (!state.words && state.order === 'relevance') state.order = '';
      const began = before !== '';
      before = before || location.hash;
      go(state, { kept: began });
    }, TYPED);
  };

  // -- what is narrowed ------------------------------------------------------------------------------

  const narrowed = () => {
    const state = read();
    for (const name of LISTS) {
      const there = all(`.dl-facet [name="${name}"]`);
      if (there.length) state[name] = there.filter((box) => box.checked).map((box) => box.value);
    }
    state.since = one('#dl-since')?.value ?? state.since;
    state.until = one('#dl-until')?.value ?? state.until;
    return state;
  };

  const without = ([fields, value]) => {
    const state = read();
    for (const name of fields.split(' ')) {
      if (LISTS.includes(name) && value !== '') {
        state[name] = state[name].filter((one) => one.toLowerCase() !== String(value).toLowerCase());
      } else state[name] = LISTS.includes(name) && fields === name && unstated(state[name])
        ? state[name].filter(Boolean) : LISTS.includes(name) ? [] : '';
    }
    return state;
  };

  /** Whether what nobody states is chosen together with something else. */
  const unstated = (values) => values.includes('') && values.some(Boolean);

  // -- selected articles -------------------------------------------------------------------------------

  const showPicked = () => {
    let bar = one('[data-picked]');
    if (!picked.size) return void bar?.remove();
    if (!bar) {
      bar = make('div', { className: 'dl-picked', dataset: { picked: '' } });
      bar.setAttribute('role', 'region');
      bar.setAttribute('aria-label', 'Selected articles');
      one('[data-found]').after(bar);
    }
    bar.replaceChildren(
      make('span', { role: 'status', textContent: `${picked.size} selected` }),
      make('button', { type: 'button', textContent: 'Ask about these', dataset: { askPicked: '' } }),
      make('button', { type: 'button', className: 'dl-plain', textContent: 'Clear', dataset: { pickNone: '' } }),
    );
  };

  // -- saved searches ------------------------------------------------------------------------------------

  const saved = () => dateline.store.read('searches', []);
  const keep = (searches) => dateline.store.write('searches', searches);
  const mark = () => JSON.parse(one('[data-found]').dataset.mark);
  const news = new Map(); // address → how many came in since it was looked at

  const showSaved = () => {
    const place = one('[data-saved]');
    if (!place || !dateline.store.prefix) return;
    const searches = saved();
    place.hidden = !searches.length;
    place.replaceChildren(...(searches.length ? [
      make('span', { className: 'dl-saved-title', textContent: 'Saved' }),
      make('ul', {}, ...searches.map(({ name, at }) => {
        const open = make('button', { type: 'button', dataset: { savedSearch: at }, dir: 'auto' }, name);
        const came = news.get(at);
        if (came) open.append(make('span', { className: 'dl-new', textContent: `${came.toLocaleString('en')} new` }));
        if (at === location.hash) open.setAttribute('aria-current', 'true');
        const drop = make('button', { type: 'button', className: 'dl-drop', textContent: '✕', dataset: { dropSearch: at } });
        drop.setAttribute('aria-label', `Delete the saved search ${name}`);
        return make('li', {}, open, drop);
      })),
    ] : []));
  };

  /** What is on the screen has been looked at. */
  const look = () => {
    const searches = saved();
    const here = searches.find(({ at }) => at === location.hash);
    if (here) {
      here.mark = mark();
      news.delete(here.at);
      keep(searches);
    }
    showSaved();
  };

  const count = async () => {
    const searches = saved().slice(0, 20);
    if (!searches.length) return;
    const asked = searches.map(({ at, mark: since }) => ({ ...asking(read(at)), mark: since }));
    const told = await door.server.fresh({ searches: asked });
    told?.fresh?.forEach((came, at) => {
      if (searches[at].at !== location.hash) news.set(searches[at].at, came);
    });
    showSaved();
  };

  const naming = (button) => {
    const state = read();
    const name = state.words || [...LISTS.flatMap((list) => state[list]), state.since, state.until]
      .filter(Boolean).join(', ') || 'All articles';
    const input = make('input', { value: name, maxLength: 80, className: 'dl-naming' });
    input.setAttribute('aria-label', 'Name of the saved search; Enter keeps it');
    let done = false;
    const end = (kept) => {
      if (done) return;
      done = true;
      const called = input.value.trim();
      input.replaceWith(button);
      if (!kept || !called) return button.focus();
      const at = location.hash;
      keep([...saved().filter((other) => other.at !== at), { name: called, at, mark: mark() }]);
      showSaved();
      one(`[data-saved-search="${CSS.escape(at)}"]`).focus();
    };
    input.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') end(true);
      if (event.key === 'Escape') end(false);
    });
    input.addEventListener('blur', () => end(false));
    button.replaceWith(input);
    input.select();
  };

  // -- what can be clicked ---------------------------------------------------------------------------------

  const clicked = {
    off: (b) => go(without(JSON.parse(b.dataset.off))),
    offAll: () => go({ ...read(''), words: read().words, order: read().order }),
    since: (b) => go({ ...read(), since: b.dataset.since, until: b.dataset.until }),
    wordsInstead: (b) => {
      field().value = b.dataset.wordsInstead;
      go({ ...read(), words: b.dataset.wordsInstead });
      field().focus();
    },
    askAbout: (b) => dateline.narrow(JSON.parse(b.dataset.askAbout)),
    askPicked: () => dateline.narrow({ articles: [...picked.keys()] }),
    pickNone: () => {
      picked.clear();
      settle();
      one('.dl-said').focus();
    },
    saveSearch: naming,
    savedSearch: (b) => {
      field().value = read(b.dataset.savedSearch).words;
      go(read(b.dataset.savedSearch));
    },
    dropSearch: (b) => {
      keep(saved().filter(({ at }) => at !== b.dataset.dropSearch));
      showSaved();
      (one('[data-saved-search]') ?? field()).focus();
    },
  };

  const closeMenus = (but) => document.querySelectorAll('.dl-more-of[open]').forEach((menu) => {
    if (menu !== but) menu.open = false;
  });

  /** Up and down go from one article to the next, and to the words above the first. */
  const move = (event) => {
    const headlines = all('.dl-found .dl-headline');
    const entry = event.target.closest('.dl-entry');
    const at = entry ? headlines.indexOf(one('.dl-headline', entry)) : -1;
    if (!entry && event.target !== field()) return;
    const next = at + (event.key === 'ArrowDown' ? 1 : -1);
    if (next >= headlines.length || (at < 0 && next < 0)) return;
    event.preventDefault();
    const target = next < 0 ? field() : headlines[next];
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: 'nearest' });
  };

  const pressed = (event) => {
    const menu = event.target.closest('.dl-more-of[open]');
    if (menu && event.key === 'Escape') {
      menu.open = false;
      one('summary', menu).focus();
    } else if (menu && /^Arrow(Up|Down)$/.test(event.key)) {
      event.preventDefault();
      const acts = all('button', menu);
      const next = acts.indexOf(event.target) + (event.key === 'ArrowDown' ? 1 : -1);
      (acts[next] ?? one('summary', menu)).focus();
    } else if (/^Arrow(Up|Down)$/.test(event.key) && !event.target.closest('select, details, [type=date]')) {
      move(event);
    }
  };

  const begin = (found) => {
    door = found;
    const { element, watch } = found;
    watch('value', () => {
      if (!one('[data-found]')) return;
      const narrow = one('[data-narrow]');
      if (matchMedia('(max-width: 1000px)').matches) narrow.open = false;
      settle();
      count();
      const { shown = 0, top = null } = history.state ?? {};
      if (shown > PAGE) find({ limit: shown, top });
      else if (top) scroller().scrollTop = top;
    });
    element.addEventListener('input', (event) => {
      if (event.target === field()) typed();
    });
    element.addEventListener('focusout', (event) => {
      if (event.target === field()) before = '';
    });
    element.addEventListener('submit', (event) => {
      if (!event.target.matches('[data-search]')) return;
      event.preventDefault();
      go({ ...read(), words: field().value.trim() }, { kept: before !== '' });
      before = '';
    });
    element.addEventListener('change', (event) => {
      if (event.target.closest('.dl-facet')) go(narrowed());
      else if (event.target.id === 'dl-order') go({ ...read(), order: event.target.value });
      else if (event.target.dataset.pick) {
        const { dataset: { pick }, checked } = event.target;
        if (checked) picked.set(pick, '');
        else picked.delete(pick);
        showPicked();
      }
    });
    element.addEventListener('click', (event) => {
      const near = event.target.closest('button, [data-since]');
      const does = near && Object.keys(clicked).find((name) => name in near.dataset);
      if (does) clicked[does](near);
    });
    element.addEventListener('keydown', pressed);
  };

  document.addEventListener('click', (event) => {
    closeMenus(event.target.closest?.('.dl-more-of'));
    // back to the room as it was left
    const link = event.target.closest?.('.dl-rooms a[href="#archive"]');
    if (!link || isHere() || last === '#archive') return;
    event.preventDefault();
    location.hash = last;
  });

  let scrolled = 0;
  document.addEventListener('scroll', () => {
    clearTimeout(scrolled);
    scrolled = setTimeout(remember, 200);
  }, { capture: true, passive: true });

  // -- in an article: from one match to the next -----------------------------------------------------------

  const opened = (dialog, { matches }) => {
    dialog.querySelector('.dl-matches')?.remove();
    const marks = [...dialog.querySelectorAll('.dl-text mark')];
    if (!matches || !marks.length) return;
    let at = 0;
    const said = make('span', { role: 'status' });
    const show = (to) => {
      marks[at].classList.remove('dl-here');
      at = (to + marks.length) % marks.length;
      marks[at].classList.add('dl-here');
      marks[at].scrollIntoView({ block: 'center' });
      said.textContent = `Match ${(at + 1).toLocaleString('en')} of ${marks.length.toLocaleString('en')}`;
    };
    const step = (name, by) => {
      const button = make('button', { type: 'button', textContent: by < 0 ? '↑' : '↓', title: name });
      button.setAttribute('aria-label', name);
      button.addEventListener('click', () => show(at + by));
      return button;
    };
    const bar = make('div', { className: 'dl-matches' }, said, step('Previous match', -1), step('Next match', 1));
    dialog.querySelector('form').after(bar);
    show(0);
  };

  const lookFor = (words, chosen = {}) => {
    const address = written({ ...read('#archive'), ...chosen, words });
    if (isHere()) return void go(read(address));
    location.hash = address;
  };

  dateline.part('found', begin);
  Object.assign(dateline, {
    find: () => find(history.state?.shown > PAGE
      ? { limit: history.state.shown, top: history.state.top } : { top: history.state?.top ?? null }),
    seek: () => { field()?.focus(); field()?.select(); },
    wanted: () => ({ ...asking(read()), limit: history.state?.shown ?? PAGE }),
    lookFor,
    opened,
  });
})();
