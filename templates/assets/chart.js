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

  // Draws into `figure` what its page's explore.js told. Gives what hides and shows it; throws where it cannot be drawn.
  self.scorebookDraw = (figure, told) => {
    const still = figure.querySelector(".picture-box");
    const place = document.createElement("div");
    place.className = "chart-live";
    place.tabIndex = 0;
    place.setAttribute("role", "application");
    place.setAttribute("aria-roledescription", "chart");
    place.setAttribute("aria-label", `${told.label}. Arrow keys go from period to period.`);
    // As high as what it stands in for, so that nothing below moves.
    place.style.height = `${Math.max(still.getBoundingClientRect().height, 256)}px`;
    const said = document.createElement("p");
    said.className = "note chart-said";
    said.setAttribute("role", "status");
    said.textContent = "Point at a period, or walk with the arrow keys.";
    still.after(place, said);
    still.hidden = true;

    const series = told.option.series;
    const last = told.titles.length - 1;
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
      const option = coloured(told.option, tokens);
      option.backgroundColor = "transparent";
      if (calm.matches) option.animation = false;
      for (const tip of [option.tooltip].flat()) {
        if (!tip) continue;
        tip.renderMode = "richText";
        tip.confine = true;
        tip.formatter = (points) => {
          at = [points].flat()[0].dataIndex;
          return wordsOf(at).join("\n");
        };
      }
      // A finger moves the page, and two the picture.
      if (narrow.matches) option.dataZoom = option.dataZoom.filter((zoom) => zoom.type !== "inside");
      chart.setOption(option);
      return chart;
    }

    // What the still picture says of the point, then the lines it lies between.
    function wordsOf(index) {
      const lines = series.filter((one) => one.step && typeof one.data[index] === "number");
      return [told.titles[index], ...lines.map((one) => `${one.name} ${one.data[index].toFixed(told.decimals)}${told.unit}`)];
    }
  };

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
