// Tables that sort, filter and download, pictures that can be explored, and the way to the search. Everything is on the page without this file.
"use strict";
(() => {
  const NUMBER = /^[+\-−]?\d[\d,\u00a0\u202f]*(\.\d+)?$/;
  const LONG = 12;
  const own = document.currentScript.src;

  for (const table of document.querySelectorAll("table.data")) {
    const body = table.tBodies[0];
    if (!body || !table.tHead) continue;
    const box = table.closest(".table-box") || table;
    const tools = document.createElement("div");
    tools.className = "table-tools";
    if (!table.hasAttribute("data-fixed")) sortable(table, body);
    if (body.rows.length >= LONG || table.hasAttribute("data-filter")) tools.append(...filterOf(table));
    tools.append(downloadOf(table));
    box.before(tools);
  }

  // The `data-v` of a cell (a raw number or ISO date) comes before its words.
  function keyOf(row, column) {
    const cell = row.cells[column];
    if (!cell) return "";
    return cell.dataset.v !== undefined ? cell.dataset.v : cell.textContent.trim();
  }

  function numberOf(text) {
    const bare = text.replace(/[,%\u00a0\u202f\s]/g, "").replace("−", "-");
    return bare !== "" && Number.isFinite(Number(bare)) ? Number(bare) : null;
  }

  // Numbers before words, nothing last, whichever way the order goes.
  function compare(a, b, sign) {
    if (a === "" || b === "") return (a === "") - (b === "");
    const x = numberOf(a), y = numberOf(b);
    if (x !== null && y !== null) return sign * (x - y);
    if (x !== null || y !== null) return x === null ? 1 : -1;
    return sign * a.localeCompare(b, "en", { numeric: true, sensitivity: "base" });
  }

  function sortable(table, body) {
    const heads = table.tHead.rows[table.tHead.rows.length - 1].cells;
    if ([...body.rows].some((row) => row.cells.length !== heads.length)) return; // grouped rows keep their order
    [...heads].forEach((head, column) => {
      if (head.hasAttribute("data-nosort") || head.textContent.trim() === "") return;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      // A head that leads somewhere keeps its link, and the button stands beside it.
      if (head.querySelector("a")) button.setAttribute("aria-label", `Sort by ${head.textContent.trim()}`);
      else button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const sign = down ? -1 : 1;
        const rows = [...body.rows].map((row, at) => ({ row, at, key: keyOf(row, column) }));
        rows.sort((a, b) => compare(a.key, b.key, sign) || a.at - b.at);
        body.append(...rows.map((entry) => entry.row));
      });
    });
  }

  function filterOf(table) {
    const label = document.createElement("label");
    const input = document.createElement("input");
    const count = document.createElement("output");
    input.type = "search";
    input.autocomplete = "off";
    label.append("Filter", input);
    count.setAttribute("aria-live", "polite");
    const name = table.dataset.name || "";
    input.addEventListener("input", () => {
      narrow();
      keep(name, input.value);
    });
    input.value = new URLSearchParams(location.search).get(`filter-${name}`) || "";
    if (input.value) queueMicrotask(narrow);
    return [label, count];

    function narrow() {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      const rows = [...table.tBodies].flatMap((body) => [...body.rows]);
      let shown = 0;
      for (const row of rows) {
        const text = row.textContent.toLowerCase();
        row.hidden = !words.every((word) => text.includes(word));
        if (!row.hidden) shown += 1;
      }
      count.textContent = words.length ? `${shown} of ${rows.length} rows` : "";
    }
  }

  // What a table was narrowed to stands in the address, so that a link to it shows the same rows.
  function keep(name, value) {
    const address = new URL(location.href);
    if (value) address.searchParams.set(`filter-${name}`, value);
    else address.searchParams.delete(`filter-${name}`);
    try {
      history.replaceState(history.state, "", address);
    } catch {
      // Some browsers refuse it for a folder: the filter works, and the address stays.
    }
  }

  function downloadOf(table) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet-button csv";
    button.textContent = "Download CSV";
    const name = table.dataset.name || "table";
    if (table.caption) button.setAttribute("aria-label", `Download CSV: ${textOf(table.caption)}`);
    button.addEventListener("click", () => {
      const cited = table.querySelector("[data-f]") !== null;
      const lines = [...table.rows].map((row) => {
        const fields = [...row.cells].flatMap(fieldsOf);
        return (cited ? [...fields, quoted(evidenceOf(row))] : fields).join(",");
      });
      const blob = new Blob(["\ufeff" + lines.join("\r\n") + "\r\n"], { type: "text/csv;charset=utf-8" });
      const link = document.createElement("a");
      link.href = URL.createObjectURL(blob);
      link.download = name.replace(/[^A-Za-z0-9._-]+/g, "-") + ".csv";
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    });
    return button;
  }

  // A cell's words; a picture gives its label. `data-csv` has the last word.
  function textOf(cell) {
    if (cell.dataset && cell.dataset.csv !== undefined) return cell.dataset.csv;
    let text = "";
    for (const node of cell.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) text += node.data;
      else if (node.nodeType !== Node.ELEMENT_NODE || node.matches("details.sources, script")) continue;
      else if (node.matches(".sub, :is(td, th) > small")) text += ` · ${textOf(node)}`;
      else if (node.matches("[role=img]")) text += ` ${node.getAttribute("aria-label") || node.title || ""} `;
      else text += ` ${textOf(node)} `;
    }
    return text.replace(/\s+/g, " ").trim();
  }

  // The row's figures by their numbers in evidence.json, beside the page.
  function evidenceOf(row) {
    if (row.closest("thead")) return "evidence";
    const numbers = [...row.querySelectorAll("[data-f]")].map((one) => one.dataset.f);
    return numbers.length ? `evidence.json ${[...new Set(numbers)].join(" ")}` : "";
  }

  function fieldsOf(cell) {
    const empty = Array(Math.max(0, cell.colSpan - 1)).fill("");
    return [quoted(textOf(cell)), ...empty];
  }

  // A spreadsheet must read a formula as text: a leading apostrophe, except before a plain number. Some take the full-width signs alike.
  function quoted(text) {
    const safe = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/.test(text) && !NUMBER.test(text) ? "'" + text : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  }

  // On a phone the navigation is one line: it begins where the reader is.
  const here = document.querySelector(".primary [aria-current]");
  if (here) here.closest("ul").scrollLeft = here.offsetLeft - here.closest("ul").offsetLeft - 16;

  // An interactive picture costs ten times the page: it is loaded for who asks for it.
  for (const figure of document.querySelectorAll("figure.chart[data-explore]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet-button explore";
    button.textContent = "Explore";
    button.setAttribute("aria-pressed", "false");
    figure.append(button);
    let show = null;
    button.addEventListener("click", async () => {
      const live = button.getAttribute("aria-pressed") === "false";
      try {
        if (show) show(live);
        else show = await drawn(figure);
        button.setAttribute("aria-pressed", String(live));
        button.textContent = live ? "Still picture" : "Explore";
      } catch {
        button.textContent = "Cannot be drawn here"; // the still picture remains
        button.disabled = true;
      }
    });
  }

  async function drawn(figure) {
    await loaded(new URL("echarts.min.js", own));
    await loaded(new URL("chart.js", own));
    await loaded(new URL("explore.js", own));
    await loaded(new URL(figure.dataset.explore, location.href.replace(/[?#].*/s, "")));
    return self.scorebookDraw(figure, self.scorebookExplore);
  }

  function loaded(address) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = address;
      script.addEventListener("load", resolve);
      script.addEventListener("error", reject);
      document.head.append(script);
    });
  }

  // The search is loaded when it is asked for: by its link, or by `/` where nobody types.
  const find = document.querySelector("a.find");
  let searching = null;
  find?.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    search();
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing) return;
    event.preventDefault();
    search();
  });

  function search() {
    if (self.scorebookOpenSearch) return self.scorebookOpenSearch();
    if (searching) return;
    const style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = new URL("search.css", own);
    document.head.append(style);
    // Where it cannot be had, the list of all pages stands.
    searching = loaded(new URL("search.js", own)).catch(() => { if (find) location.href = find.href; });
  }
})();
