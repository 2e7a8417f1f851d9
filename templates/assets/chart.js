// Interactive pictures. The static drawing stays on the page, for print and for reading without scripts.
//
//   <figure class="chart">
//     <div class="chart-live" id="c1" hidden></div>
//     <script type="application/json" class="chart-option" data-for="c1">{…}</script>
//     <details class="chart-static" open><summary>Still picture</summary><svg …></details>
//   </figure>
//
// A text in the option that reads `var(--name)` becomes that colour of the page's theme. The canvas renderer
// is used because the other one writes style attributes, which the page's policy refuses.
"use strict";
(() => {
  if (typeof echarts === "undefined") return;
  const charts = [];
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const still = matchMedia("(prefers-reduced-motion: reduce)");

  for (const data of document.querySelectorAll("script.chart-option")) {
    const place = document.getElementById(data.dataset.for);
    if (!place) continue;
    let option;
    try {
      option = JSON.parse(data.textContent);
    } catch {
      continue; // the still picture remains
    }
    const picture = place.closest("figure")?.querySelector("details.chart-static");
    const chart = { place, option, picture, drawn: null };
    if (draw(chart)) charts.push(chart);
  }

  function draw(chart) {
    chart.drawn?.dispose();
    chart.place.hidden = false;
    try {
      const tokens = getComputedStyle(document.documentElement);
      chart.drawn = echarts.init(chart.place, themeOf(tokens), { renderer: "canvas" });
      const option = coloured(chart.option, tokens);
      option.backgroundColor = "transparent";
      if (still.matches) option.animation = false;
      for (const tip of [option.tooltip].flat()) if (tip) tip.renderMode = "richText";
      chart.drawn.setOption(option);
    } catch {
      chart.place.hidden = true;
      if (chart.picture) chart.picture.open = true;
      return false;
    }
    if (chart.picture) chart.picture.open = false;
    return true;
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
  addEventListener("beforeprint", () => charts.forEach(({ place, picture }) => {
    if (!picture) return;
    place.hidden = true;
    picture.open = true;
  }));
  addEventListener("afterprint", () => charts.forEach(({ place, picture, drawn }) => {
    if (!picture) return;
    place.hidden = false;
    picture.open = false;
    drawn.resize();
  }));
})();
