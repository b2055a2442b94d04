"use strict";
// Draws the questions from the data in the page. All text goes through textContent: of what an
// article or a question says, nothing becomes markup.

(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const list = document.getElementById("list");
  const controls = document.getElementById("controls");
  const state = document.getElementById("state");
  const rows = new Map();  // question id → its row
  const bySort = {
    worst: (a, b) => a.badness - b.badness,
    slowest: (a, b) => (b.seconds ?? -1) - (a.seconds ?? -1),
    surest: (a, b) => (b.confidence ?? -1) - (a.confidence ?? -1),
    unsurest: (a, b) => (a.confidence ?? 2) - (b.confidence ?? 2),
    asked: (a, b) => a.order - b.order,
  };
  const HIGH = 200;  // milliseconds without a key before the list is filtered

  // -- small parts --

  function el(name, attributes = {}, ...inside) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (value !== null && value !== undefined && value !== false) made.setAttribute(key, value);
    }
    made.append(...inside.filter((one) => one !== null && one !== undefined && one !== ""));
    return made;
  }

  const words = (text, attributes = {}) => el("span", { dir: "auto", ...attributes }, text);
  const titled = (title, ...inside) => [el("h4", {}, title), ...inside];
  const seconds = (value) => (value < 0.1 ? "under 0.1 s" : `${value.toFixed(1)} s`);
  const key = (verdict) => `v-${verdict.replaceAll(" ", "-")}`;
  const anchor = (id) => `q-${encodeURIComponent(id)}`;

  // the text with its quoted stretches marked and the gold answers in it underlined
  function marked(text, quoted, gold) {
    const within = (places, at) => places.some(([start, end]) => start <= at && at < end);
    const cuts = [...new Set([0, text.length, ...quoted.flat(), ...gold.flat()])].sort((a, b) => a - b);
    return cuts.slice(0, -1).map((start, at) => {
      let part = text.slice(start, cuts[at + 1]);
      if (within(gold, start)) part = el("strong", { class: "gold", title: "a gold answer" }, part);
      return within(quoted, start) ? el("mark", {}, part) : part;
    });
  }

  function webLink(url, text) {
    let parsed = null;
    try { parsed = new URL(url); } catch { return words(text); }
    if (!["http:", "https:"].includes(parsed.protocol) || parsed.username) return words(text);
    return el("a", { href: parsed.href, target: "_blank", rel: "noopener noreferrer", dir: "auto" }, text);
  }

  function about(article) {
    const [title, outlet, published, url] = data.articles[article] ?? ["", "", "", ""];
    const from = [outlet, published].filter(Boolean).join(" · ");
    return { from, title: title || article, url };
  }

  function list_of(told, style) {
    const pairs = Object.entries(told).filter(([, value]) => value !== "");
    return pairs.length ? el("dl", { class: style }, ...pairs.map(([name, value]) =>
      el("div", {}, el("dt", { dir: "auto" }, name), el("dd", { dir: "auto" }, value)))) : null;
  }

  function fold(title, ...inside) {
    return el("details", { class: "fold" }, el("summary", {}, title), ...inside);
  }

  // -- one question --

  function row(one) {
    const facts = [
      one.confidence === null ? "" : `confidence ${one.confidence.toFixed(2)}`,
      one.seconds === null ? "" : seconds(one.seconds),
      data.compared[one.id]?.moved ? `${data.compared[one.id].moved} than before` : "",
    ].filter(Boolean);
    const said = one.statements[0]?.text ?? "";
    const line = one.why || said || one.refusal;
    const summary = el("summary", {},
      el("span", { class: "badge" },
        el("span", { class: "sign", "aria-hidden": "true" }, data.signs[one.verdict]), one.verdict),
      el("div", {}, el("h3", { dir: "auto" }, one.question), el("p", { class: "why", dir: "auto" }, line)),
      el("p", { class: "facts" }, ...facts.map((fact) => el("span", {}, fact))));
    const made = el("details", { class: `q ${key(one.verdict)}`, id: anchor(one.id) }, summary);
    made.addEventListener("toggle", () => fill(made, one));
    return made;
  }

  function fill(made, one) {
    if (made.open && made.childElementCount === 1) {
      made.append(el("div", { class: "body" }, el("div", {}, ...answer(one)), el("div", {}, ...sources(one))));
    }
  }

  function answer(one) {
    const parts = [];
    if (one.turns.length) {
      parts.push(...titled("Asked before", ...one.turns.flatMap((turn) =>
        [el("p", { dir: "auto" }, turn.question), turn.said && el("p", { class: "why", dir: "auto" }, turn.said)])));
    }
    parts.push(...titled("Answer", ...(said(one))));
    if (one.why) parts.push(el("p", { class: "note-box" }, words(one.why[0].toUpperCase() + one.why.slice(1))));
    if (one.gold.length) {
      parts.push(...titled(one.gold.length > 1 ? "Gold answers" : "Gold answer",
        el("ul", { class: "plain" }, ...one.gold.map((text) => el("li", { dir: "auto" }, text)))));
    } else if (one.answerable === false) {
      parts.push(...titled("Gold answer", el("p", {}, "None: it is not answerable.")));
    }
    if (one.evidence.length) parts.push(...titled("Evidence", el("ul", { class: "plain" }, ...one.evidence.map(evidence))));
    const before = data.compared[one.id];
    if (before?.said && before.said !== whole(one)) parts.push(...titled("The older run said", el("p", { class: "passage", dir: "auto" }, before.said)));
    parts.push(...details(one));
    return parts;
  }

  function said(one) {
    if (one.error) return [el("p", { class: "note-box", dir: "auto" }, one.error)];
    if (!one.statements.length) {
      return [el("p", { class: "note-box" }, el("strong", {}, "The archive does not say. "), words(one.refusal))];
    }
    return one.statements.map((statement) => el("p", { class: "statement", dir: "auto" },
      ...marked(statement.text, [], statement.gold),
      ...statement.citations.map((number) => el("a",
        { class: "cite", href: `#${card_id(one, number)}`, "aria-label": `Citation ${number}` }, `[${number}]`))));
  }

  const whole = (one) => one.statements.map((statement) => statement.text).join("\n");
  const card_id = (one, number) => `c-${one.order}-${number}`;

  function evidence(piece) {
    const where = piece.ranks.length ? `read as passage ${piece.ranks.join(", ")}`
      : piece.known === false ? "not in the archive" : "not among the passages read";
    const url = data.articles[piece.article]?.[3] || piece.article;
    return el("li", {}, piece.quote ? el("p", { dir: "auto" }, `“${piece.quote}”`) : "",
      webLink(url, piece.title || piece.article), el("small", {}, ` ${where}`));
  }

  function details(one) {
    const values = Object.fromEntries(Object.entries(one.values)
      .map(([name, value]) => [data.labels[name] ?? name, value === null ? "" : String(Number(value.toPrecision(4)))]));
    const about_it = {
      "Id": one.id, "Asked on": one.asked_on ?? "",
      "First statement": one.first === null ? "" : seconds(one.first),
    };
    const parts = [];
    if (one.tags.length) parts.push(...titled("Tags", el("p", {}, ...one.tags.map((tag) => words(tag, { class: "chip" })))));
    if (Object.keys(one.extra).length) parts.push(...titled("Further fields", list_of(one.extra)));
    parts.push(fold("All figures of this question", list_of(values, "values")));
    parts.push(fold("How it was asked and answered", list_of({ ...about_it, ...one.filters, ...one.made })));
    parts.push(el("p", { class: "fold" }, el("a", { href: `#${anchor(one.id)}` }, "Link to this question")));
    return parts;
  }

  function sources(one) {
    const parts = [];
    if (one.citations.length) parts.push(...titled("Citations", ...one.citations.map((cited, at) => card(one, cited, at + 1))));
    if (one.held) {
      const { article, text } = data.passages[one.held.passage];
      parts.push(...titled(`Passage ${one.holder} holds the answer`, source(article, text, [], one.held.gold, `passage ${one.holder}`)));
    }
    if (one.read.length) {
      const ranks = one.read.map((passage, at) => {
        const of = passage.article === undefined ? { from: "", title: passage.id } : about(passage.article);
        const holds = at + 1 === one.holder;
        return el("li", {}, el("span", {}, words(of.title),
          el("small", {}, of.from ? ` ${of.from}` : ""), holds ? el("span", { class: "holds" }, " ✓ the first that holds the answer") : ""));
      });
      const whole = el("ol", { class: "plain" }, ...ranks);
      parts.push(fold(`${one.read.length} passages read`, whole));
    }
    if (!parts.length) parts.push(...titled("Sources", el("p", {}, "Nothing is cited here.")));
    return parts;
  }

  function card(one, cited, number) {
    const holds = cited.rank && cited.rank === one.holder ? ", the first that holds the answer" : "";
    const rank = cited.rank ? `passage ${cited.rank}${holds}` : "";
    const passage = cited.passage && data.passages[cited.passage];
    const [text, at, gold] = passage ? [passage.text, cited.at, cited.gold] : [cited.quote, [[0, cited.quote.length]], []];
    const made = source(cited.article, text, at, gold, rank, `[${number}] `);
    made.id = card_id(one, number);
    return made;
  }

  function source(article, text, quoted, gold, rank, number = "") {
    const of = about(article);
    return el("div", { class: "card" },
      el("p", { class: "from", dir: "auto" }, number, [of.from, rank].filter(Boolean).join(" · ")),
      el("p", { class: "headline-of" }, webLink(of.url, of.title)),
      el("p", { class: "passage", dir: "auto" }, ...marked(text, quoted, gold)));
  }

  // -- which are shown, and in which order --

  function wanted() {
    const form = new FormData(controls);
    return {
      verdicts: new Set(form.getAll("verdict")),
      cause: form.get("cause"), tag: form.get("tag"), moved: form.get("moved"),
      terms: (form.get("text") ?? "").toLowerCase().split(/\s+/).filter(Boolean),
      order: form.get("order"),
    };
  }

  function haystack(one) {
    one.text ??= [one.id, one.question, one.why, one.refusal, one.error, ...one.gold, ...one.tags,
      ...one.statements.map((statement) => statement.text), ...one.citations.map((cited) => cited.quote),
      ...Object.values(one.extra)].join("\n").toLowerCase();
    return one.text;
  }

  function fits(one, want) {
    return (!want.verdicts.size || want.verdicts.has(one.verdict))
      && (!want.cause || one.cause === want.cause)
      && (!want.tag || one.tags.includes(want.tag))
      && (!want.moved || data.compared[one.id]?.moved === want.moved)
      && want.terms.every((term) => haystack(one).includes(term));
  }

  const none = el("p", { class: "none" }, "No question is like that.");

  function show() {
    const want = wanted();
    const shown = data.questions.filter((one) => fits(one, want)).sort(bySort[want.order]);
    list.replaceChildren(...shown.map((one) => rows.get(one.id)));
    if (!shown.length) list.append(none);
    const all = data.questions.length.toLocaleString("en");
    state.textContent = `${shown.length.toLocaleString("en")} of ${all} questions`;
  }

  // a link beside a count leads to the questions that it counts
  function only({ verdict, cause }) {
    controls.reset();
    for (const box of controls.querySelectorAll("[name=verdict]")) box.checked = box.value === verdict;
    if (cause) controls.elements.cause.value = cause;
    show();
  }

  // -- links to one question --

  function go(id) {
    const there = rows.get(id);
    if (!there) return;
    if (!there.isConnected) { controls.reset(); show(); }
    there.open = true;
    fill(there, data.questions.find((one) => one.id === id));
    there.scrollIntoView({ block: "start" });
    there.querySelector("summary").focus({ preventScroll: true });
  }

  function follow() {
    if (!location.hash.startsWith("#q-")) return;
    try { go(decodeURIComponent(location.hash.slice(3))); } catch { /* no id is written so */ }
  }

  data.questions.forEach((one, at) => { one.badness = at; rows.set(one.id, row(one)); });
  controls.hidden = false;
  show();
  follow();

  let waiting = 0;
  controls.addEventListener("input", (event) => {
    clearTimeout(waiting);
    waiting = setTimeout(show, event.target.name === "text" ? HIGH : 0);
  });
  controls.addEventListener("submit", (event) => { event.preventDefault(); show(); });
  // the form is reset after the click; a reset from here shows at once, and keeps the focus
  controls.querySelector("[type=reset]").addEventListener("click", () => setTimeout(show));
  document.getElementById("unfold").addEventListener("click", () => {
    const open = [...list.querySelectorAll(".q")];
    const whole = open.every((one) => one.open);
    for (const one of open) one.open = !whole;
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-verdict], [data-cause], [data-question]");
    if (!link) return;
    if (link.dataset.question === undefined) { only(link.dataset); return; }
    event.preventDefault();
    history.pushState(null, "", `#${anchor(link.dataset.question)}`);
    go(link.dataset.question);
  });
  addEventListener("hashchange", follow);
})();
