// The interactive picture of a metric, loaded when a reader asks to explore it. The still picture is the page's picture: this one stands in its place, with the
// same marks, limits, targets and words, until the reader goes back, and never in print.
//
// A text in the option that reads `var(--name)` becomes that colour of the page's theme. The canvas renderer is used because the other one writes style
// attributes, which the page's policy refuses.
"use strict";
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const narrow = matchMedia("(max-width: 40rem)");

  // Draws into `figure` what its page's explore.js told, in the option that all pages share. Gives what hides and shows it; throws where it cannot be
  // drawn.
  self.scorebookDraw = (figure, told) => {
    const still = figure.querySelector(".picture-box");
    const titles = titlesOf(still, told);
    const option = filled(structuredClone(self.scorebookOption), told, titles);
    const place = document.createElement("div");
    place.className = "chart-live";
    place.tabIndex = 0;
    place.setAttribute("role", "application");
    place.setAttribute("aria-roledescription", "chart");
    place.setAttribute("aria-label", `${still.querySelector("svg").getAttribute("aria-label")}. Arrow keys go from period to period.`);
    // As high as what it stands in for, so that nothing below moves.
    place.style.height = `${Math.max(still.getBoundingClientRect().height, 256)}px`;
    const said = document.createElement("p");
    said.className = "note chart-said";
    said.setAttribute("role", "status");
    said.textContent = "Point at a period, or walk with the arrow keys.";
    still.after(place, said);
    still.hidden = true;

    const series = option.series;
    const last = titles.length - 1;
    let at = last + 1;
    let drawn = null;
    try {
      drawn = draw();
    } catch (failed) {
      place.remove();
      said.remove();
      still.hidden = false;
      throw failed;
    }

    place.addEventListener("keydown", (event) => {
      const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: last }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      at = Math.min(Math.max(to, 0), last);
      const values = series.findIndex((one) => one.markLine);
      drawn.dispatchAction({ type: "showTip", seriesIndex: Math.max(values, 0), dataIndex: at });
      said.textContent = wordsOf(at).join("; ");
    });

    const again = () => { if (!place.hidden) drawn = draw(); };
    dark.addEventListener("change", again);
    narrow.addEventListener("change", again);
    let waiting = 0;
    addEventListener("resize", () => {
      cancelAnimationFrame(waiting);
      waiting = requestAnimationFrame(() => { if (!place.hidden) drawn.resize(); });
    });
    let shown = true;
    const show = (live) => {
      place.hidden = said.hidden = !live;
      still.hidden = live;
      if (live) drawn.resize();
    };
    addEventListener("beforeprint", () => show(false));
    addEventListener("afterprint", () => show(shown));
    place.focus({ preventScroll: true });
    return (live) => {
      shown = live;
      show(live);
      if (live) place.focus({ preventScroll: true });
    };

    function draw() {
      drawn?.dispose();
      const tokens = getComputedStyle(document.documentElement);
      const chart = echarts.init(place, themeOf(tokens), { renderer: "canvas" });
      const shown = coloured(option, tokens);
      shown.backgroundColor = "transparent";
      if (calm.matches) shown.animation = false;
      for (const tip of [shown.tooltip].flat()) {
        if (!tip) continue;
        tip.renderMode = "richText";
        tip.confine = true;
        tip.formatter = (points) => {
          at = [points].flat()[0].dataIndex;
          return wordsOf(at).join("\n");
        };
      }
      // A finger moves the page, and two the picture.
      if (narrow.matches) shown.dataZoom = shown.dataZoom.filter((zoom) => zoom.type !== "inside");
      chart.setOption(shown);
      return chart;
    }

    // What the still picture says of the point, then the lines it lies between.
    function wordsOf(index) {
      const lines = series.filter((one) => one.step && typeof one.data[index] === "number");
      return [titles[index], ...lines.map((one) => `${one.name} ${one.data[index].toFixed(told.decimals)}${told.unit}`)];
    }
  };

  // What each period says: the still picture's points in their order, and between them the periods without a figure.
  function titlesOf(still, told) {
    const titles = [...still.querySelectorAll("title")].map((title) => title.textContent);
    for (const [at, period] of told.gaps ?? []) titles.splice(at, 0, `${period}: no figure`);
    return titles;
  }

  // The lines and marks that a picture has, with their figures; those that it has not are left out.
  function filled(option, told, titles) {
    const periods = titles.map((title) => title.slice(0, title.indexOf(": ")));
    const held = (steps, part) => periods.map((_, at) => (steps ?? []).findLast(([from]) => from <= at)?.[part] ?? null);
    const marked = (points) => told.values.map((value, at) => ((points ?? []).includes(at) ? value : null));
    const hollow = { color: "var(--paper)", borderColor: "var(--ink)", borderWidth: 1.5 };
    const data = {
      "Upper limit": held(told.limits, 1),
      "Mean": held(told.limits, 2),
      "Lower limit": held(told.limits, 3),
      "Target, or more": held(told.targets, 1),
      "Target, or less": held(told.targets, 2),
      "Unusual, worse": marked(told.concern),
      "Unusual, better": marked(told.improvement),
      "Unusual": marked(told.neutral),
    };
    for (const one of option.series) {
      if (one.markLine) {
        one.name = told.name;
        one.data = told.values.map((value, at) => ((told.provisional ?? []).includes(at) ? { value, itemStyle: hollow } : { value }));
        one.markLine.data = (told.events ?? []).map(([at, name]) => ({ name, xAxis: periods[at] }));
      } else {
        one.data = data[one.name];
      }
    }
    option.series = option.series.filter((one) => one.markLine || one.data.some((value) => value !== null));
    Object.assign([option.xAxis].flat()[0], { data: periods });
    // Braces would start a placeholder.
    const unit = told.unit.replace(/[{}]/g, "");
    Object.assign([option.yAxis].flat()[0], { min: told.axis[0], max: told.axis[1], axisLabel: { formatter: `{value}${unit}` } });
    return option;
  }

  function themeOf(tokens) {
    const token = (name) => tokens.getPropertyValue(name).trim();
    const ink = token("--ink"), soft = token("--ink-2"), rule = token("--rule"), axis = token("--rule-2");
    const axes = {
      axisLine: { lineStyle: { color: axis } },
      axisTick: { lineStyle: { color: axis } },
      axisLabel: { color: soft },
      nameTextStyle: { color: soft },
      splitLine: { lineStyle: { color: rule } },
    };
    return {
      color: ["--accent", "--concern", "--improve", "--neutral", "--common"].map(token),
      textStyle: { color: ink, fontFamily: getComputedStyle(document.body).fontFamily },
      legend: { textStyle: { color: soft }, pageTextStyle: { color: soft }, pageIconColor: ink, inactiveColor: axis },
      tooltip: { backgroundColor: token("--raised"), borderColor: axis, textStyle: { color: ink } },
      dataZoom: { textStyle: { color: soft }, borderColor: rule },
      categoryAxis: axes,
      valueAxis: axes,
      timeAxis: axes,
    };
  }

  // A copy of the option with the theme's colours in place of their names.
  function coloured(value, tokens) {
    if (typeof value === "string") {
      const name = /^var\((--[a-z0-9-]+)\)$/.exec(value);
      return name ? tokens.getPropertyValue(name[1]).trim() : value;
    }
    if (Array.isArray(value)) return value.map((item) => coloured(item, tokens));
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, coloured(item, tokens)]));
  }
})();
