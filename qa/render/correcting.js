/* Correcting an article by hand: a form over the list or the whole article that it was opened from. */

(() => {
  'use strict';
  const dialog = () => document.querySelector('#dl-correct');
  let server = null;

  const alarm = (text) => {
    const line = dialog().querySelector('[data-alarm]');
    if (line) line.textContent = text;
  };

  const open = async (article) => {
    const told = await server.correcting({ article });
    if (!told?.html) return;
    dialog().innerHTML = told.html;
    if (!dialog().open) dialog().showModal();
    dialog().querySelector('input').focus();
  };

  /** Have the server change it; then the lists, and the whole article if it is open, say so. */
  const change = async (name, given) => {
    alarm('');
    const buttons = dialog().querySelectorAll('button');
    buttons.forEach((button) => { button.disabled = true; });
    const told = await server[name](given);
    buttons.forEach((button) => { button.disabled = false; });
    if (!told || told.error) {
      alarm(told?.error ?? 'The server did not answer; is it still running?');
      return;
    }
    dialog().close();
    if (document.querySelector('#dl-reader').open) await dateline.open({ article: told.article });
    dateline.look();
  };

  dateline.part('dialogs', (mounted) => { ({ server } = mounted); });
  document.addEventListener('click', (event) => {
    if (event.target.id === 'dl-correct') event.target.close(); // beside the form
    const button = event.target.closest?.('button');
    if (!button) return;
    const { correct } = button.dataset;
    if (correct) open(correct);
    if (!button.closest('#dl-correct')) return;
    if ('leave' in button.dataset) dialog().close();
    const { correcting } = button.form?.dataset ?? {};
    if ('asInFile' in button.dataset) change('as_in_file', { article: correcting });
  });
  document.addEventListener('submit', (event) => {
    if (!event.target.matches('#dl-correct form')) return;
    event.preventDefault();
    // what was not touched is left to whoever else corrects it
    const touched = [...event.target.elements].filter((one) => one.name && one.value !== one.defaultValue);
    const given = Object.fromEntries(touched.map((one) => [one.name, one.value]));
    change('correct', { ...given, article: event.target.dataset.correcting });
  });
})();
