(() => {
  /* Until the page has come: its box can be typed in, and what was typed and sent is not lost. */
  const opening = document.querySelector('#dl-opening');
  const form = opening.querySelector('form');
  const early = opening.querySelector('textarea');
  const line = opening.querySelector('[role=status]');
  let asked = false;

  const late = (text) => {
    line.firstChild.data = `${text} `;
    line.hidden = false;
    opening.querySelector('i').hidden = true;
  };
  const slow = setTimeout(() => late('This takes longer than usual.'), 30000);
  const missed = ({ target }) => {
    if (target.matches?.('script, link[rel=stylesheet], link[rel=modulepreload]')) late('A part of this page did not come.');
  };
  addEventListener('error', missed, true);
  line.querySelector('button').addEventListener('click', () => location.reload());

  form?.addEventListener('submit', (event) => {
    event.preventDefault();
    asked = Boolean(early.value.trim());
    form.classList.toggle('asked', asked);
    early.readOnly = asked;
  });
  early?.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });

  const goOn = () => {
    const box = document.querySelector('#dl-question');
    if (!box || !early.value) return;
    box.value = early.value + box.value;
    box.dispatchEvent(new Event('input', { bubbles: true }));
    box.focus();
  };
  const look = () => {
    if (opening.isConnected && document.querySelector(opening.dataset.until)) {
      opening.remove();
      removeEventListener('error', missed, true);
      clearTimeout(slow);
      if (early) goOn();
    }
    if (opening.isConnected || (asked && !document.querySelector('[data-store]'))) return;
    watching.disconnect();
    if (asked) document.querySelector('#dl-question').form.requestSubmit();
  };
  const watching = new MutationObserver(look);
  watching.observe(document.body, { subtree: true, childList: true, attributeFilter: ['data-ready', 'data-store'] });
})();
