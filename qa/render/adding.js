/* Adding articles: files that are dropped anywhere on the page or chosen, folders with all that is
   in them, and what the server is asked to read or fetch by itself. Files are sent in parts, so
   that a connection that breaks loses no more than a part, which is sent again. The server says in
   fragments how far it has come. */

(() => {
  'use strict';
  const A_PART = 20; // files in one request
  const PART_BYTES = 20_000_000;
  const TRIES = 3;
  const one = (selector, within = document) => within.querySelector(selector);
  const dialog = () => one('#dl-add');
  const header = () => one('#dl-top .dl-header');
  let door = null; // the component that adds, once it is mounted
  let server = null;
  let busy = false;
  let waiting = 0;
  let rest = []; // files that did not get through

  const counted = (number, what) => `${number.toLocaleString('en')} ${what}${number === 1 ? '' : 's'}`;
  const alarm = (text) => { one('[data-alarm]', dialog()).textContent = text; };
  const show = (html) => {
    dialog().dataset.told = '';
    one('.dl-told', dialog()).innerHTML = html;
  };
  /** What is being done is read out when it changes; how far it has come is not. */
  const tell = (text, far = '') => {
    dialog().dataset.told = '';
    const told = one('.dl-told', dialog());
    if (one('.dl-doing', told)?.textContent !== text) {
      told.innerHTML = '<p><span class="dl-doing" role="status"></span> <span class="dl-small"></span></p>';
      one('.dl-doing', told).textContent = text;
    }
    one('.dl-small', told).textContent = far;
  };

  // -- the dialog ---------------------------------------------------------------------------------

  const open = async () => {
    if (!dialog().open) dialog().showModal();
    if (busy) return;
    delete dialog().dataset.told;
    alarm('');
    const told = await server.adding({});
    if (told?.html) one('.dl-ways', dialog()).innerHTML = told.html;
  };

  const limits = async () => {
    await open();
    const { files, largest } = one('[data-files]', dialog())?.dataset ?? {};
    return { most: Number(files), largest: Number(largest) };
  };

  // -- what was dropped ---------------------------------------------------------------------------

  const isHidden = (name) => name.startsWith('.') || /^(thumbs\.db|desktop\.ini)$/i.test(name);

  /** All files in what was dropped, those in folders too. To be called while the drop is handled:
      afterwards the browser knows nothing of it. */
  const within = async (entry) => {
    if (isHidden(entry.name)) return [];
    if (entry.isFile) return [await new Promise((got, no) => { entry.file(got, no); })];
    const reader = entry.createReader();
    const found = [];
    for (;;) { // it gives a hundred at a time
      const some = await new Promise((got, no) => { reader.readEntries(got, no); });
      if (!some.length) return (await Promise.all(found.map(within))).flat();
      found.push(...some);
    }
  };

  const dropped = ({ items, files }) => {
    const entries = [...items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    if (!entries.length) return Promise.resolve([...files]);
    return Promise.all(entries.map(within)).then((all) => all.flat());
  };

  /** A server that is gone says nothing more, and nobody is to wait for it for ever. */
  const wait = () => {
    clearTimeout(waiting);
    if (!busy) return;
    waiting = setTimeout(() => {
      busy = false;
      alarm('The server has said nothing for two minutes. Is it still running? What it has already read is kept.');
    }, 120_000);
  };

  // -- sending ------------------------------------------------------------------------------------

  const parts = (files) => {
    const made = [];
    let bytes = 0;
    for (const file of files) {
      if (!made.length || made.at(-1).length === A_PART || bytes + file.size > PART_BYTES) {
        made.push([]);
        bytes = 0;
      }
      made.at(-1).push(file);
      bytes += file.size;
    }
    return made;
  };

  /** Send some files, telling how many bytes are gone; gives their places on the server. Rejects
      where the connection breaks, and with the server's reason where it takes none of them. */
  const post = (files, gone) => new Promise((sent, failed) => {
    const form = new FormData();
    files.forEach((file) => form.append('files', file, file.name));
    const request = new XMLHttpRequest();
    request.open('POST', 'gradio_api/upload');
    request.responseType = 'json';
    request.upload.addEventListener('progress', ({ loaded }) => gone(loaded));
    request.addEventListener('error', () => failed(new Error('')));
    request.addEventListener('load', () => {
      const { status, response } = request;
      if (status === 200 && Array.isArray(response)) sent(response);
      else failed(Object.assign(new Error(response?.error ?? response?.detail ?? ''), { told: status < 500 }));
    });
    request.send(form);
  });

  const patient = async (files, gone) => {
    for (let tried = 1; ; tried += 1) {
      try {
        return await post(files, gone);
      } catch (error) {
        if (error.told || tried === TRIES) throw error;
        await new Promise((go) => { setTimeout(go, 1000 * tried); });
      }
    }
  };

  const send = async (given) => {
    const files = given.filter((file) => !isHidden(file.name));
    if (busy || !files.length) return;
    const { most, largest } = await limits();
    if (busy || !most) return;
    if (files.length > most) {
      alarm(`These are ${counted(files.length, 'file')}, and ${most.toLocaleString('en')} are taken at a time; add them in parts. Nothing was sent.`);
      return;
    }
    busy = true;
    rest = [];
    const large = files.filter((file) => file.size > largest);
    const small = files.filter((file) => file.size <= largest);
    const places = [];
    const bytes = small.reduce((sum, file) => sum + file.size, 0);
    let before = 0;
    const gone = (loaded) => {
      const share = Math.min(99, Math.floor((100 * (before + loaded)) / Math.max(1, bytes)));
      tell(`Sending ${counted(files.length, 'file')}…`, `${share} %`);
    };
    for (const part of parts(small)) {
      gone(0);
      try {
        places.push(...await patient(part, gone));
        before += part.reduce((sum, file) => sum + file.size, 0);
      } catch (error) {
        rest.push(...part);
        if (error.told && error.message) alarm(error.message);
      }
    }
    door.trigger('files', {
      files: places.map((path) => ({ path, meta: { _type: 'gradio.FileData' } })),
      large: large.map((file) => file.name),
      broken: rest.map((file) => file.name),
    });
    wait();
  };

  const begin = (event, given) => {
    if (busy) return;
    busy = true;
    alarm('');
    tell('Asking the server…');
    door.trigger(event, given);
    wait();
  };

  /** What the server says of it, put into the dialog; once it is over, the page knows of it. */
  const heard = () => {
    const html = door.element.innerHTML;
    const said = one('.dl-addition', door.element);
    if (!said) return;
    show(html);
    busy = said.dataset.state !== 'over';
    wait();
    if (busy) return;
    if (rest.length) {
      const again = document.createElement('button');
      again.type = 'button';
      again.dataset.sendAgain = '';
      again.textContent = `Send ${rest.length === 1 ? 'it' : 'those'} again`;
      one('.dl-told', dialog()).append(again);
    }
    if (dialog().open) one('.dl-sum', dialog())?.focus();
    dateline.look();
  };

  // -- what can be dropped, and clicked -------------------------------------------------------------

  const brings = (event) => [...event.dataTransfer?.types ?? []].includes('Files');
  const takes = () => Boolean(header()?.dataset.takes);
  const cover = (shown) => {
    const sheet = one('#dl-drop');
    if (!sheet) return;
    sheet.hidden = !shown;
    sheet.querySelectorAll('[data-takes]').forEach((said) => {
      said.hidden = Boolean(said.dataset.takes) !== takes();
    });
  };

  let inside = 0; // a drag enters and leaves every element that it passes
  document.addEventListener('dragenter', (event) => {
    if (!brings(event)) return;
    event.preventDefault();
    inside += 1;
    cover(true);
  });
  document.addEventListener('dragover', (event) => {
    if (!brings(event)) return;
    event.preventDefault(); // else the browser leaves the page for the file
    event.dataTransfer.dropEffect = takes() && !busy ? 'copy' : 'none';
  });
  document.addEventListener('dragleave', (event) => {
    if (!brings(event)) return;
    inside = Math.max(0, inside - 1);
    if (!inside) cover(false);
  });
  document.addEventListener('drop', async (event) => {
    if (!brings(event)) return;
    event.preventDefault();
    inside = 0;
    cover(false);
    if (!takes()) return;
    const files = dropped(event.dataTransfer);
    try {
      send(await files);
    } catch {
      await open();
      alarm('What was dropped could not be read. Choose the files instead. Nothing was sent.');
    }
  });

  const clicked = {
    add: open,
    more: open,
    sample: async () => {
      await open();
      begin('sample', {});
    },
    about: ({ dataset }) => {
      dialog().close();
      dateline.narrow(JSON.parse(dataset.about));
    },
    sendAgain: () => send(rest),
    question: () => dialog().close(), // the page asks it
    handOver: async (button) => {
      const ids = JSON.parse(button.dataset.handOver);
      if (!await dateline.confirm(`Add ${counted(ids.length, 'article')} to the archive for everyone?`, 'Add')) return;
      button.disabled = true;
      const told = await server.publish({ ids });
      if (!told || told.error) {
        button.disabled = false;
        alarm(told?.error ?? 'The server did not answer; is it still running?');
        return;
      }
      button.replaceWith('Everyone has them now.');
      dateline.look();
    },
  };

  dateline.part('adding', (mounted) => {
    ({ server } = mounted);
    door = mounted;
    door.watch('value', heard);
  });
  document.addEventListener('click', (event) => {
    const button = event.target.closest?.('button');
    if (!button || (!button.closest('#dl-add') && !('add' in button.dataset || 'sample' in button.dataset))) {
      if (event.target.id === 'dl-add') event.target.close(); // beside the dialog
      return;
    }
    const does = Object.keys(clicked).find((name) => name in button.dataset);
    if (does) clicked[does](button);
  });
  document.addEventListener('change', (event) => {
    if (!event.target.matches('#dl-add [data-files]')) return;
    const files = [...event.target.files];
    event.target.value = ''; // the same can be chosen again
    send(files);
  });
  document.addEventListener('submit', (event) => {
    if (!event.target.matches('#dl-add [data-folder], #dl-add [data-pages]')) return;
    event.preventDefault();
    const name = 'folder' in event.target.dataset ? 'folder' : 'pages';
    const given = Object.fromEntries(new FormData(event.target));
    begin(name, given);
  });
})();
