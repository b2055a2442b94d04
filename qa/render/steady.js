/* The page without its server: says so, loses nothing of what was typed or had come, and goes on by
   itself. Once Gradio's own client has lost a connection it never sends again, so the page is then
   loaded anew, and handed what was on the screen. */

(() => {
  'use strict';
  const page = window.dateline;
  const one = (selector, within = document) => within.querySelector(selector);
  const on = (name, does) => document.addEventListener(`dateline:${name}`, does);

  const SLOW = 8_000; // from when on a question is said to take long
  const QUIET = 45_000; // three of the signs of life that Gradio sends while a question is answered
  const NO_ANSWER = 4_000; // within which the server says that it is there
  const EVERY = 20_000; // how often it is asked, while all is well
  const [SOONEST, LATEST] = [500, 8_000]; // how often while it is not

  let instance = ''; // of the server that this page came from
  let lost = ''; // "lost", "offline" or "out" while the server cannot be used
  let stale = false; // only a page that is loaded anew can go on
  let leaving = false;
  let turn = null; // the question that is being answered: {wish, began, heard, joined}

  // -- the server's health ---------------------------------------------------------------------------

  const fetched = window.fetch;
  let timer = 0;
  let wait = SOONEST;
  let missed = 0;

  /** Which server is there; "" for none. One that is only slow is there until it is slow twice. */
  const instanceNow = async () => {
    try {
      const answer = await fetched('health', { cache: 'no-store', signal: AbortSignal.timeout(NO_ANSWER) });
      const told = answer.ok ? (await answer.json()).run : '';
      missed = 0;
      return told;
    } catch (error) {
      missed += error.name === 'TimeoutError' ? 1 : 2;
      return missed < 2 ? instance : '';
    }
  };

  const look = async () => {
    clearTimeout(timer);
    const now = await instanceNow();
    if (leaving) return;
    if (now) found(now);
    else lose();
    clearTimeout(timer);
    wait = lost ? Math.min(wait * 1.6, LATEST) : SOONEST;
    if (lost || !document.hidden) timer = setTimeout(look, lost ? wait * (0.8 + 0.4 * Math.random()) : EVERY);
  };

  const found = (now) => {
    stale ||= Boolean(instance) && now !== instance;
    instance ||= now;
    if (lost === 'out') return;
    if (stale) return void goOn();
    if (lost) {
      lost = '';
      show('back', 4_000);
      if (turn) turn.heard = Math.min(turn.heard, Date.now() - QUIET / 2); // it may have been cut meanwhile
      else sendDue();
    }
  };

  const lose = (how = navigator.onLine ? 'lost' : 'offline') => {
    lost = how;
    show(how);
  };

  for (const type of ['online', 'offline', 'focus']) addEventListener(type, () => instance && look());
  document.addEventListener('visibilitychange', () => { if (!document.hidden && instance) look(); });
  addEventListener('beforeunload', () => {
    leaving = true; // what is broken off now is meant to be
    setTimeout(() => { leaving = false; }, 3_000);
  });
  on('missed', (event) => {
    look();
    if (lost) event.preventDefault();
  });

  // -- what Gradio's client sends and hears ------------------------------------------------------------

  const STREAMS = /\/(queue\/data|heartbeat\/)/;

  // it tells nobody when a connection ends too early or stays silent, hence this look over its shoulder
  window.fetch = async (...given) => {
    const address = String(given[0]?.url ?? given[0]);
    const ours = new URL(address, location.href).origin === location.origin;
    const asks = turn && !turn.joined && address.includes('/queue/join') && /"question":/.test(given[1]?.body);
    let answer;
    try {
      answer = await fetched(...given);
    } catch (error) {
      if (ours && !leaving && error.name !== 'AbortError') broken(asks || address.includes('/queue/'));
      throw error;
    }
    if (ours && answer.status === 401) out();
    if (asks && answer.ok) turn.joined = true;
    else if (asks) refused(answer.clone());
    return ours && answer.ok && STREAMS.test(address) ? overheard(answer, address) : answer;
  };

  /** The same answer, whose every part and whose end is noticed. */
  const overheard = (answer, address) => {
    const answers = address.includes('/queue/data'); // the other only says that the page is there
    const reader = answer.body.getReader();
    const body = new ReadableStream({
      async pull(out) {
        try {
          const { done, value } = await reader.read();
          if (turn && answers) turn.heard = Date.now();
          if (!done) return out.enqueue(value);
          out.close();
          if (answers) ended(turn);
        } catch (error) {
          out.error(error);
          if (error.name !== 'AbortError' && !leaving) broken(answers);
        }
      },
      cancel: (why) => reader.cancel(why),
    });
    const { status, statusText, headers } = answer;
    return new Response(body, { status, statusText, headers });
  };

  /** Gradio's client has failed at something; at `asking`, it will not try again. */
  const broken = (asking) => {
    if (asking) {
      stale = true;
      document.documentElement.dataset.dlLost = ''; // its own words about that are not shown
      settle();
    }
    look();
  };

  /** The stream is over. Where its last part was the end of the answer, that is on the screen soon. */
  const ended = (of) => of && setTimeout(() => { if (turn === of) broken(true); }, 1_500);

  const out = () => {
    stale = true;
    document.documentElement.dataset.dlLost = '';
    lose('out');
    settle();
  };

  const refused = async (answer) => {
    document.documentElement.dataset.dlLost = '';
    const told = await answer.json().catch(() => ({}));
    const why = String(told.error ?? told.detail ?? `The server answered ${answer.status}.`);
    if (answer.status === 403) stale = true;
    settle(why[0].toUpperCase() + why.slice(1));
    if (stale) look();
    else setTimeout(() => delete document.documentElement.dataset.dlLost, 12_000); // as long as Gradio shows it
  };

  // -- the question that is being answered ----------------------------------------------------------------

  on('asking', (event) => {
    const wish = event.detail;
    if (!lost && !stale) {
      forgetUnsent((other) => other.question === wish.question);
      turn = { wish, began: Date.now(), heard: Date.now(), joined: false };
      return;
    }
    event.preventDefault();
    addUnsent(wish);
    look();
  });

  on('shown', ({ detail: { over } }) => {
    if (turn) turn.arrived = true;
    if (turn && over) turn = null;
    if (over) setTimeout(sendDue); // one that had to wait for this
    if (one('#dl-waiting')) showUnsent();
    tick();
  });

  /** Once a second while a question is being answered: how long it has taken, and whether it lives. */
  let ticked = Date.now();
  const tick = () => {
    const chat = one('#dl-chat');
    if (!chat) return;
    const now = Date.now();
    if (turn && now - ticked > EVERY) turn.heard = now - QUIET / 2; // this machine was asleep
    ticked = now;
    const took = turn ? now - turn.began : 0;
    const said = took > SLOW ? ` This takes longer than most: ${Math.round(took / 1_000)} seconds so far.` : '';
    chat.style.setProperty('--dl-waited', JSON.stringify(said));
    if (!turn) return;
    if (!turn.arrived && took > 1_500 && !one('#dl-waiting')) showUnsent(true);
    if (now - turn.heard > QUIET) broken(true);
    else if (now - turn.heard > NO_ANSWER && now - turn.looked > NO_ANSWER) {
      turn.looked = now;
      look();
    }
  };
  setInterval(tick, 1_000);

  /** The question will get no answer any more: what came is kept; what never arrived is not sent. */
  const settle = (why = '') => {
    if (!turn) return;
    const { wish } = turn;
    turn = null;
    tick();
    if (page.cut()) {
      const exchange = one('#dl-live .dl-exchange');
      exchange.dataset.state = 'cut';
      one('.dl-stage', exchange)?.remove();
      one('.dl-cut', exchange).hidden = false;
      return;
    }
    addUnsent(wish, why);
    if (!page.box().value) page.setBox(wish.question);
  };

  // a conversation that the server has lost is opened there again, and then the question is asked
  on('strayed', () => {
    const wish = turn?.wish;
    turn = null;
    stale = true;
    if (wish) addUnsent(wish, '', true);
    look();
  });

  on('opening', (event) => {
    if (page.working) settle(); // what is left behind is kept as far as it has come
    turn = null;
    if (!lost) return;
    event.preventDefault();
    page.tell('This conversation can be opened once the server is back.');
  });

  document.addEventListener('click', (event) => {
    if (!event.target.closest?.('#dl-stop') || !turn || event.detail > 1) return;
    const stopped = turn; // before anything of it was on the screen, there is nothing that ends it
    setTimeout(() => { if (turn === stopped) settle('It was stopped before it was answered.'); }, 2_000);
  });

  // -- questions that were not sent -------------------------------------------------------------------------

  const unsent = () => page.store.read('unsent', []);

  /** Those of the conversation on the screen, and of ones that are nowhere. */
  const here = (item) => item.conversation === page.conversation.id
    || !page.store.read(`conversation:${item.conversation}`, null);

  const addUnsent = (wish, why = '', due = false) => {
    const others = unsent().filter((item) => !here(item) || item.wish.question !== wish.question);
    page.store.write('unsent', [...others, { conversation: page.conversation.id, wish, why, due }].slice(-20));
    showUnsent(true);
  };

  const forgetUnsent = (which) => {
    const rest = unsent().filter((item) => !here(item) || !which(item.wish));
    if (rest.length !== unsent().length) page.store.write('unsent', rest);
    showUnsent();
  };

  const showUnsent = (scroll = false) => {
    const chat = one('#dl-chat');
    const template = one('#dl-unsent-item');
    if (!chat || !template) return;
    const list = one('#dl-unsent') ?? chat.appendChild(Object.assign(document.createElement('div'), { id: 'dl-unsent' }));
    list.setAttribute('aria-live', 'polite');
    list.replaceChildren(...unsent().filter(here).map(({ wish, why, due }) => {
      const item = template.content.firstElementChild.cloneNode(true);
      item.dataset.unsent = wish.question;
      one('.dl-question', item).textContent = wish.question;
      if (why) one('.dl-why span', item).textContent = why;
      if (due) one('.dl-why span', item).textContent = 'It is sent as soon as it can be.';
      return item;
    }));
    if (turn && !turn.arrived) {
      const item = template.content.firstElementChild.cloneNode(true);
      item.id = 'dl-waiting';
      one('.dl-question', item).textContent = turn.wish.question;
      one('.dl-ways', item).remove();
      one('.dl-why', item).className = 'dl-stage';
      one('.dl-stage', item).textContent = 'Waiting for the server …';
      list.append(item);
    }
    if (scroll) list.lastElementChild?.scrollIntoView({ block: 'end' });
  };

  const resend = (question) => {
    const item = unsent().find((other) => here(other) && other.wish.question === question);
    if (!item) return;
    if (!lost && !stale && !page.working) return page.put(question, { ...item.wish, with: item.wish.filters, instead: item.wish.replace });
    addUnsent(item.wish, '', true);
    wait = SOONEST;
    look();
  };

  /** Send the first of those that were to be sent as soon as the server is back. */
  const sendDue = () => {
    const item = unsent().find((other) => other.due && here(other));
    if (item) resend(item.wish.question);
  };

  document.addEventListener('click', (event) => {
    const button = event.target.closest?.('#dl-unsent button, #dl-connection [data-try]');
    if (!button) return;
    const question = button.closest('[data-unsent]')?.dataset.unsent;
    if ('resend' in button.dataset) resend(question);
    else if ('discard' in button.dataset) forgetUnsent((wish) => wish.question === question);
    else if (lost === 'out') reload();
    else {
      wait = SOONEST;
      look();
    }
  });

  // -- the banner, and what is not kept ------------------------------------------------------------------------

  let hide = 0;
  const show = (state, ms = 0) => {
    const banner = one('#dl-connection');
    if (!banner) return;
    clearTimeout(hide);
    if (banner.dataset.state !== state) banner.dataset.state = state;
    if (ms) hide = setTimeout(() => { banner.dataset.state = ''; }, ms);
  };

  on('kept', ({ detail: whole }) => {
    document.body.classList.toggle('dl-unkept', !whole);
    page.tell(whole ? '' : 'This browser has no room for this conversation, or is told to keep nothing. '
      + 'It stays here until the tab is closed: save it as a file, or delete older ones.');
  });

  // -- going on: the page is loaded again, and looks as it did ------------------------------------------------

  /** Which exchange is at the top of the screen, and how far it is scrolled beyond it. */
  const place = () => {
    const top = Math.max(0, one('#dl-chat').getBoundingClientRect().top);
    const first = [...document.querySelectorAll('#dl-chat .dl-exchange[data-number]')]
      .find((exchange) => exchange.getBoundingClientRect().bottom > top + 1);
    return first && { id: first.id, by: first.getBoundingClientRect().top - top };
  };

  const reload = () => {
    const box = page.box();
    const carried = {
      prefix: page.store.prefix,
      id: page.conversation.records.length ? page.conversation.id : '',
      unkept: page.store.unkept,
      draft: box.value,
      cursor: document.activeElement === box ? [box.selectionStart, box.selectionEnd] : null,
      filters: page.filters,
      place: place(),
    };
    leaving = true;
    history.replaceState({ ...history.state, dateline: carried }, '');
    location.reload();
  };

  let typed = 0;
  document.addEventListener('input', () => { typed = Date.now(); });

  /** Load the page again, unless somebody is reading or writing in it just now. */
  const goOn = () => {
    if (turn) return; // is still being answered
    const busy = document.querySelector('dialog[open]');
    if (busy) show('waiting');
    if (busy || Date.now() - typed < 1_500) return void setTimeout(goOn, 500);
    reload();
  };

  on('begun', (event) => {
    look();
    const carried = history.state?.dateline;
    if (carried?.prefix !== page.store.prefix) return void showUnsent();
    history.replaceState({ ...history.state, dateline: undefined }, '');
    event.preventDefault();
    page.store.adopt(carried.unkept);
    if (carried.id) page.openConversation(carried.id, { stay: true });
    page.setFilters(carried.filters);
    page.setBox(carried.draft);
    if (carried.cursor) {
      page.box().focus({ preventScroll: true });
      page.box().setSelectionRange(...carried.cursor);
    }
    show('back', 4_000);
    if (carried.id) on('shown', arrived);
    else arrived();

    function arrived() {
      document.removeEventListener('dateline:shown', arrived);
      showUnsent();
      if (carried.place) setTimeout(() => back(carried.place), 60);
      setTimeout(sendDue);
    }
  });

  /** To where the page was; twice, since what is far off has its true height only once it is near. */
  const back = ({ id, by }) => {
    for (let times = 0; times < 2; times++) {
      document.getElementById(id)?.scrollIntoView({ block: 'start' });
      const chat = one('#dl-chat');
      const scrolls = getComputedStyle(chat).overflowY === 'auto' ? chat : window;
      const now = document.getElementById(id)?.getBoundingClientRect().top ?? 0;
      scrolls.scrollBy(0, now - Math.max(0, chat.getBoundingClientRect().top) - by);
    }
  };

  // -- addresses that lead nowhere ----------------------------------------------------------------------------------

  const lead = (text) => setTimeout(() => page.tell(text), 300); // the desk may just be rendered anew

  on('astray', ({ detail: { hash } }) => {
    lead(`There is no “${hash.slice(1, 60)}” in this window. You can ask here, or look through the archive.`);
    history.replaceState(history.state, '', '#ask');
  });
  on('unknown', () => lead('This conversation is not in this browser: conversations are kept where they were held.'));

  // -- another tab, and closing this one -------------------------------------------------------------------------

  addEventListener('storage', ({ key }) => {
    if (!key?.startsWith(page.store.prefix)) return;
    page.listConversations();
    const { id, records } = page.conversation;
    if (key === `${page.store.prefix}unsent`) showUnsent();
    if (key !== `${page.store.prefix}conversation:${id}` || page.working || lost) return;
    const theirs = page.store.read(`conversation:${id}`, {}).records;
    if (theirs?.length && JSON.stringify(theirs) !== JSON.stringify(records)) page.openConversation(id, { stay: true });
  });

  addEventListener('pagehide', () => { if (turn) page.cut(); });
})();
