// Draws the charts of a page, in the colours of its style sheet. The figures are in tables as well,
// so nothing is lost where this does not run.
const { vega } = document.querySelector("script[data-vega]").dataset;
const charts = [...document.querySelectorAll("[data-chart]")];
const dark = matchMedia("(prefers-color-scheme: dark)");
const still = { actions: false, ast: true, renderer: "svg", defaultStyle: false };
let drawn = [];

// A chart's parameters take the value of the style sheet's variable of the same name, if any.
function coloured(spec) {
  const style = getComputedStyle(document.documentElement);
  for (const param of spec.params)
    param.value = style.getPropertyValue(`--${param.name}`).trim() || param.value;
  return spec;
}

async function draw(vegaEmbed, place) {
  const spec = coloured(JSON.parse(document.getElementById(place.dataset.chart).textContent));
  return vegaEmbed(place, spec, { ...still, tooltip: { disableDefaultStyle: true } });
}

async function drawAll() {
  const { vegaEmbed } = await import(vega);
  for (const chart of drawn.splice(0)) chart.finalize();
  drawn = await Promise.all(charts.map((place) => draw(vegaEmbed, place)));
  document.documentElement.dataset.drawn = drawn.length;
}

// No Vega, then: the tables say the same.
function doWithout(error) {
  console.error(error);
  for (const place of charts) place.hidden = true;
  for (const figures of document.querySelectorAll(".figures")) figures.open = true;
}

const show = () => drawAll().catch(doWithout);
if (charts.length) {
  dark.addEventListener("change", show);
  show();
}
