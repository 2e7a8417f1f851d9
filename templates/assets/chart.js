// Interactive pictures, drawn when a reader asks for one. The still drawing is the page's picture and stays.
//
//   <figure class="chart">
//     <div class="picture-box"><svg …></div>
//     <script type="application/json" class="chart-option" data-for="c1">{…}</script>
//     <div class="explore"></div>
//     <div class="chart-live" id="c1" hidden></div>
//   </figure>
//
// The runtime is twenty times as heavy as a page: it is fetched with the first picture that is asked for. A text in the option
// that reads `var(--name)` becomes that colour of the page's theme. The canvas renderer is used because the other one writes
// style attributes, which the page's policy refuses.
"use strict";
(() => {
  const { runtime } = document.currentScript.dataset;
  const charts = [];
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let fetched = null;

  for (const data of document.querySelectorAll("script.chart-option")) {
    const place = document.getElementById(data.dataset.for);
    const bar = place?.closest("figure")?.querySelector(".explore");
    if (!bar) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet-button";
    button.textContent = "Explore";
    button.setAttribute("aria-expanded", "false");
    button.setAttribute("aria-controls", place.id);
    bar.append(button);
    const chart = { place, button, data, drawn: null };
    button.addEventListener("click", () => (place.hidden ? open(chart) : close(chart)));
  }

  function open(chart) {
    chart.place.hidden = false; // its room is kept while the runtime comes
    chart.button.setAttribute("aria-expanded", "true");
    chart.button.textContent = "Close";
    fetched ??= new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = runtime;
      script.addEventListener("load", done);
      script.addEventListener("error", failed);
      document.head.append(script);
    });
    fetched.then(() => draw(chart)).catch(() => {
      fetched = null;
      close(chart);
    });
  }

  function close(chart) {
    chart.drawn?.dispose();
    chart.drawn = null;
    chart.place.hidden = true;
    chart.button.setAttribute("aria-expanded", "false");
    chart.button.textContent = "Explore";
    charts.splice(0, charts.length, ...charts.filter((one) => one !== chart));
  }

  function draw(chart) {
    if (chart.place.hidden) return; // closed meanwhile
    chart.drawn?.dispose();
    const tokens = getComputedStyle(document.documentElement);
    chart.drawn = echarts.init(chart.place, themeOf(tokens), { renderer: "canvas" });
    const option = coloured(JSON.parse(chart.data.textContent), tokens);
    option.backgroundColor = "transparent";
    if (still.matches) option.animation = false;
    for (const tip of [option.tooltip].flat()) if (tip) tip.renderMode = "richText";
    chart.drawn.setOption(option);
    if (!charts.includes(chart)) charts.push(chart);
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
      legend: { textStyle: { color: soft }, inactiveColor: axis },
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

  let waiting = 0;
  addEventListener("resize", () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => charts.forEach((chart) => chart.drawn.resize()));
  });
  dark.addEventListener("change", () => charts.forEach(draw));
})();
