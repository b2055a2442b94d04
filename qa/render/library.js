/* The archive's room: lists, adding, removing; search.js searches it. The server renders; here its fragments
   are put in place. Gradio may exchange any node inside a component, so none is held on to. */

(() => {
  'use strict';
  const doors = {}; // overview, found, shelf, once they are mounted

  const results = (door) => door.element.querySelector('[data-results]');

  /** Say what went wrong beside what was clicked; an empty text takes it away. */
  const alarm = (door, text, near) => {
    const line = near?.closest('.dl-library')?.querySelector('[data-alarm]')
      ?? door.element.querySelector('[data-alarm]');
    if (!line) return;
    line.textContent = text;
    if (text) line.scrollIntoView({ block: 'nearest' });
  };

  /** What a function of the server gives; null when that is an error, which is then shown. */
  const call = async (door, name, given, near) => {
    alarm(door, '', near);
    const told = await door.server[name](given);
    if (told && !told.error) return told;
    alarm(door, told?.error ?? 'The server did not answer. Is it still running?', near);
    return null;
  };

  // -- lists of articles ---------------------------------------------------------------------------

  const parsed = (html) => {
    const template = document.createElement('template');
    template.innerHTML = html;
    return template.content.querySelector('[data-results]');
  };

  const replace = (door, html) => {
    const fresh = parsed(html);
    const old = results(door);
    if (old) old.replaceWith(fresh);
    else door.element.append(fresh);
    fresh.querySelector('.dl-said').focus({ preventScroll: true });
    const { top } = fresh.getBoundingClientRect();
    if (top < 0 || top > innerHeight * 0.6) fresh.scrollIntoView({ block: 'start' });
  };

  /** The next page goes under the one that is there; the count then speaks of both. */
  const append = (door, html) => {
    const fresh = parsed(html);
    const old = results(door);
    const items = [...fresh.querySelectorAll('.dl-entries > li')];
    const first = old.querySelector('[data-from]');
    if (first) fresh.querySelector('[data-from]')?.replaceWith(first.cloneNode(true));
    old.querySelector('.dl-said').replaceWith(fresh.querySelector('.dl-said'));
    old.querySelector('.dl-entries').append(...items);
    const more = fresh.querySelector('.dl-more');
    if (more) old.querySelector('.dl-more').replaceWith(more);
    else old.querySelector('.dl-more').remove();
    items[0]?.querySelector('button').focus();
  };

  /** Only the newest request counts; what comes back for an older one is late. */
  const list = async (door, name, given, put, near) => {
    const number = door.latest = (door.latest ?? 0) + 1;
    results(door)?.setAttribute('aria-busy', 'true');
    const told = await call(door, name, given, near);
    if (number !== door.latest) return;
    results(door)?.removeAttribute('aria-busy');
    if (told) put(door, told.html);
  };

  const current = (door) => JSON.parse(results(door).dataset.results);
  const again = (door) => (door === doors.found
    ? dateline.find()
    : list(door, 'listing', { ...current(door), offset: 0 }, replace));

  /** The room as it is now: its search as the address has it, and all that stands around. */
  const look = () => {
    const searched = Boolean(doors.found && results(doors.found));
    doors.overview?.trigger('look', { ...dateline.wanted?.(), searched });
    if (searched) dateline.find();
  };

  // -- what can be clicked ------------------------------------------------------------------------

  const headline = (item) => `“${item.querySelector('.dl-headline').textContent}”`;

  /** Take an article out of the list where it stands; false when it was the last one. */
  const drop = (door, item, said) => {
    const list = results(door);
    const next = item.nextElementSibling ?? item.previousElementSibling;
    if (!next) return false;
    list.querySelector('.dl-said').textContent = said;
    const more = list.querySelector('[data-offset]');
    if (more) more.dataset.offset -= 1;
    item.remove();
    next.querySelector('button').focus();
    return true;
  };

  /** Ask whether to, do it, and show what is then there. */
  const change = async (door, button, question, name, which) => {
    const yes = { remove: 'Remove', forget: 'Forget', publish: 'Add' }[name];
    if (!await dateline.confirm(question, yes)) return;
    button.disabled = true;
    const told = await call(door, name, which, button);
    button.disabled = false;
    if (!told) return;
    doors.overview?.trigger('look', { searched: true });
    if (told.html) return void replace(door, told.html);
    const item = button.closest('li');
    const more = told.said ? `: ${told.said}.` : '';
    const said = item && `${name === 'forget' ? 'Forgotten' : 'Removed'}: ${headline(item)}${more}`;
    // others of the same text may stand in the list as well
    if (name === 'publish' || which.all || told.forgotten > 1 || !drop(door, item, said)) {
      await again(door);
      if (name === 'forget') results(door).querySelector('.dl-said').textContent = said;
    }
  };

  const clicked = {
    jump: (_, { dataset }) => document.getElementById(dataset.jump)?.scrollIntoView(),
    csv: async (door, button) => {
      const told = await call(door, 'csv', {}, button);
      if (told) dateline.save(told.name, told.text, 'text/csv;charset=utf-8');
    },
    offset: (door, button) => list(
      door, door === doors.found ? 'search' : 'listing',
      { ...current(door), offset: Number(button.dataset.offset) }, append, button,
    ),
    remove: (door, button) => change(
      door, button, `Remove ${headline(button.closest('li'))} from the archive?`,
      'remove', { ids: [button.dataset.remove] },
    ),
    forgetForGood: (door, button) => change(
      door, button, `Forget ${headline(button.closest('li'))} for good? Nothing of it stays here: `
        + 'not in the archive, on visitors’ shelves, in ratings or kept answers, nor anything of '
        + 'the same text or address. This cannot be undone. Your own files, backups, browsers '
        + 'and what was exported are not reached.',
      'forget', { ids: [button.dataset.forgetForGood] },
    ),
    removeAll: (door, button) => change(
      door, button, 'Remove all of your articles from the archive?', 'remove', { all: true },
    ),
    publish: (door, button) => change(
      door, button, `Add ${headline(button.closest('li'))} to the archive for everyone?`,
      'publish', { ids: [button.dataset.publish] },
    ),
  };

  const begin = (name) => (door) => {
    doors[name] = door;
    door.element.addEventListener('click', (event) => {
      const near = event.target.closest('button');
      const does = near && Object.keys(clicked).find((key) => key in near.dataset);
      if (does) clicked[does](door, near);
    });
  };

  for (const name of ['overview', 'found', 'shelf']) dateline.part(name, begin(name));
  Object.assign(dateline, { look, list });
})();
