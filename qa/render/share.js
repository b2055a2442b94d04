/* Printing and sharing. Each answer carries itself as clean text in a <template>: what is printed and
   what goes on the clipboard are made of those. A link to an answer is opened here as well. */

(() => {
  'use strict';
  const { dateline } = window;
  const { server } = dateline;
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const MARK = '#answer=';
  let sharing = null; // the exchange that the dialog is about
  let alone = null; // the exchange that is to be printed by itself

  const element = (name, text = '', className = '') => {
    const made = document.createElement(name);
    made.textContent = text;
    made.className = className;
    return made;
  };

  const today = () => new Date().toLocaleDateString('en-GB', { dateStyle: 'long' });

  // -- on paper ----------------------------------------------------------------------------------

  const printed = (exchange) => one('template.dl-printed', exchange)?.content.cloneNode(true);

  /** Its own numbers are those of its own sources; on paper they run through all answers. */
  const renumber = (section, own, sources) => {
    const numbers = own.map((source) => {
      const known = sources.findIndex(({ dataset }) => dataset.key === source.dataset.key);
      return known < 0 ? sources.push(source) : known + 1;
    });
    all('[data-source]', section).forEach((mark) => {
      const number = numbers[mark.dataset.source - 1];
      mark.textContent = `[${number}]`;
      mark.href = `#source-${number}`;
    });
  };

  /** A conversation, or one answer of it, as a sheet with its sources at the end. */
  const sheet = (exchanges, title) => {
    const paper = element('main');
    const sources = [];
    const held = one('.dl-header p')?.textContent.trim() ?? '';
    paper.append(element('h1', title), element('p', `${held}. Printed on ${today()}.`, 'dl-about'));
    for (const exchange of exchanges) {
      const found = printed(exchange);
      if (!found) continue;
      const section = one('section', found);
      renumber(section, all('ol > li', found), sources);
      const heading = one('h2', section);
      if (exchanges.length === 1 && heading.textContent.trim() === title) heading.remove();
      paper.append(section);
    }
    if (sources.length) {
      const list = element('ol');
      sources.forEach((source, at) => { source.id = `source-${at + 1}`; });
      list.append(...sources);
      paper.append(element('h2', 'Sources'), list);
    }
    return paper;
  };

  /** What is shown elsewhere, as it stands, without what can be pressed: the words of a headline stay. */
  const copied = (shown, className) => {
    const paper = element('main', '', className);
    paper.append(...[...shown.childNodes].map((node) => node.cloneNode(true)));
    all('button[data-article]', paper).forEach((headline) => headline.replaceWith(headline.textContent));
    all('button, form, input, details', paper).forEach((control) => control.remove());
    return paper;
  };

  let called = ''; // what the page is called while nothing is printed

  const lay = () => {
    lift();
    const exchanges = alone ? [alone] : all('.dl-exchange').filter(printed);
    const title = (alone ? alone.dataset.question : dateline.conversation.title)
      || exchanges[0]?.dataset.question;
    let paper;
    if (alone) paper = sheet(exchanges, title);
    else if (one('#dl-reader')?.open) paper = copied(one('#dl-reader .dl-reading'), 'dl-article');
    else if (one('#dl-page')?.dataset.room === 'archive') paper = copied(one('#dl-found'), 'dl-listing');
    else if (exchanges.length) paper = sheet(exchanges, title);
    else return; // nothing has been asked yet: the page itself, as it stands
    paper.id = 'dl-paper';
    paper.setAttribute('dir', 'auto');
    document.body.append(paper);
    called = document.title;
    document.title = one('h1, h2', paper)?.textContent.trim() || called; // also names the file
  };

  const lift = () => {
    if (!one('#dl-paper')) return;
    one('#dl-paper').remove();
    document.title = called;
  };

  const print = (exchange = null) => {
    alone = exchange;
    window.print();
    alone = null;
  };
  addEventListener('beforeprint', lay);
  addEventListener('afterprint', lift);

  // -- on the clipboard --------------------------------------------------------------------------

  /** The answer as HTML that pastes well: no classes, no links into a page that is not there. */
  const rich = (exchange) => {
    const copied = element('div');
    copied.append(printed(exchange));
    all('h2, section > .dl-about:first-of-type', copied).forEach((named) => named.remove());
    all('[data-source]', copied).forEach((mark) => mark.replaceWith(mark.textContent));
    const list = one(':scope > ol', copied);
    if (list) list.before(element('p', 'Sources'));
    all('*', copied).forEach((inner) => {
      for (const { name } of [...inner.attributes]) if (name !== 'href') inner.removeAttribute(name);
    });
    return one('section', copied).innerHTML + all(':scope > :not(section)', copied)
      .map((part) => part.outerHTML).join('');
  };

  /** Both kinds at once, for whatever it is pasted into. */
  const copyBoth = async (text, html) => {
    if (navigator.clipboard?.write && window.ClipboardItem) {
      const kinds = { 'text/plain': text, 'text/html': html };
      const blobs = Object.entries(kinds).map(([type, value]) => [type, new Blob([value], { type })]);
      return navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
    }
    const put = (event) => { // not a secure address
      event.preventDefault();
      event.clipboardData.setData('text/plain', text);
      event.clipboardData.setData('text/html', html);
    };
    document.addEventListener('copy', put, { once: true });
    if (!document.execCommand('copy')) throw new Error('refused');
  };

  // -- the dialog --------------------------------------------------------------------------------

  const dialog = () => one('#dl-share');
  const said = (text) => { one('.dl-share-said', dialog()).textContent = text; };
  const kept = (exchange) => dateline.conversation.records[exchange.dataset.number - 1];

  const aboutLink = (link, own) => {
    if (own) {
      return `${own === 1 ? 'One quote is' : `${own} quotes are`} from your own uploads: nobody `
        + 'else can open those.';
    }
    if (['localhost', '127.0.0.1', '[::1]'].includes(location.hostname)) {
      return 'This window is open on this computer alone, and so is the link.';
    }
    return `Whoever may read the articles here sees this answer, each quote checked anew. `
      + `${link.length.toLocaleString('en')} characters.`;
  };

  const open = async (exchange) => {
    sharing = exchange;
    said('');
    one('.dl-shared-question', dialog()).textContent = exchange.dataset.question;
    one('#dl-link', dialog()).value = '';
    one('#dl-link-said', dialog()).textContent = 'Making the link …';
    one('[data-sharing=link]', dialog()).disabled = true;
    dialog().showModal();
    const told = await server.link({ record: kept(exchange) });
    if (sharing !== exchange) return;
    if (!told?.link) {
      one('#dl-link-said', dialog()).textContent = told?.error ?? 'The link could not be made.';
      return;
    }
    const link = location.origin + location.pathname + MARK + told.link;
    one('#dl-link', dialog()).value = link;
    one('#dl-link-said', dialog()).textContent = aboutLink(link, told.own);
    one('[data-sharing=link]', dialog()).disabled = false;
    one('[data-sharing=link]', dialog()).focus();
  };

  /** The link is selected too, for whoever copies by hand. */
  const copyLink = async () => {
    const field = one('#dl-link', dialog());
    field.select();
    if (navigator.clipboard) await navigator.clipboard.writeText(field.value);
    else if (!document.execCommand('copy')) throw new Error('refused');
    said('Link copied.');
  };

  const ways = {
    link: copyLink,
    sources: async () => {
      await copyBoth(one('[data-copy]', sharing)?.dataset.copy ?? '', rich(sharing));
      said('Copied, with its sources.');
    },
    print: () => {
      const exchange = sharing;
      dialog().close();
      print(exchange);
    },
  };

  const share = async (way) => {
    try {
      if (ways[way]) return await ways[way]();
      said('Making the file …');
      const { question } = sharing.dataset;
      const told = await server.exported({ records: [kept(sharing)], title: question, format: way });
      said(dateline.download(told) ? 'Saved.' : told?.error ?? 'The file could not be made.');
    } catch {
      said('This browser did not let it be copied; copy it by hand.');
    }
  };

  document.addEventListener('click', (event) => {
    const button = event.target.closest?.('button');
    if (!button) return;
    if (button.matches('[data-share]')) open(button.closest('.dl-exchange'));
    if (button.matches('[data-sharing]')) share(button.dataset.sharing);
    if (button.matches('[data-print]')) print();
  });
  document.addEventListener('click', (event) => {
    if (event.target.id === 'dl-share') event.target.close(); // beside the dialog
  });

  // -- a shared answer ---------------------------------------------------------------------------

  const banner = () => one('#dl-chat > .dl-shared');

  let begun = false;

  /** Show the answer that the address leads to, as it can be built again here. */
  const arrive = async () => {
    const address = location.hash;
    const told = await server.shared({ link: address.slice(MARK.length) });
    if (location.hash !== address) return;
    dateline.openRecords(told?.record ? [told.record] : []);
    if (told?.html) one('#dl-chat').insertAdjacentHTML('afterbegin', told.html);
  };

  document.addEventListener('dateline:begun', (event) => {
    begun = true;
    if (!location.hash.startsWith(MARK)) return;
    event.preventDefault(); // the conversation that was on the screen before is not opened
    arrive();
  });
  addEventListener('hashchange', () => {
    if (begun && location.hash.startsWith(MARK)) arrive();
  });
  document.addEventListener('dateline:opening', () => banner()?.remove());
  document.addEventListener('dateline:asking', ({ detail: { replace } }) => {
    if (replace) banner()?.remove();
  });
})();
