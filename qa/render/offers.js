/* Questions that are offered: on the welcome what this browser asked and what the archive answers,
   below the last answer how to go on. The server asks each before it is shown; whoever asks
   meanwhile is not kept waiting, and is offered nothing of what was before. */

(() => {
  'use strict';
  const page = window.dateline;
  const one = (selector, within = document) => within?.querySelector(selector);
  const RECENT = 4;
  const MOST = 3;
  const PAUSE = 700; // milliseconds until it is looked again whether more examples are known

  // -- on the welcome -----------------------------------------------------------------------------

  let examples = { html: '', more: true }; // as they were last told
  let looking = false;

  /** The last question of each of the latest conversations that this browser keeps. */
  const kept = () => page.store.read('list', [])
    .map(({ id }) => ({ id, records: page.store.read(`conversation:${id}`, null)?.records }))
    .map(({ id, records }) => ({ id, question: Array.isArray(records) && records.at(-1)?.question }))
    .filter(({ question }) => question)
    .slice(0, RECENT);

  const recent = () => {
    const place = one('.dl-welcome [data-recent]');
    if (!place) return;
    const asked = kept();
    one('ul', place).replaceChildren(...asked.map(({ id, question }) => {
      const item = document.createElement('li');
      const button = document.createElement('button');
      button.type = 'button';
      button.dir = 'auto';
      button.dataset.conversation = id;
      button.textContent = question;
      item.append(button);
      return item;
    }));
    place.hidden = !asked.length;
  };

  /** Put in what is known; nothing that has the focus is exchanged for the same. */
  const show = () => {
    const place = one('.dl-welcome [data-examples]');
    if (!place) return;
    const list = one('div', place);
    if (list.dataset.shown !== examples.html) {
      list.innerHTML = examples.html;
      list.dataset.shown = examples.html;
    }
    place.hidden = !examples.html;
    place.toggleAttribute('data-over', !examples.more);
  };

  const look = async () => {
    if (looking) return;
    looking = true;
    while (one('.dl-welcome [data-examples]')) {
      const told = await page.server.examples();
      if (told?.html === undefined) break;
      examples = told;
      show();
      if (!told.more) break;
      await new Promise((later) => { setTimeout(later, PAUSE); });
    }
    looking = false;
  };

  const welcome = () => {
    recent();
    show();
    look();
  };

  // -- below an answer ----------------------------------------------------------------------------

  let turn = 0; // counts questions: what was looked for before the latest is for nobody

  const further = async ({ record }) => {
    const mine = turn += 1;
    const offered = [];
    let at = 0;
    while (record && at !== null && offered.length < MOST) {
      const told = await page.server.further({ record, at, offered });
      const place = one('#dl-live [data-further]');
      if (mine !== turn || !place || told?.next === undefined) return;
      at = told.next;
      if (told.html) {
        one('ul', place).insertAdjacentHTML('beforeend', told.html);
        offered.push(one('li:last-child button', place).dataset.question);
        place.hidden = false;
      }
    }
    if (!offered.length && mine === turn) instead();
  };

  /** After a refusal that leads nowhere, what the archive does answer. */
  const instead = () => {
    const place = one('#dl-live .dl-abstention') && one('#dl-live [data-further]');
    if (!place || !examples.html) return;
    one('h3', place).textContent = 'The archive does answer';
    one('ul', place).outerHTML = examples.html;
    place.hidden = false;
  };

  document.addEventListener('dateline:listed', welcome);
  document.addEventListener('dateline:welcome', () => { turn += 1; welcome(); });
  document.addEventListener('dateline:asking', () => { turn += 1; });
  document.addEventListener('dateline:answered', ({ detail }) => further(detail));
})();
