// The cockpit's charts and map: all they show stands in the page's tables too.
const COLOURS = ["#2f6f4f", "#d99a1c", "#4a7fb5", "#a15c8f", "#7a9a3a", "#c2593f", "#5c6570", "#b9a24a", "#3d8f8f", "#8d6e57", "#9c88c4"];
const NONE = "#d5d9de";
const own = document.currentScript;
const told = (id) => JSON.parse(document.getElementById(id).textContent);

for (const place of document.querySelectorAll("[data-chart]")) {
  const given = told(place.dataset.chart);
  const chart = echarts.init(place, null, { renderer: "svg" });
  const number = (value) => value.toLocaleString(undefined, { maximumFractionDigits: 2 });
  chart.setOption({
    color: COLOURS,
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { left: 8, right: 12, top: 36, bottom: given.series.length > 1 ? 56 : 8, containLabel: true },
    legend: given.series.length > 1 ? { type: "scroll", bottom: 0, itemWidth: 14, itemHeight: 10 } : undefined,
    tooltip: { trigger: "axis", confine: true, axisPointer: { type: "shadow" }, valueFormatter: (value) => `${number(value)} ${given.unit}` },
    xAxis: { type: "category", data: given.labels, axisTick: { show: false }, axisLabel: { interval: 0, hideOverlap: false, rotate: given.labels.length > 6 && place.clientWidth < 480 ? 45 : 0 } },
    yAxis: { type: "value", name: given.unit, nameTextStyle: { align: "left" }, axisLabel: { formatter: number } },
    series: given.series.map((row) => ({
      name: row.name,
      type: given.line ? "line" : "bar",
      stack: given.line ? undefined : "all",
      barMaxWidth: 36,
      data: row.values.map((value, at) => ({ value, url: row.urls[at] })),
    })),
  });
  chart.on("click", (clicked) => { if (clicked.data.url) location.href = clicked.data.url; });
  addEventListener("resize", () => chart.resize());
}

const words = told("map-words"), place = document.getElementById("map"), chosen = document.getElementById("map-by");

// What a plot counts as under a choice; of several crops the one under the trees tells more than the trees.
const kindOf = (plot, by) => (by === "crop" ? plot.crops.at(-1) ?? "" : plot[by]);
const colourOf = (by) => {
  const codes = Object.keys(words.by[by]);
  return (code) => (code === "" || code === "own" ? NONE : COLOURS[codes.indexOf(code) % COLOURS.length]);
};

function legend(by, plots) {
  const colour = colourOf(by), areas = {};
  for (const { properties } of plots) {
    const kind = kindOf(properties, by);
    areas[kind] = (areas[kind] ?? 0) + properties.measured_centimu;
  }
  document.getElementById("map-legend").replaceChildren(...Object.entries(words.by[by]).filter(([code]) => areas[code]).map(([code, word]) => {
    const item = document.createElement("span"), mark = document.createElement("i");
    mark.style.background = colour(code);
    item.append(mark, `${word} ${(areas[code] / 100).toLocaleString()} ${words.unit}`);
    return item;
  }));
}

function paint(map, plots) {
  const by = chosen.value, colour = colourOf(by);
  for (const plot of plots.features) plot.properties.colour = colour(kindOf(plot.properties, by));
  map.getSource("plots").setData(plots);
  legend(by, plots.features);
}

function boundsOf(features) {
  const all = new maplibregl.LngLatBounds();
  for (const feature of features) for (const corner of feature.geometry.coordinates[0]) all.extend(corner);
  return all;
}

function told_of(plot) {
  const box = document.createElement("div"), link = document.createElement("a");
  const facts = [words.by.land_class[plot.land_class], words.by.tenure[plot.tenure], ...JSON.parse(plot.crops).map((crop) => words.by.crop[crop])];
  link.href = words.plot.replace("PLOT", plot.code);
  link.textContent = words.open;
  box.append(plot.code, document.createElement("br"), `${(plot.measured_centimu / 100).toLocaleString()} ${words.unit} · ${facts.join(" · ")}`, document.createElement("br"), link);
  return box;
}

async function draw() {
  const { plots, villages } = await (await fetch(words.data)).json();
  if (!plots.features.length) throw new Error("no plots");
  legend(chosen.value, plots.features);
  maplibregl.setWorkerUrl(own.dataset.worker);
  const map = new maplibregl.Map({
    container: place,
    style: { version: 8, sources: {}, layers: [{ id: "ground", type: "background", paint: { "background-color": "#f4f6f2" } }] },
    bounds: boundsOf(villages.features),
    fitBoundsOptions: { padding: 24 },
    attributionControl: false,
    cooperativeGestures: matchMedia("(pointer: coarse)").matches,
  });
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }));
  map.on("load", () => {
    map.addSource("villages", { type: "geojson", data: villages });
    map.addSource("plots", { type: "geojson", data: plots });
    map.addLayer({ id: "villages", type: "fill", source: "villages", paint: { "fill-color": "#ffffff", "fill-outline-color": "#9aa59c" } });
    map.addLayer({ id: "plots", type: "fill", source: "plots", paint: { "fill-color": ["coalesce", ["get", "colour"], NONE] } });
    map.addLayer({ id: "edges", type: "line", source: "plots", minzoom: 12, paint: { "line-color": "#ffffff", "line-width": 0.6 } });
    paint(map, plots);
    map.once("idle", () => (place.dataset.ready = "yes"));
  });
  for (const village of villages.features) {
    const name = document.createElement("button"), bounds = boundsOf([village]);
    name.type = "button";
    name.className = "lc-place";
    name.textContent = village.properties.name;
    name.addEventListener("click", () => map.fitBounds(bounds, { padding: 24 }));
    new maplibregl.Marker({ element: name, anchor: "bottom" }).setLngLat([bounds.getCenter().lng, bounds.getNorth()]).addTo(map);
  }
  chosen.addEventListener("change", () => paint(map, plots));
  map.on("click", "plots", (at) => new maplibregl.Popup({ maxWidth: "280px" }).setLngLat(at.lngLat).setDOMContent(told_of(at.features[0].properties)).addTo(map));
  map.on("mouseenter", "plots", () => (map.getCanvas().style.cursor = "pointer"));
  map.on("mouseleave", "plots", () => (map.getCanvas().style.cursor = ""));
}

// Without WebGL, or without plots, the page says so and its tables stand.
draw().catch(() => { place.classList.add("lc-plotmap-none"); place.textContent = words.fails; });
