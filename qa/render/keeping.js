/* What this browser keeps: conversations, the key to its uploads, what is half typed. Where its
   storage is full or switched off, the page keeps them for as long as it is open. */

(() => {
  'use strict';
  const unkept = new Map(); // what the browser did not take, by its whole name

  const put = (name, text) => {
    try {
      localStorage.setItem(name, text);
      unkept.delete(name);
    } catch {
      unkept.set(name, text);
    }
  };

  /** Whether the browser keeps all that it was given; room may have been made since it did not. */
  const settle = () => {
    const before = unkept.size;
    for (const [name, text] of [...unkept]) put(name, text);
    if (unkept.size || before) document.dispatchEvent(new CustomEvent('dateline:kept', { detail: !unkept.size }));
  };

  const store = {
    prefix: '',
    read(key, otherwise) {
      try {
        const name = this.prefix + key;
        return JSON.parse(unkept.get(name) ?? localStorage.getItem(name)) ?? otherwise;
      } catch {
        return otherwise;
      }
    },
    write(key, value) {
      put(this.prefix + key, JSON.stringify(value));
      settle();
    },
    drop(key) {
      unkept.delete(this.prefix + key);
      try { localStorage.removeItem(this.prefix + key); } catch { /* it is not there either */ }
      settle();
    },
    /** What is not kept, to be handed to the page that is loaded next. */
    get unkept() { return [...unkept]; },
    adopt(entries) {
      for (const [name, text] of entries) put(name, text);
      settle();
    },
  };

  /** A random key that stands for this browser; uploads are kept under its hash. */
  const visitor = (() => {
    let key = null;
    try { key = localStorage.getItem('dateline:visitor'); } catch { /* storage is switched off */ }
    if (!/^[0-9a-f]{32}$/.test(key ?? '')) {
      const bytes = crypto.getRandomValues(new Uint8Array(16));
      key = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
      try { localStorage.setItem('dateline:visitor', key); } catch { /* for this page only */ }
    }
    return key;
  })();

  // -- two tabs on one conversation -----------------------------------------------------------------

  const called = (record) => `${record?.asked_at} ${record?.question}`;

  /** Keep `records` as those of a conversation. Turns that another tab added meanwhile stay, before
      our last one where that is new; gives how many those are. */
  const keepTurns = (conversation, records) => {
    const known = new Set(conversation.records.map(called));
    const theirs = store.read(`conversation:${conversation.id}`, {}).records;
    const others = (Array.isArray(theirs) ? theirs : []).filter((one) => !known.has(called(one)));
    const last = records.at(-1);
    const added = last && !known.has(called(last)) ? [last] : [];
    conversation.records = [...(added.length ? records.slice(0, -1) : records), ...others, ...added];
    store.write(`conversation:${conversation.id}`, conversation);
    return others.length;
  };

  // -- what is half typed ---------------------------------------------------------------------------

  /** The text in the box, of this tab; a tab that is closed leaves it to the next that is opened. */
  const draft = {
    text: '',
    keep(text) {
      this.text = text;
      try { sessionStorage.setItem(`${store.prefix}draft`, text); } catch { /* for this page only */ }
    },
    take() {
      let text = null;
      try { text = sessionStorage.getItem(`${store.prefix}draft`); } catch { /* none then */ }
      text ??= store.read('draft', '');
      store.drop('draft');
      return typeof text === 'string' ? text : '';
    },
  };
  addEventListener('pagehide', () => {
    if (store.prefix && draft.text.trim()) store.write('draft', draft.text);
  });
  addEventListener('pageshow', (event) => {
    if (event.persisted) store.drop('draft'); // this tab has it still
  });

  window.dateline = { store, visitor, keepTurns, draft };
})();
