// Search over the words of every page. Loaded when somebody asks for it; the words are in search/entries.js, so that it works from a folder too.
"use strict";
(() => {
  const SHOWN = 40;
  const root = new URL("../", document.currentScript.src);
  const bare = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  let entries = null;

  const dialog = document.createElement("dialog");
  dialog.className = "search";
  dialog.setAttribute("aria-label", "Search");
  const form = document.createElement("form");
  form.method = "dialog";
  const input = document.createElement("input");
  input.type = "search";
  input.autocomplete = "off";
  input.setAttribute("aria-label", "Search all pages");
  input.placeholder = "People, sites, clauses, queues, SOPs, plans, tickets";
  const close = document.createElement("button");
  close.textContent = "Close";
  close.className = "quiet-button";
  const said = document.createElement("p");
  said.className = "quiet";
  said.setAttribute("role", "status");
  const list = document.createElement("ol");
  const all = document.createElement("a");
  all.href = new URL("search/index.html", root);
  all.textContent = "All pages from A to Z";
  form.append(input, close);
  dialog.append(form, said, list, all);
  document.body.append(dialog);

  // Enter opens the first page; the form itself would close the dialog.
  form.addEventListener("submit", (event) => {
    if (event.submitter === close) return;
    event.preventDefault();
    list.querySelector("a")?.click();
  });
  input.addEventListener("input", show);
  dialog.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const stops = [input, ...list.querySelectorAll("a")];
    stops[Math.min(Math.max(stops.indexOf(document.activeElement) + step, 0), stops.length - 1)].focus();
  });
  // A page of the same site may be the page itself: its anchor is shown behind the dialog.
  list.addEventListener("click", () => dialog.close());

  self.scorebookOpenSearch = () => {
    if (!dialog.open) dialog.showModal();
    input.select();
    if (entries === null) load();
  };
  self.scorebookOpenSearch();

  function load() {
    entries = [];
    said.textContent = "Loading…";
    const script = document.createElement("script");
    script.src = new URL("search/entries.js", root);
    script.addEventListener("load", () => {
      entries = self.scorebookSearch.pages.flatMap((page) => entriesOf(page, self.scorebookSearch.trails));
      show();
    });
    script.addEventListener("error", () => {
      entries = null;
      said.textContent = "The words of the site could not be loaded.";
    });
    document.head.append(script);
  }

  // A page is found by its title, and each of its passages by its own words.
  function entriesOf([path, title, trail, passages], trails) {
    const page = { path, title, where: trails[trail], heading: "", text: "", anchor: "" };
    const parts = passages.map(([anchor, heading, text]) => ({ ...page, anchor, heading, text }));
    return [page, ...parts].map((one) => ({
      ...one,
      inTitle: bare(one.title),
      inHeading: bare(one.heading),
      // Procedures stand under the name that the navigation has room for.
      inWhere: bare(one.where.replace(/^SOPs\b/, "SOPs procedures")),
      inText: bare(one.text),
    }));
  }

  // 0: it is not there; 1: inside of a word; 2: where a word begins; 3: at the beginning.
  function hit(text, word) {
    let best = 0;
    for (let at = text.indexOf(word); at >= 0 && best < 2; at = text.indexOf(word, at + 1)) {
      if (at === 0) return 3;
      best = /[\p{L}\p{N}]/u.test(text[at - 1]) ? 1 : 2;
    }
    return best;
  }

  // Who asks for "escalation" also means "escalating": a word without its ending, where enough is left of it.
  const stem = (word) => word.replace(/(?:ations?|ions?|ings?|ed|es|s)$/, "");

  // The word itself counts more than one that only begins alike.
  function near(text, word) {
    const begin = stem(word);
    return hit(text, word) || (begin.length >= 5 && begin !== word ? hit(text, begin) * 0.8 : 0);
  }

  // 0: a word is nowhere. Titles count most, then headings, then words; what begins like it before what holds it somewhere.
  function weight(entry, words) {
    const isPage = !entry.heading && !entry.text;
    let sum = 0;
    for (const word of words) {
      const most = Math.max(
        near(entry.inTitle, word) * (isPage ? 30 : 12),
        near(entry.inHeading, word) * 14,
        near(entry.inText, word) * 10,
        near(entry.inWhere, word) * 3,
      );
      if (most === 0) return 0;
      sum += most;
    }
    // A passage that has none of the words itself says no more than its page.
    const says = words.some((word) => near(entry.inHeading, word) || near(entry.inText, word));
    // Who types a whole title wants its page.
    if (isPage && entry.inTitle === words.join(" ")) sum += 100;
    return isPage || says ? sum : 0;
  }

  function show() {
    const words = bare(input.value).split(/\s+/).filter(Boolean);
    list.replaceChildren();
    if (!words.length) {
      said.textContent = entries.length ? "Words, names, numbers of tickets or clauses, or parts of them." : "Loading…";
      return;
    }
    const found = [];
    entries.forEach((entry, at) => {
      const sum = weight(entry, words);
      if (sum) found.push({ entry, at, sum });
    });
    found.sort((a, b) => b.sum - a.sum || a.entry.path.length - b.entry.path.length || a.at - b.at);
    said.textContent = found.length > SHOWN ? `${found.length} places, the first ${SHOWN}` : `${found.length} found`;
    list.append(...found.slice(0, SHOWN).map(({ entry }) => item(entry, words)));
  }

  function item(entry, words) {
    const link = document.createElement("a");
    const path = entry.path === "" || entry.path.endsWith("/") ? `${entry.path}index.html` : entry.path;
    link.href = new URL(entry.anchor ? `${path}#${entry.anchor}` : path, root);
    link.append(...marked(entry.title, words));
    if (entry.heading) link.append(": ", ...marked(entry.heading, words));
    const row = document.createElement("li");
    row.append(link);
    if (entry.where) row.append(" ", small(entry.where, words));
    const excerpt = around(entry.text, words);
    if (excerpt) {
      const line = document.createElement("span");
      line.className = "excerpt";
      line.append(...marked(excerpt, words));
      row.append(line);
    }
    return row;
  }

  function small(text, words) {
    const span = document.createElement("span");
    span.className = "quiet";
    span.append(...marked(text, words));
    return span;
  }

  // About 160 characters around the first word that is there.
  function around(text, words) {
    const plain = text.toLowerCase();
    const at = Math.min(...words.map((word) => plain.indexOf(word)).filter((at) => at >= 0));
    if (!Number.isFinite(at)) return "";
    const from = at > 60 ? text.lastIndexOf(" ", at - 50) + 1 : 0;
    const to = Math.min(text.length, from + 160);
    return (from ? "… " : "") + text.slice(from, to) + (to < text.length ? " …" : "");
  }

  function marked(text, words) {
    const plain = text.toLowerCase();
    const parts = [];
    let from = 0;
    while (from < text.length) {
      const next = words
        .map((word) => ({ word, at: plain.indexOf(word, from) }))
        .filter(({ at }) => at >= 0)
        .sort((a, b) => a.at - b.at || b.word.length - a.word.length)[0];
      if (!next) break;
      const mark = document.createElement("mark");
      mark.textContent = text.slice(next.at, next.at + next.word.length);
      parts.push(text.slice(from, next.at), mark);
      from = next.at + next.word.length;
    }
    parts.push(text.slice(from));
    return parts;
  }
})();
