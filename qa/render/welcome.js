/* The welcome: what the archive holds stays true while the page is open, a bar leads to the articles
   that it stands for, the sample can be taken away. An archive without articles invites to add some,
   below a question too. */

(() => {
  'use strict';
  const page = window.dateline;
  const one = (selector, within = document) => within.querySelector(selector);

  /** Put in what is new of a welcome; what is the same stays, and with it the focus. */
  const renew = (html) => {
    const now = one('#dl-live .dl-welcome');
    const made = document.createElement('template');
    made.innerHTML = html;
    const fresh = one('.dl-welcome', made.content);
    if (!now || !fresh || now.dataset.digest === fresh.dataset.digest) return;
    now.dataset.digest = fresh.dataset.digest;
    fresh.querySelectorAll('[data-told]').forEach((part) => {
      const old = one(`[data-told="${part.dataset.told}"]`, now);
      if (old && old.innerHTML !== part.innerHTML) old.innerHTML = part.innerHTML;
    });
  };

  const look = async () => {
    if (!one('#dl-live .dl-welcome')) return;
    const told = await page.server.welcome();
    if (told?.html) renew(told.html);
  };

  /** Below a question that was asked of an archive without articles. */
  const invite = async ({ exchange, over }) => {
    if (!over || !one('[data-invitation]:empty', exchange)) return;
    const told = await page.server.invitation();
    const place = one('#dl-live [data-invitation]:empty');
    if (told?.html && place) place.innerHTML = told.html;
  };

  document.addEventListener('dateline:headed', () => {
    // the header is put in before it tells who this is
    if (one('[data-store]')) look();
  });
  document.addEventListener('dateline:shown', ({ detail }) => invite(detail));
  document.addEventListener('click', async ({ target }) => {
    const bar = target.closest?.('.dl-welcome [data-since]');
    if (bar) page.lookFor('', { since: bar.dataset.since, until: bar.dataset.until });
    const unsample = target.closest?.('[data-unsample]');
    if (!unsample || !await page.confirm('Remove the invented articles? What else was added stays.', 'Remove')) return;
    unsample.disabled = true;
    const told = await page.server.unsample();
    if (told?.removed) page.look();
    else unsample.disabled = false;
  });
})();
