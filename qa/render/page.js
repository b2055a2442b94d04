/* The page's own script. Gradio carries events to the server and fragments back; what this browser
   keeps is in keeping.js. What happens here is said as events of the document ("dateline:asking"),
   so that other scripts can do their part or, where an event can be cancelled, step in. */

(() => {
  'use strict';
  const { store, visitor, keepTurns, draft } = window.dateline;
  const doors = {}; // a mounted component, by its name: {element, trigger, watch, server}
  const parts = {}; // what is to be done when a component of that name is mounted
  const shared = {}; // what scripts that share a component are given of it
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // -- what is at hand ---------------------------------------------------------------------------

  const blank = () => ({ id: Date.now().toString(36), title: '', named: false, records: [] });
  let conversation = blank();
  let filters = {}; // since, until, outlets, kinds: those of the next question
  let replacing = false; // the next question takes the place of the last one
  let working = false;

  /** Say what happens; false where another script will not have it. */
  const say = (what, detail = {}) => document.dispatchEvent(
    new CustomEvent(`dateline:${what}`, { detail, cancelable: true }),
  );

  const tell = (text) => {
    const line = one('#dl-notice');
    if (line) { line.textContent = text; line.hidden = !text; }
  };

  const save = (name, text, type) => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };

  const copy = async (text) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const area = document.createElement('textarea'); // not a secure address
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  };

  /** Call one of the server's functions; what went wrong is told, and gives undefined. */
  const server = new Proxy({}, {
    get: (_, name) => async (data = {}) => {
      try {
        const told = await doors.top.server[name]({ ...data, visitor });
        if (told?.error) tell(told.error);
        return told;
      } catch {
        if (say('missed')) tell('The server did not answer. Try that again.');
      }
    },
  });

  const ask = (text, yes = 'Delete') => new Promise((answered) => {
    const dialog = one('#dl-confirm');
    one('p', dialog).textContent = text;
    one('[value=yes]', dialog).textContent = yes;
    dialog.returnValue = '';
    dialog.showModal();
    dialog.addEventListener('close', () => answered(dialog.returnValue === 'yes'), { once: true });
  });

  // -- rooms: asking and the archive ---------------------------------------------------------------

  /** Show the room that the address names; gives its name. */
  const turn = () => {
    const at = location.hash.split('?')[0];
    const room = at === '#archive' ? 'archive' : 'ask';
    if (!/^#?(ask|archive|answer=.+)?$/.test(at)) say('astray', { hash: location.hash });
    one('#dl-page').dataset.room = room;
    all('.dl-rooms a').forEach((link) => {
      if (link.hash === `#${room}`) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    });
    entitle();
    return room;
  };
  let entered = '';
  const enter = () => {
    const before = entered;
    entered = turn();
    if (entered !== 'archive') return;
    if (before === 'archive' && page.find) page.find();
    else page.look();
  };
  addEventListener('hashchange', enter);

  // -- asking ------------------------------------------------------------------------------------

  const box = () => one('#dl-question');
  const fit = () => {
    const area = box();
    area.style.height = 'auto';
    area.style.height = `${Math.min(area.scrollHeight, 160)}px`;
  };
  const setBox = (text) => {
    draft.keep(text); // should the desk be rendered anew, or the page be loaded again
    if (!box()) return;
    box().value = text;
    fit();
  };

  const setWorking = (now) => {
    working = now;
    one('#dl-send').hidden = now;
    one('#dl-stop').hidden = !now;
  };

  const setReplacing = (now) => {
    replacing = now;
    one('#dl-editing').hidden = !now;
  };

  const put = (question, wish = {}) => {
    const { with: chosen = filters, instead = replacing, reader = by(), undated = false } = wish;
    if (working || !question.trim()) return;
    const asked = { question, filters: chosen, replace: instead, reader, undated };
    tell('');
    location.hash = '#ask';
    if (!say('asking', asked)) return;
    const failed = one('#dl-live .dl-exchange')?.dataset.state === 'error';
    due = number + (number && (instead || failed) ? 0 : 1);
    if (box().value.trim() === question.trim()) setBox(''); // else it is something else's beginning
    draft.keep(box().value || question); // until it is answered
    setReplacing(false);
    setWorking(true);
    closeFilters();
    doors.desk.trigger('ask', { ...asked, visitor });
  };

  /** The reader that was chosen, and where it sends what. */
  const by = () => one('#dl-by')?.value ?? '';
  const setBy = (name) => {
    const choice = one('#dl-by');
    if (!choice) return;
    if (all('option', choice).some((option) => option.value === name)) choice.value = name;
    const { sent } = choice.selectedOptions[0].dataset;
    one('#dl-sent').textContent = sent;
    one('#dl-sent').hidden = !sent;
  };

  const lastQuestion = () => one('#dl-live .dl-exchange')?.dataset.question;

  const edit = (text, instead) => {
    setBox(text);
    setReplacing(instead);
    box().focus();
  };

  parts.desk = ({ element, watch }) => {
    element.addEventListener('submit', (event) => {
      event.preventDefault();
      put(box().value);
    });
    element.addEventListener('keydown', (event) => {
      if (event.target !== box()) return;
      if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        put(box().value);
      } else if (event.key === 'ArrowUp' && !box().value && lastQuestion() && !working) {
        event.preventDefault();
        edit(lastQuestion(), true);
      } else if (event.key === 'Escape' && replacing) {
        setReplacing(false);
        setBox('');
      }
    });
    element.addEventListener('input', (event) => {
      if (event.target === box()) setBox(box().value);
    });
    element.addEventListener('click', (event) => {
      // the second click of a double one on Ask is none on Stop, which has taken its place
      if (event.target.closest('#dl-stop') && event.detail < 2) doors.desk.trigger('stop', {});
      if (event.target.closest('#dl-editing button')) {
        setReplacing(false);
        setBox('');
      }
      const off = event.target.closest('[data-unfilter]');
      if (off) {
        const [name, value] = JSON.parse(off.dataset.unfilter);
        const rest = Array.isArray(filters[name]) && name !== 'articles' ? filters[name].filter((v) => v !== value) : '';
        setFilters({ ...filters, [name]: rest });
        one('#dl-filter > summary').focus();
      }
      if (event.target.closest('[data-unfilter-all]')) setFilters({});
    });
    element.addEventListener('change', (event) => {
      if (event.target.id === 'dl-by') {
        setBy(by());
        store.write('reader', by());
      }
      const form = event.target.closest('#dl-filter');
      if (!form) return;
      const checked = (name) => all(`input[name=${name}]:checked`, form).map((box) => box.value);
      setFilters({
        since: one('[name=since]', form).value,
        until: one('[name=until]', form).value,
        outlets: checked('outlets'),
        kinds: checked('kinds'),
        articles: filters.articles,
      });
    });
    watch('value', () => {
      setBox(draft.text);
      setFilters(filters);
      setWorking(working);
      setReplacing(replacing);
      setBy(store.read('reader', ''));
    });
    setBy('');
    box().focus({ preventScroll: true });
  };

  /** A day as answers write it: "2024-05-31" is "31 May 2024". */
  const written = (day) => new Date(`${day}T00:00`).toLocaleDateString('en-GB', { dateStyle: 'long' });
  const counted = (number) => `${number.toLocaleString('en')} chosen article${number === 1 ? '' : 's'}`;

  /** Show `chosen` in the form and as chips that can be taken off. */
  const setFilters = (chosen) => {
    filters = Object.fromEntries(Object.entries(chosen ?? {}).filter(([, value]) => value?.length));
    const form = one('#dl-filter');
    if (!form) return;
    one('[name=since]', form).value = filters.since ?? '';
    one('[name=until]', form).value = filters.until ?? '';
    for (const name of ['outlets', 'kinds']) {
      all(`input[name=${name}]`, form).forEach((box) => {
        box.checked = (filters[name] ?? []).includes(box.value);
      });
    }
    const names = new Map(all('input[name=kinds]', form).map((box) => [box.value, box.dataset.name]));
    const chips = [
      ...(filters.since ? [['since', filters.since, `since ${written(filters.since)}`]] : []),
      ...(filters.until ? [['until', filters.until, `until ${written(filters.until)}`]] : []),
      ...(filters.outlets ?? []).map((name) => ['outlets', name, name]),
      ...(filters.kinds ?? []).map((name) => ['kinds', name, names.get(name) ?? name]),
      ...(filters.articles ? [['articles', '', counted(filters.articles.length)]] : []),
    ].map(([name, value, label]) => {
      const chip = document.createElement('button');
      chip.type = 'button';
      chip.className = 'dl-chip';
      chip.dir = 'auto';
      chip.dataset.unfilter = JSON.stringify([name, value]);
      chip.setAttribute('aria-label', `Take off the filter ${label}`);
      chip.textContent = label;
      return chip;
    });
    one('#dl-chips').replaceChildren(...chips);
    one('#dl-filter > summary').dataset.count = chips.length || '';
  };

  // -- answers -------------------------------------------------------------------------------------

  let shown = ''; // the exchange on the screen, as it was last rendered
  let number = 0;
  let due = 0; // the number that the question which was asked last must get
  let seen = '';

  /** The exchange before moves up among the earlier ones; nothing of it is sent again. */
  const moveUp = (exchange) => {
    const now = Number(exchange.dataset.number);
    if (shown && now === number + 1) {
      one('#dl-past .dl-log').insertAdjacentHTML('beforeend', shown);
      const earlier = one('#dl-past .dl-log').lastElementChild;
      delete earlier.dataset.record;
      one('[aria-live]', earlier)?.removeAttribute('aria-live');
    }
    number = now;
  };

  const keep = (exchange) => {
    if (!exchange.dataset.record) return;
    const record = JSON.parse(exchange.dataset.record);
    // turns that could not be shown are not those of this screen: they stay what they are
    if (conversation.records.length > number) conversation = blank();
    if (!conversation.named) conversation.title = (conversation.records[0] ?? record).question;
    conversation.changed = Date.now();
    const others = keepTurns(conversation, [...conversation.records.slice(0, number - 1), record]);
    const rest = store.read('list', []).filter((other) => other.id !== conversation.id);
    const { id, title, changed } = conversation;
    store.write('list', [{ id, title, changed }, ...rest]);
    here(conversation.id);
    listConversations();
    if (others) openConversation(conversation.id); // as another tab has gone on with it
  };

  parts.live = ({ element, watch }) => {
    watch('value', () => {
      const exchange = one('.dl-exchange', element);
      if (!exchange) {
        shown = '';
        number = 0;
        setWorking(false);
        say('welcome');
        return;
      }
      if (due && Number(exchange.dataset.number) !== due) {
        say('strayed'); // the server has lost this conversation
        return;
      }
      moveUp(exchange);
      const over = exchange.dataset.state !== 'working';
      if (over && due) {
        due = 0;
        setWorking(false);
        draft.keep(box().value);
        if (exchange.dataset.state === 'error' && !box().value) setBox(exchange.dataset.question);
        keep(exchange);
      }
      say('shown', { exchange, over });
      press(exchange);
      shown = exchange.outerHTML;
      scrollTo(exchange);
      if (over) say('answered', { record: conversation.records[number - 1] });
    });
  };

  parts.past = ({ element, watch }) => {
    watch('value', () => all('.dl-exchange', element).forEach(press));
  };

  /** To the top when it is asked and, where the page was too short for that, when it is answered. */
  const scrollTo = (exchange) => {
    const now = exchange.id + (exchange.dataset.state === 'working' ? '' : ' over');
    if (now === seen) return;
    const late = seen && now.startsWith(seen) && exchange.getBoundingClientRect().top < 250;
    seen = now;
    if (!late) setTimeout(() => one('#dl-live .dl-exchange')?.scrollIntoView({ block: 'start' }), 50);
  };

  // -- the reader: a whole article -----------------------------------------------------------------

  const open = async (wish) => {
    const told = await server.article(wish);
    if (!told?.html) return;
    const dialog = one('#dl-reader');
    one('.dl-reading', dialog).innerHTML = told.html;
    if (!dialog.open) dialog.showModal();
    const at = one('.dl-here', dialog) ?? one('mark', dialog);
    if (at) at.scrollIntoView({ block: 'center' });
    else one('.dl-reading', dialog).scrollTop = 0;
    page.opened?.(dialog, told);
  };

  // -- conversations -------------------------------------------------------------------------------

  const here = (id) => {
    try { sessionStorage.setItem(`${store.prefix}here`, id); } catch { /* for this page only */ }
  };

  const openConversation = (id, { stay = false } = {}) => {
    if (!say('opening', { id })) return;
    const kept = id && store.read(`conversation:${id}`, null);
    if (id && !Array.isArray(kept?.records)) say('unknown', { id });
    show(kept || blank(), stay);
  };

  /** Put a conversation on the screen; with `stay`, the address remains as it is. */
  const show = (chosen, stay) => {
    conversation = chosen;
    here(conversation.id);
    seen = shown = '';
    number = conversation.records.length;
    due = 0;
    setReplacing(false);
    setWorking(false);
    setFilters(conversation.records.at(-1)?.filters);
    listConversations();
    if (!stay) location.hash = '#ask';
    doors.desk.trigger('open', { records: conversation.records, id: conversation.id, visitor });
    closeRail();
  };

  const closeRail = () => one('#dl-page')?.classList.remove('dl-rail-open');
  const closeFilters = () => one('#dl-filter')?.removeAttribute('open');

  /** The tab is called what the conversation is. */
  const entitle = () => {
    const title = location.hash.split('?')[0] === '#archive' ? 'Archive' : conversation.title;
    document.title = title ? `${title} – Dateline` : 'Dateline';
  };

  const listConversations = () => {
    entitle();
    const list = one('#dl-conversations');
    if (!list) return;
    list.replaceChildren(...store.read('list', []).map(({ id, title, changed }) => {
      const item = document.createElement('li');
      const button = (name, label, text) => {
        const made = document.createElement('button');
        made.type = 'button';
        made.dataset[name] = id;
        made.title = label;
        if (text) made.textContent = text;
        else made.setAttribute('aria-label', `${label}: ${title}`);
        return made;
      };
      const main = button('conversation', new Date(changed).toLocaleString(), title);
      main.dir = 'auto';
      if (id === conversation.id) main.setAttribute('aria-current', 'true');
      item.append(main, button('rename', 'Rename'), button('forget', 'Delete'));
      return item;
    }));
    one('#dl-none-kept').hidden = Boolean(list.children.length);
    all('[data-export]').forEach((b) => { b.disabled = !conversation.records.length; });
    say('listed');
  };

  const rename = (id) => {
    const item = one(`[data-conversation="${CSS.escape(id)}"]`).parentElement;
    const input = document.createElement('input');
    const old = one('[data-conversation]', item).textContent;
    input.value = old;
    input.setAttribute('aria-label', 'New name of the conversation');
    item.replaceChildren(input);
    input.select();
    let done = false;
    const end = (kept) => {
      if (done) return;
      done = true;
      const title = (kept && input.value.trim().slice(0, 200)) || old;
      store.write('list', store.read('list', []).map((c) => (c.id === id ? { ...c, title } : c)));
      const whole = store.read(`conversation:${id}`, blank());
      store.write(`conversation:${id}`, { ...whole, title, named: true });
      if (conversation.id === id) Object.assign(conversation, { title, named: true });
      listConversations();
      one(`[data-conversation="${CSS.escape(id)}"]`)?.focus();
    };
    input.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') end(true);
      if (event.key === 'Escape') end(false);
    });
    input.addEventListener('blur', () => end(true));
  };

  const forget = async (id) => {
    const { title } = store.read('list', []).find((c) => c.id === id) ?? {};
    if (!await ask(`Delete the conversation “${title}” from this browser?`)) return;
    store.drop(`conversation:${id}`);
    store.write('list', store.read('list', []).filter((c) => c.id !== id));
    if (conversation.id === id) openConversation(null);
    else listConversations();
  };

  const exported = async (format) => {
    const { records, title } = conversation;
    download(await server.exported({ records, title, format }));
  };

  /** Save a file that the server told of, as text or in base64; says whether there was one. */
  const download = (told) => {
    const body = told?.base64
      ? Uint8Array.from(atob(told.base64), (byte) => byte.charCodeAt(0)) : told?.text;
    if (body) save(told.name, body, told.type);
    return Boolean(body);
  };

  parts.rail = listConversations;

  /** The header tells whose conversations these are; only then can they be looked up. */
  parts.top = ({ element, watch }) => {
    const begin = () => {
      turn();
      say('headed');
      const prefix = one('[data-store]', element)?.dataset.store;
      if (!prefix || prefix === store.prefix) return;
      store.prefix = prefix;
      setBy(store.read('reader', ''));
      listConversations();
      enter();
      const typed = draft.take();
      if (typed && !box()?.value) setBox(typed);
      if (!say('begun')) return;
      let id = null;
      try { id = sessionStorage.getItem(`${prefix}here`); } catch { /* none then */ }
      if (id && store.read(`conversation:${id}`, null)) {
        openConversation(id, { stay: entered === 'archive' });
      }
    };
    watch('value', begin);
  };

  // -- ratings -------------------------------------------------------------------------------------

  /** Show how an exchange was judged: its record, which the browser keeps, also holds that. */
  const press = (exchange) => {
    const { verdict } = conversation.records[exchange.dataset.number - 1] ?? {};
    all('[data-verdict]', exchange).forEach((b) => {
      b.setAttribute('aria-pressed', String(b.dataset.verdict === verdict));
    });
  };

  let rated = Promise.resolve(); // of one answer the last verdict counts: they go one by one

  const rate = (exchange) => {
    const [kept, at, form] = [conversation, exchange.dataset.number - 1, one('.dl-rating', exchange)];
    const record = kept.records[at];
    const { verdict } = form.dataset;
    const comment = one('input', form).value;
    rated = rated.then(async () => {
      const told = await server.rate({ record, turns: kept.records.slice(0, at), verdict, comment });
      if (!told?.ok) return;
      record.verdict = verdict;
      keepTurns(kept, kept.records);
      press(exchange);
      one('[role=status]', form).textContent = 'Noted.';
      if (exchange.closest('#dl-live')) shown = exchange.outerHTML;
    });
  };

  const thumb = (button) => {
    const exchange = button.closest('.dl-exchange');
    const form = one('.dl-rating', exchange);
    form.dataset.verdict = button.dataset.verdict;
    form.hidden = false;
    one('input', form).focus();
    rate(exchange);
  };

  // -- one listener for what can be clicked ----------------------------------------------------------

  const clicked = {
    question: (b) => {
      const { question, reader, undated, retry } = b.dataset;
      put(question, {
        instead: retry === undefined ? replacing : Boolean(b.closest('#dl-live')),
        with: b.dataset.filters ? JSON.parse(b.dataset.filters) : filters,
        reader: reader ?? by(),
        undated: undated !== undefined,
      });
      if (b.dataset.filters) setFilters(JSON.parse(b.dataset.filters));
    },
    article: (b) => {
      const { article, start, end, exchange, words } = b.dataset;
      open({ article, start: Number(start), end: Number(end), exchange: Number(exchange), words });
    },
    understood: (b) => edit(b.dataset.understood, Boolean(b.closest('#dl-live'))),
    again: () => put(lastQuestion(), { instead: true }),
    edit: () => edit(lastQuestion(), true),
    copy: async (b) => {
      await copy(b.dataset.copy);
      b.textContent = 'Copied';
      setTimeout(() => { b.textContent = 'Copy'; }, 1500);
    },
    verdict: thumb,
    lookFor: (b) => page.lookFor?.(b.dataset.lookFor, {}),
    conversation: (b) => openConversation(b.dataset.conversation),
    rename: (b) => rename(b.dataset.rename),
    forget: (b) => forget(b.dataset.forget),
    fresh: () => { openConversation(null); box().focus(); },
    export: (b) => b.dataset.export && exported(b.dataset.export),
    rail: () => {
      const opened = one('#dl-page').classList.toggle('dl-rail-open');
      if (opened) one('#dl-rail button')?.focus();
    },
  };

  document.addEventListener('click', (event) => {
    const { target } = event;
    if (target.isConnected) { // what was clicked may be gone by now: a list that was rendered anew
      if (!target.closest('#dl-rail, #dl-confirm, [data-rail]')) closeRail();
      if (!target.closest('.dl-under')) closeFilters();
      if (target.id === 'dl-reader') target.close(); // beside the article
    }
    const button = event.target.closest('#dl-page button, #dl-reader button');
    if (!button) return;
    const does = Object.keys(clicked).find((name) => name in button.dataset);
    if (does) clicked[does](button);
  });
  document.addEventListener('submit', (event) => {
    const form = event.target.closest('.dl-rating');
    if (!form) return;
    event.preventDefault();
    rate(form.closest('.dl-exchange'));
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.target.closest?.('dialog, .dl-rail input')) {
      closeRail();
      closeFilters();
    }
    const typing = event.target.closest?.('input, textarea, select, dialog');
    if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      if (one('#dl-page').dataset.room === 'archive' && page.seek) return void page.seek();
      location.hash = '#ask';
      box()?.focus();
    }
  });

  // -- for the components, and for the archive's script ------------------------------------------------

  const page = Object.defineProperties(window.dateline, Object.getOwnPropertyDescriptors({
    mount(name, element, trigger, watch, functions) {
      const sent = (event, data = {}) => trigger(event, { ...data, visitor });
      doors[name] = { element, trigger: sent, watch, server: functions };
      shared[name] = { ...doors[name], server };
      [parts[name] ?? []].flat().forEach((begin) => begin(shared[name]));
      element.dataset.ready = '';
    },
    part(name, begin) {
      parts[name] = [parts[name] ?? [], begin].flat();
      if (shared[name]) begin(shared[name]);
    },
    /** Ask next with these filters. */
    narrow(chosen) {
      location.hash = '#ask';
      setFilters(chosen);
      box().focus();
    },
    open,
    save,
    tell,
    confirm: ask,
    server,
    put,
    box,
    setBox,
    setFilters,
    openConversation,
    /** Show these records as a conversation that is not kept until more is asked. */
    openRecords(records) {
      if (!say('opening')) return;
      show({ ...blank(), title: records[0]?.question ?? '', records }, true);
    },
    download,
    listConversations,
    get conversation() { return conversation; },
    get filters() { return filters; },
    get working() { return working; },
    /** End the question that is worked on: keep what came of it, if anything has, as cut off. */
    cut() {
      const exchange = one('#dl-live .dl-exchange[data-state=working]');
      const came = Boolean(working && exchange && Number(exchange.dataset.number) === due);
      setWorking(false);
      if (!came) return false;
      draft.keep(box().value);
      keep(exchange);
      return true;
    },
  }));
})();
