/* Answers: long questions, of which three lines are shown, and what is folded away below them. */

(() => {
  'use strict';
  const all = (selector, within) => [...within.querySelectorAll(selector)];

  /** The button below a question is there where not all of it is seen, or it was asked for. */
  const measure = (question) => {
    const button = question.nextElementSibling;
    if (!button?.matches('[data-whole]') || !question.clientHeight) return;
    const whole = button.getAttribute('aria-expanded') === 'true';
    button.hidden = !whole && question.scrollHeight <= question.clientHeight + 1;
  };
  const sizes = new ResizeObserver((changed) => changed.forEach(({ target }) => measure(target)));
  const look = (node) => {
    const exchange = node.parentElement?.closest('.dl-exchange') ?? node;
    for (const question of all('.dl-question:has(+ [data-whole])', exchange)) {
      sizes.observe(question);
      measure(question);
    }
  };
  // Gradio adds what is new, and sets what stays back to what was sent: text, and attributes
  new MutationObserver((changes) => {
    const changed = changes.flatMap(({ target, addedNodes }) => [target, ...addedNodes]);
    new Set(changed).forEach((node) => { if (node.matches?.('#dl-chat *')) look(node); });
  }).observe(document.documentElement, { childList: true, subtree: true, attributeFilter: ['hidden'] });

  /** A mark that is folded away must be seen before the script goes back to it. */
  const unfold = (id) => document.getElementById(id)?.closest('details')?.setAttribute('open', '');

  document.addEventListener('click', ({ target }) => {
    const number = target.closest?.('a.dl-number');
    if (number) unfold(number.hash.slice(1));
    const button = target.closest?.('[data-whole]');
    if (!button) return;
    const whole = button.getAttribute('aria-expanded') !== 'true';
    button.setAttribute('aria-expanded', whole);
    button.textContent = whole ? 'Show less of the question' : 'Show the whole question';
  }, { capture: true });

  const folded = () => all('details.dl-related:not([open])', document);
  let opened = [];
  addEventListener('beforeprint', () => {
    opened = folded();
    opened.forEach((details) => details.setAttribute('open', ''));
  });
  addEventListener('afterprint', () => {
    opened.forEach((details) => details.removeAttribute('open'));
    opened = [];
  });
})();
