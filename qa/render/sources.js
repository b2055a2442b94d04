/* Sources beside the answers: those of the exchange in view, whichever it is. The last one's come
   with its answer; an earlier one's are shown in a panel of their own, and asked for once. */

(() => {
  'use strict';
  const page = window.dateline;
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const on = (name, does) => document.addEventListener(`dateline:${name}`, does);
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const narrow = matchMedia('(max-width: 760px)'); // there sources stand below the answers
  const CALM_FOR = 150; // milliseconds without scrolling, after which the panel follows
  const TITLE = 70; // characters of a question in the panel's heading

  const known = new Map(); // of an earlier exchange's number, its panel as a template, or the promise of it
  let earlier = 0; // the number of the exchange whose panel is shown; 0 for the last one's

  const exchange = (number) => one(`#dl-chat .dl-exchange[data-number="${Number(number)}"]`);
  const isLast = (number) => Boolean(exchange(number)?.closest('#dl-live'));

  // -- the panels -----------------------------------------------------------------------------------

  const template = (html) => {
    const made = document.createElement('template');
    made.innerHTML = html;
    return made;
  };

  /** The panel of an earlier exchange, asked for at most once; null where there is none. */
  const fetched = (number) => {
    if (!known.has(number)) {
      const record = page.conversation.records[number - 1];
      const asked = page.server.sources({ record, number }).then((told) => {
        if (known.get(number) !== asked) return null; // another conversation is open by now
        if (told?.html) known.set(number, template(told.html));
        else known.delete(number);
        return told?.html ? known.get(number) : null;
      });
      known.set(number, record ? asked : template(''));
    }
    return known.get(number);
  };

  const named = (panel, number) => {
    const heading = one('.dl-cards > h2', panel);
    const question = exchange(number)?.dataset.question;
    if (!heading || !question || all('#dl-chat .dl-exchange[data-number]').length < 2) return;
    const characters = [...question];
    const short = characters.length > TITLE ? `${characters.slice(0, TITLE).join('').trimEnd()}…` : question;
    heading.dataset.title ??= heading.textContent;
    const title = `${heading.dataset.title} for “${short}”`;
    if (heading.textContent !== title) heading.textContent = title;
    heading.dir = 'auto';
  };

  const panelOfEarlier = () => one('#dl-earlier') ?? one('#dl-side')
    .appendChild(Object.assign(document.createElement('div'), { id: 'dl-earlier' }));

  /** Show the sources of an exchange; gives a promise that they are there. */
  const show = async (number) => {
    if (isLast(number) || !exchange(number)) {
      earlier = 0;
      one('#dl-earlier')?.replaceChildren();
      delete one('#dl-side').dataset.earlier;
      return named(one('#dl-sources'), number);
    }
    const shown = one('#dl-earlier')?.dataset.number === String(number) && one('#dl-earlier > *');
    earlier = number;
    const panel = await fetched(number);
    if (earlier !== number || !panel || shown) return;
    panelOfEarlier().replaceChildren(panel.content.cloneNode(true));
    panelOfEarlier().dataset.number = number;
    one('#dl-side').dataset.earlier = '';
    one('#dl-side').scrollTop = 0;
    named(panelOfEarlier(), number);
  };

  page.part('sources', ({ element, watch }) => watch('value', () => {
    const last = one('#dl-live .dl-exchange');
    if (!last) return;
    named(element, last.dataset.number);
    // what is over will soon be an earlier one, and is then not asked for
    if (last.dataset.state !== 'working') known.set(Number(last.dataset.number), template(element.innerHTML));
  }));
  on('asking', () => show(NaN));
  on('opening', () => {
    known.clear();
    show(NaN);
  });

  // -- following what is read --------------------------------------------------------------------------

  /** The exchange that is read: the one at a third of the chat's height, at its end the last. */
  const inView = () => {
    const chat = one('#dl-chat');
    const { top, height } = chat.getBoundingClientRect();
    const shown = all('.dl-exchange[data-number]', chat);
    if (chat.scrollTop + chat.clientHeight >= chat.scrollHeight - 2) return shown.at(-1);
    return shown.filter((other) => other.getBoundingClientRect().top <= top + height / 3).at(-1) ?? shown[0];
  };

  let pause = 0;
  document.addEventListener('scroll', ({ target }) => {
    if (target.id !== 'dl-chat' || narrow.matches) return;
    clearTimeout(pause);
    pause = setTimeout(() => {
      const number = Number(inView()?.dataset.number);
      if (number && number !== earlier && !(isLast(number) && !earlier)) show(number);
    }, CALM_FOR);
  }, { capture: true, passive: true });

  // -- marks and cards -----------------------------------------------------------------------------------

  const go = (target) => {
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: 'nearest', behavior: calm ? 'auto' : 'smooth' });
  };

  const choose = async (mark) => {
    await show(Number(mark.dataset.exchange));
    const card = document.getElementById(mark.hash.slice(1));
    if (!card) return;
    all('.dl-chosen').forEach((other) => other.classList.remove('dl-chosen'));
    card.classList.add('dl-chosen');
    go(card);
  };

  /** The card of a mark, or the promise of it: of the last exchange, of one that was asked for. */
  const cardOf = (mark) => {
    const id = mark.hash.slice(1);
    const there = document.getElementById(id);
    if (there) return there;
    const number = Number(mark.dataset.exchange);
    if (isLast(number)) return null;
    const found = (panel) => panel?.content.getElementById(id) ?? null;
    const panel = fetched(number);
    return panel instanceof Promise ? panel.then(found) : found(panel);
  };

  document.addEventListener('click', (event) => {
    if (event.defaultPrevented) return;
    const mark = event.target.closest?.('a.dl-mark');
    const number = event.target.closest?.('a.dl-number');
    const button = event.target.closest?.('#dl-chat [data-cards]');
    if (mark || number) event.preventDefault();
    if (mark) choose(mark);
    if (number) {
      const back = document.getElementById(number.hash.slice(1));
      if (back) go(back);
    }
    if (button) {
      show(Number(button.dataset.cards)).then(() => narrow.matches && one('#dl-side').scrollIntoView());
    }
  });

  /** The card of a mark and the mark of a card light up together. */
  const light = (event) => {
    all('.dl-lit').forEach((lit) => lit.classList.remove('dl-lit'));
    const from = event.target.closest?.('.dl-mark, .dl-card');
    if (!from || event.type === 'mouseout' || event.type === 'focusout') return;
    const key = from.classList.contains('dl-mark') ? from.hash.slice(6) : from.id.slice(5);
    all(`#card-${CSS.escape(key)}, .dl-mark[href="#card-${CSS.escape(key)}"]`)
      .forEach((lit) => lit.classList.add('dl-lit'));
  };
  for (const type of ['mouseover', 'mouseout', 'focusin', 'focusout']) {
    document.addEventListener(type, light);
  }

  Object.assign(page, { cardOf, choose });
})();
