// A served page that keeps up with the book: it asks for itself again when the site is another, where it was scrolled to, and shows
// what keeps a newer state from being published. Built sites do not have this file.
"use strict";
(() => {
  const edition = document.currentScript.dataset.edition;
  const kept = "scorebook-live";
  let source = null;
  let panel = null;

  restore();
  // A hidden page lets go of its line to the server: browsers have six of them for all tabs together.
  document.addEventListener("visibilitychange", listen);
  listen();

  function listen() {
    if (document.hidden) {
      source?.close();
      source = null;
    } else if (!source) {
      source = new EventSource("/_scorebook/news");
      source.onmessage = (event) => hear(JSON.parse(event.data));
    }
  }

  function hear(news) {
    if (news.edition !== edition) return again();
    show(news.trouble);
  }

  // What a reader did to the page comes back with it: where it stands, what is open, what is filtered.
  function again() {
    source.close();
    const open = [...document.querySelectorAll("details")].map((one) => one.open);
    const filters = [...document.querySelectorAll("input[type=search]")].map((one) => one.value);
    const state = { path: location.pathname, x: scrollX, y: scrollY, open, filters };
    try { sessionStorage.setItem(kept, JSON.stringify(state)); } catch { /* it comes back at its top */ }
    location.reload();
  }

  function restore() {
    let state = null;
    try {
      state = JSON.parse(sessionStorage.getItem(kept));
      sessionStorage.removeItem(kept);
    } catch { /* nothing is kept */ }
    if (!state || state.path !== location.pathname) return;
    history.scrollRestoration = "manual";
    document.querySelectorAll("details").forEach((one, at) => { if (at in state.open) one.open = state.open[at]; });
    document.querySelectorAll("input[type=search]").forEach((one, at) => {
      if (!state.filters[at]) return;
      one.value = state.filters[at];
      one.dispatchEvent(new Event("input", { bubbles: true }));
    });
    // Once now, and once more when pictures have their sizes, unless the reader has moved meanwhile.
    let moved = false;
    const stand = () => { if (!moved) scrollTo({ left: state.x, top: state.y, behavior: "instant" }); };
    for (const kind of ["wheel", "touchstart", "keydown", "pointerdown"]) {
      addEventListener(kind, () => { moved = true; }, { once: true, passive: true });
    }
    stand();
    addEventListener("load", () => { stand(); history.scrollRestoration = "auto"; }, { once: true });
  }

  function show(trouble) {
    if (!trouble) {
      panel?.remove();
      panel = null;
      document.body.style.paddingBottom = "";
      return;
    }
    if (!panel) {
      panel = document.createElement("scorebook-trouble");
      panel.attachShadow({ mode: "open" });
      document.body.append(panel);
    }
    const style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = "/_scorebook/live.css";
    const box = document.createElement("details");
    box.open = panel.dataset.closed === undefined;
    box.addEventListener("toggle", () => box.open ? delete panel.dataset.closed : panel.dataset.closed = "");
    const list = element("ol");
    list.append(...trouble.messages.map(item));
    box.append(element("summary", trouble.title), element("p", trouble.note), list);
    if (trouble.more) box.append(element("p", `${trouble.more} more: scorebook check has them all.`));
    const told = element("section");
    told.setAttribute("role", "alert");
    told.setAttribute("aria-label", "What is wrong with the book");
    told.append(box);
    panel.shadowRoot.replaceChildren(style, told);
    // The end of the page can be scrolled out from under it.
    new ResizeObserver(() => { if (panel) document.body.style.paddingBottom = `${told.offsetHeight}px`; }).observe(told);
  }

  function item(message) {
    const item = element("li");
    if (message.place) item.append(element("code", message.place), " ");
    item.append(element("strong", message.text));
    if (message.code) item.append(" ", element("small", message.code));
    if (message.label) item.append(element("p", message.label));
    if (message.help) item.append(element("p", `Help: ${message.help}`));
    return item;
  }

  // Words of the book are words, never markup.
  function element(name, words) {
    const made = document.createElement(name);
    if (words !== undefined) made.textContent = words;
    return made;
  }
})();
