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
  const watch = (within) => all('.dl-question:has(+ [data-whole])', within)
    .forEach((question) => sizes.observe(question));
  // Gradio puts in what is new, and sets the attributes of what stays back to those that were sent
  new MutationObserver((changes) => {
    for (const { target, addedNodes } of changes) {
      if (target.matches('[data-whole]')) measure(target.previousElementSibling);
      for (const node of addedNodes) if (node.nodeType === Node.ELEMENT_NODE) watch(node);
    }
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
