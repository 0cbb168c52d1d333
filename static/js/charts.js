// Charts drawn from the numbers of their tables. Without this the tables stand alone.
const { echarts } = window;
const COLOURS = ["#0b4f8a", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#8a6d00", "#3d3d3d", "#e69f00", "#7a3e9d", "#5b8c00", "#a61b1b", "#2a9d9d", "#8c8c8c", "#c4a26a"];
const SYMBOLS = ["circle", "rect", "triangle", "diamond", "roundRect", "pin"];
const DASHES = ["solid", "dashed", "dotted"];
const SHOWN = 6; // lines drawn at first, the largest; the legend brings the others
const still = matchMedia("(prefers-reduced-motion: reduce)");
const FONT = getComputedStyle(document.body).fontFamily;
const drawn = new Map(); // chart's code → what is there

function start() {
  const data = document.getElementById("drawn");
  if (!data || !echarts) return;
  drawn.clear();
  for (const chart of JSON.parse(data.textContent)) {
    const place = document.querySelector(`[data-chart="${CSS.escape(chart.code)}"]`);
    if (place && (chart.kind !== "flow" || chart.links.length)) draw(place, chart);
  }
}

function draw(place, chart) {
  place.hidden = false;
  if (chart.kind === "rank" || (chart.kind === "share" && chart.labels.length > 8)) {
    place.classList.add("is-tall");
    place.style.setProperty("--rows", chart.labels.length);
  }
  const instance = echarts.init(place, null, { renderer: "canvas" });
  instance.setOption(option(chart));
  new ResizeObserver(() => instance.resize()).observe(place);
  drawn.set(chart.code, instance);
  const words = document.querySelector("[data-charts-words]").dataset;
  keys(place, instance, chart, words);
  const section = place.closest(".chart");
  section.querySelector(".chart-table").open = false;
  section.querySelector(".chart-files").prepend(button(words.png, () => keep(chart)));
}

function button(text, act) {
  const one = document.createElement("button");
  [one.type, one.className, one.textContent] = ["button", "btn btn-sm btn-secondary", text];
  one.addEventListener("click", act);
  return one;
}

// --- what each kind looks like

const said = (chart, one, n) => [one.texts[n], chart.unit === "%" ? "" : chart.unit, one.partial[n] && `（${one.partial[n]}）`].filter(Boolean).join(" ");
const numbers = (chart) => chart.series.filter((one) => one.values.some((value) => value !== null));
const isBarred = (chart) => chart.kind !== "line" && chart.kind !== "flow";

function option(chart, whole = false) {
  const make = { line, stack, share, rank, flow }[chart.kind];
  return {
    color: COLOURS,
    animation: !whole && !still.matches,
    textStyle: { fontFamily: FONT, color: "#1f252c" },
    aria: { enabled: true, label: { description: description(chart) }, decal: { show: isBarred(chart) } },
    // Written on the canvas, not into the page: the page allows no styles from scripts.
    tooltip: { trigger: "item", renderMode: "richText", confine: true, formatter: ({ seriesIndex, dataIndex, data }) => tip(chart, seriesIndex, dataIndex, data) },
    ...make(chart, whole),
  };
}

function description(chart) {
  return `${chart.title}（${chart.unit}）。${numbers(chart).map((one) => `${one.name}：${chart.labels.map((label, n) => `${label} ${said(chart, one, n)}`).join("，")}`).join("；")}`.slice(0, 1500);
}

function tip(chart, series, n, data) {
  if (chart.kind === "flow") return data?.source ? `${data.source} → ${data.target}：${data.value} ${chart.unit}` : (data?.name ?? "");
  const one = numbers(chart)[series];
  const beside = chart.kind === "rank" ? chart.series.filter((other) => other !== one).map((other) => `\n${other.name}：${other.texts[n]}`).join("") : "";
  return `${chart.labels[n]}\n${one.name}：${said(chart, one, n)}${beside}`;
}

const axis = { axisLine: { lineStyle: { color: "#9aa4af" } }, axisLabel: { color: "#1f252c" }, splitLine: { lineStyle: { color: "#dde2e8" } } };
const legend = (names, selected) => ({ type: "scroll", bottom: 0, data: names, selected, textStyle: { color: "#1f252c" } });
const grid = (top) => ({ left: 8, right: 24, top, bottom: 44, containLabel: true });

function line(chart, whole) {
  const there = numbers(chart);
  const last = (one) => Math.max(...one.values.filter((value) => value !== null));
  const parts = there.length > SHOWN ? there.slice(1) : there; // the first is the sum, which dwarfs the others
  const most = new Set([...parts].sort((a, b) => last(b) - last(a)).slice(0, SHOWN));
  const selected = Object.fromEntries(there.map((one) => [one.name, there.length <= SHOWN || most.has(one)]));
  return {
    legend: legend(there.map((one) => one.name), selected),
    grid: grid(whole ? 70 : 30),
    xAxis: { type: "category", data: chart.labels, ...axis },
    yAxis: { type: "value", name: chart.unit, nameTextStyle: { color: "#454e59" }, ...axis },
    // What lacks reports is no fall: its mark stands alone, and the line runs over whole years only.
    series: [
      ...there.map((one, n) => ({
        type: "line",
        name: one.name,
        symbol: SYMBOLS[n % SYMBOLS.length],
        symbolSize: 9,
        showAllSymbol: true,
        lineStyle: { width: 0 },
        emphasis: { focus: "series", lineStyle: { width: 0 } },
        data: one.values.map((value, at) => ({ value, symbol: shape(n, one.partial[at]) })),
      })),
      ...there.map((one, n) => ({
        type: "line",
        name: one.name,
        symbol: "none",
        silent: true,
        connectNulls: false,
        lineStyle: { width: 2, type: DASHES[Math.floor(n / SYMBOLS.length) % DASHES.length] },
        data: one.whole,
      })),
    ],
  };
}

// A hollow mark where reports are lacking.
const capital = (word) => word.replace(/^./, (letter) => letter.toUpperCase());
const shape = (n, partial) => (partial ? `empty${capital(SYMBOLS[n % SYMBOLS.length])}` : SYMBOLS[n % SYMBOLS.length]);
// A lighter bar with a broken edge likewise; its label stays as dark as the others.
const bar = (value, partial, colour) => ({ value, itemStyle: partial ? { color: `${colour}99`, borderColor: "#1f252c", borderType: "dashed", borderWidth: 1 } : { borderColor: "#fff", borderWidth: 0.5 } });

function stack(chart, whole) {
  const there = numbers(chart);
  return {
    legend: legend(there.map((one) => one.name)),
    grid: grid(whole ? 70 : 30),
    xAxis: { type: "category", data: chart.labels, ...axis },
    yAxis: { type: "value", name: chart.unit, nameTextStyle: { color: "#454e59" }, ...axis },
    series: there.map((one, at) => ({ type: "bar", stack: "all", name: one.name, barMaxWidth: 56, emphasis: { focus: "series" }, data: one.values.map((value, n) => bar(value, one.partial[n], COLOURS[at])) })),
  };
}

function share(chart, whole) {
  const there = numbers(chart);
  return {
    legend: legend(there.map((one) => one.name)),
    grid: grid(whole ? 70 : 10),
    xAxis: { type: "value", max: 100, axisLabel: { formatter: "{value}%", color: "#1f252c" }, splitLine: axis.splitLine },
    yAxis: { type: "category", data: chart.labels, inverse: true, ...axis },
    series: there.map((one, at) => ({ type: "bar", stack: "all", name: one.name, barMaxWidth: 26, emphasis: { focus: "series" }, data: one.values.map((value, n) => bar(value, one.partial[n], COLOURS[at])) })),
  };
}

function rank(chart, whole) {
  const [one] = numbers(chart);
  return {
    grid: { ...grid(whole ? 70 : 10), bottom: 16, right: 90 },
    xAxis: { type: "value", ...axis },
    yAxis: { type: "category", data: chart.labels, inverse: true, ...axis, axisLabel: { color: "#1f252c", width: 190, overflow: "truncate" } },
    series: [{
      type: "bar",
      name: one.name,
      barMaxWidth: 18,
      label: { show: true, position: "right", color: "#1f252c", formatter: ({ dataIndex }) => said(chart, one, dataIndex) },
      data: one.values.map((value, n) => bar(value, one.partial[n], COLOURS[0])),
    }],
  };
}

function flow(chart, whole) {
  const names = [...new Set(chart.links.flatMap((one) => [one.source, one.target]))];
  return {
    series: [{
      type: "sankey",
      data: names.map((name) => ({ name })),
      links: chart.links,
      top: whole ? 70 : 10,
      left: 8,
      right: 110,
      bottom: 10,
      nodeGap: 14,
      draggable: false,
      emphasis: { focus: "adjacency" },
      lineStyle: { color: "source", opacity: 0.4 },
      label: { color: "#1f252c", formatter: ({ name }) => `${name} ${through(chart, name)}` },
    }],
  };
}

const through = (chart, name) => {
  const sum = (key) => chart.links.filter((one) => one[key] === name).reduce((total, one) => total + one.value, 0);
  return sum("target") || sum("source");
};

// --- keyboard: left and right go from number to number, up and down from series to series

function keys(place, instance, chart, words) {
  const steps = chart.kind === "flow" ? [chart.links] : numbers(chart).map((one) => one.values);
  let [row, column] = [0, -1];
  const spoken = document.createElement("p");
  [spoken.className, spoken.role] = ["visually-hidden", "status"];
  place.after(spoken);
  place.tabIndex = 0;
  place.setAttribute("role", "img");
  place.setAttribute("aria-label", `${description(chart)} ${words.keys}`);
  place.addEventListener("keydown", (event) => {
    const [across, down] = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key] ?? [0, 0];
    if (!across && !down) return;
    event.preventDefault();
    row = (row + down + steps.length) % steps.length;
    column = Math.min(Math.max(column + across, 0), steps[row].length - 1);
    const name = numbers(chart)[row]?.name;
    if (chart.kind === "line") instance.dispatchAction({ type: "legendSelect", name });
    instance.dispatchAction({ type: "showTip", seriesIndex: chart.kind === "flow" ? 0 : row, dataIndex: column, ...(chart.kind === "flow" && { dataType: "edge" }) });
    spoken.textContent = tip(chart, row, column, chart.kind === "flow" ? chart.links[column] : null).replaceAll("\n", "，");
  });
  place.addEventListener("blur", () => instance.dispatchAction({ type: "hideTip" }));
}

// --- as a picture: drawn anew with its title and notes, on white

function keep(chart) {
  const sheet = document.createElement("div");
  [sheet.style.width, sheet.style.height] = ["1200px", `${chart.kind === "rank" || chart.labels.length > 8 ? Math.max(640, 180 + chart.labels.length * 28) : 640}px`];
  const instance = echarts.init(sheet, null, { renderer: "canvas", devicePixelRatio: 2, width: 1200, height: parseInt(sheet.style.height, 10) });
  const place = document.querySelector(".page-lead").textContent.trim();
  instance.setOption({ ...option(chart, true), backgroundColor: "#fff", title: { text: `${place} ${chart.title}（${chart.unit}）`, subtext: chart.notes.join(" "), left: 8, top: 6, textStyle: { fontSize: 18, color: "#16263b", fontFamily: FONT }, subtextStyle: { color: "#454e59", width: 1150, overflow: "break" } } });
  const link = document.createElement("a");
  link.href = instance.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: "#fff" });
  link.download = `${place}_${chart.title.replaceAll("：", "_")}.png`;
  link.click();
  instance.dispose();
}

start();
document.addEventListener("htmx:afterSettle", start);
