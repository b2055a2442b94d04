/* What a mark stands for, where it stands: a small card while the mark is pointed at or has the
   focus; on a touch screen a sheet at the bottom. */

(() => {
  'use strict';
  const page = window.dateline;
  const one = (selector, within = document) => within.querySelector(selector);
  const AFTER = 180; // milliseconds before it comes, so that a passing pointer calls nothing up
  const GRACE = 220; // and before it goes, so that the pointer can move onto it
  const [GAP, EDGE] = [8, 8]; // pixels to the mark, and to the window's edges

  let mark = null; // whose card is shown
  let timer = 0;
  let touched = false;

  // -- what it says -----------------------------------------------------------------------------------

  /** Outlet and date, headline and quote of a card, as they stand there. */
  const summary = (card) => ['.dl-byline', 'h3', '.dl-passage'].map((part) => {
    const from = one(part, card);
    if (!from) return null;
    const to = document.createElement('p');
    to.className = { '.dl-byline': 'dl-byline', h3: 'dl-headline', '.dl-passage': 'dl-passage' }[part];
    to.dir = 'auto';
    if (part === '.dl-passage') to.append(...from.cloneNode(true).childNodes);
    else to.textContent = from.textContent.trim().replace(/\s+/g, ' ');
    return to;
  }).filter(Boolean);

  // -- the card beside the mark --------------------------------------------------------------------------

  const box = () => one('#dl-preview');

  const hide = () => {
    clearTimeout(timer);
    mark?.removeAttribute('aria-describedby');
    mark = null;
    if (box()?.matches(':popover-open')) box().hidePopover();
  };

  /** Below the mark, or above it where there is more room; never over the window's edge. */
  const place = () => {
    const at = mark.getClientRects()[0];
    const { style } = box();
    style.maxHeight = '';
    const { width, height } = box().getBoundingClientRect();
    const [above, below] = [at.top - GAP - EDGE, innerHeight - at.bottom - GAP - EDGE];
    const over = below < height && above > below;
    style.maxHeight = `${Math.max(0, over ? above : below)}px`;
    style.top = `${over ? Math.max(EDGE, at.top - GAP - height) : at.bottom + GAP}px`;
    const left = at.left + at.width / 2 - width / 2;
    const column = one('#dl-chat').getBoundingClientRect(); // which it leaves only where it must
    const edge = Math.min(document.documentElement.clientWidth - EDGE, Math.max(column.right, column.left + width));
    style.left = `${Math.max(EDGE, Math.min(left, edge - width))}px`;
  };

  const fill = (card, of) => {
    if (!card || mark !== of || !of.isConnected) return;
    box().replaceChildren(...summary(card));
    of.setAttribute('aria-describedby', 'dl-preview');
    box().showPopover();
    place();
  };

  const show = (of) => {
    if (mark === of && box().matches(':popover-open')) return;
    hide();
    mark = of;
    const card = page.cardOf(of);
    if (card instanceof Promise) card.then((found) => fill(found, of));
    else fill(card, of);
  };

  const later = (does, ms) => {
    clearTimeout(timer);
    timer = setTimeout(does, ms);
  };

  document.addEventListener('pointerdown', (event) => { touched = event.pointerType === 'touch'; }, true);
  document.addEventListener('mouseover', ({ target }) => {
    const over = target.closest?.('a.dl-mark');
    if (touched || !box()) return;
    if (over && over !== mark) later(() => show(over), mark ? 60 : AFTER);
    else if (over || target.closest?.('#dl-preview')) clearTimeout(timer);
    else if (mark && mark !== document.activeElement) later(hide, GRACE);
    else if (!mark) clearTimeout(timer);
  });
  document.addEventListener('focusin', ({ target }) => {
    const on = target.closest?.('a.dl-mark');
    if (on && box() && !touched && on.matches(':focus-visible')) show(on);
    else if (mark && !target.closest?.('#dl-preview')) hide();
  });
  document.addEventListener('focusout', ({ target }) => { if (target === mark) later(hide, GRACE); });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !mark) return;
    event.stopPropagation(); // it closes nothing else
    hide();
  }, true);
  document.addEventListener('scroll', ({ target }) => { if (mark && target !== box()) hide(); }, { capture: true, passive: true });
  addEventListener('resize', hide);
  document.addEventListener('click', (event) => { if (!event.target.closest?.('#dl-preview')) hide(); }, true);

  // -- the sheet of a touch screen -----------------------------------------------------------------------

  const sheet = () => one('#dl-sheet');
  let sheeted = null; // the mark of the sheet

  document.addEventListener('click', async (event) => {
    const tapped = touched && event.target.closest?.('a.dl-mark');
    if (!tapped) return;
    event.preventDefault();
    event.stopPropagation(); // it does not lead to the card, the sheet does
    const card = await page.cardOf(tapped);
    if (!card) return void page.choose(tapped);
    sheeted = tapped;
    one('.dl-summary', sheet()).replaceChildren(...summary(card));
    const { article, start, end } = one('.dl-open', card).dataset;
    one('[data-read]', sheet()).onclick = () => {
      sheet().close();
      page.open({ article, start: Number(start), end: Number(end) });
    };
    sheet().showModal();
  }, true);
  document.addEventListener('click', ({ target }) => {
    if (target.closest?.('#dl-sheet [data-source]')) {
      sheet().close();
      page.choose(sheeted);
    } else if (target.id === 'dl-sheet') target.close(); // beside it
  });
})();
