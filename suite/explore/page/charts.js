// The charts, in the reports' grammar: colour is the agreement, dashes and the light band are what is not known, and
// amounts begin at zero. Names and values stand at what they tell, never over each other.

const SVG = "http://www.w3.org/2000/svg";

/** Return an element of a drawing. */
function draw(name, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** Return how wide a text is in the page's typeface. */
const textWidth = (() => {
  const ruler = document.createElement("canvas").getContext("2d");
  const family = getComputedStyle(document.documentElement).fontFamily;
  return (text, weight = 400) => {
    ruler.font = `${weight} 13px ${family}`;
    return ruler.measureText(text).width;
  };
})();

/** Return the step between round numbers on an axis: 1, 2 or 5 times a power of ten. */
function roundStep(span, count) {
  const rough = Math.max(span, 1e-9) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * ([1, 2, 5, 10].find((each) => each * power >= rough) ?? 10);
}

/** Return places along an axis that lie at least so far apart, as near as can be to where they want to be. */
function apart(wanted, gap, low, high) {
  const order = [...wanted.keys()].sort((one, other) => wanted[one] - wanted[other]);
  const places = [...wanted];
  let before = -Infinity;
  for (const place of order) before = places[place] = Math.max(wanted[place], before + gap, low);
  let after = high + gap;
  for (const place of order.reverse()) after = places[place] = Math.min(places[place], after - gap);
  return places;
}

/** Return how an amount stands on an axis: kronor, thousands or millions of them, and what that is called. */
function axisUnit(most) {
  if (most >= 5e6) return { size: 1e6, name: "miljoner kr" };
  return most >= 5e3 ? { size: 1e3, name: "tusen kr" } : { size: 1, name: "kr" };
}

const axisText = (value, { size }) => {
  const told = Math.round((value / size) * 100) / 100;
  return String(told).replace(".", ",").replace("-", "−").replace(/\B(?=(\d{3})+(?!\d))(?<!,\d*)/g, SPACE);
};

/** Return a drawing's scale from amounts to places, with its guiding lines and their words. */
function scaleTo(most, least, top, bottom, left, right, unit) {
  const step = roundStep(most - least, 4);
  const [low, high] = [Math.floor(least / step) * step, Math.ceil(most / step) * step || step];
  const at = (value) => bottom - ((value - low) / (high - low)) * (bottom - top);
  const guides = [];
  for (let value = low; value <= high + step / 2; value += step) {
    const zero = Math.abs(value) < step / 2;
    guides.push(draw("line", { x1: left, x2: right, y1: at(value), y2: at(value), stroke: zero ? "var(--quiet)" : "var(--line)", "stroke-width": zero ? 1 : 0.75 }));
    guides.push(draw("text", { x: left - 6, y: at(value) + 4, "text-anchor": "end", fill: "var(--quiet)" }, axisText(value, unit)));
  }
  return { at, guides };
}

/**
 * Draw amounts by year as lines.
 *
 * `lines`: {name, values, colour, width}, the first on top; a value null is not drawn. `band`: {low, high} or null.
 * `known`: the last year that rests on published populations; after it lines are dashed.
 */
function lineChart({ years, lines, band, known, width, height, unit, pick, told }) {
  const wide = width >= 560;
  const values = [...lines.flatMap((line) => line.values), ...(band ? band.high : [])].filter((value) => value !== null);
  const most = Math.max(...values, 1);
  const named = wide ? Math.max(...lines.map((line) => textWidth(fitted(line.name, 24), 700))) + 14 : 14;
  const right = width - named;
  const [left, top, bottom] = [48, 12, height - 24];
  const { at, guides } = scaleTo(most, Math.min(0, ...values), top, bottom, left, right, unit);
  const across = (place) => left + 10 + (place * (right - left - 20)) / Math.max(years.length - 1, 1);
  const made = draw("svg", { viewBox: `0 0 ${width} ${height}`, width, height, "font-size": 13, fill: "var(--ink)" }, ...guides);
  const every = Math.ceil((years.length * 40) / (right - left));
  years.forEach((year, place) => {
    if ((years.length - 1 - place) % every === 0)
      made.append(draw("text", { x: across(place), y: height - 6, "text-anchor": "middle", fill: "var(--quiet)" }, String(year)));
  });
  if (band) made.append(bandOf(band, across, at));
  for (const line of [...lines].reverse()) made.append(...lineOf(line, years, known, across, at));
  const ends = lines.map((line) => at(line.values.findLast((value) => value !== null) ?? 0));
  if (wide)
    apart(ends, 16, top + 6, bottom).forEach((place, number) => {
      const { name, colour, width: thick } = lines[number];
      const weight = thick > 2 ? 700 : 400;
      made.append(draw("text", { x: right + 2, y: place + 4, fill: colour, "font-weight": weight }, fitted(name, 24)));
    });
  if (pick !== null) made.append(draw("line", { x1: across(pick), x2: across(pick), y1: top, y2: bottom, stroke: "var(--quiet)", "stroke-width": 1 }));
  const step = (right - left - 20) / Math.max(years.length - 1, 1);
  made.append(...tips(years.map((year, place) => [across(place) - step / 2, step, told(year, place)]), top, bottom));
  return { svg: made, yearAt: (x) => nearest(years.map((_, place) => across(place)), x) };
}

/** Return what tells, where the pointer rests, the figures of a year. */
function tips(columns, top, bottom) {
  return columns.map(([x, width, text]) =>
    draw("rect", { x, y: top, width, height: bottom - top, fill: "transparent" }, draw("title", {}, text)));
}

const fitted = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
const nearest = (places, wanted) => places.reduce((best, place, number) => (Math.abs(place - wanted) < Math.abs(places[best] - wanted) ? number : best), 0);
const pathOf = (points) => points.map(([x, y], place) => `${place ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");

function bandOf({ low, high }, across, at) {
  const shown = [...high.keys()].filter((place) => high[place] !== null && low[place] !== null);
  const forth = shown.map((place) => [across(place), at(high[place])]);
  const back = shown.map((place) => [across(place), at(low[place])]).reverse();
  return draw("path", { d: `${pathOf([...forth, ...back])}Z`, fill: "var(--band)", class: "band" });
}

function lineOf({ values, colour, width }, years, known, across, at) {
  const points = values.map((value, place) => (value === null ? null : [across(place), at(value), years[place]]));
  const piece = (own, dashed) => draw("path", {
    d: pathOf(own), fill: "none", stroke: colour, "stroke-width": width, "stroke-linejoin": "round",
    ...(dashed ? { "stroke-dasharray": `${2 * width} ${1.5 * width}` } : {}),
  });
  const whole = points.filter(Boolean);
  const sure = whole.filter(([, , year]) => year <= known);
  const rest = whole.filter(([, , year]) => year >= known);
  return [piece(sure, false), piece(rest, true)].filter((path) => path.getAttribute("d"));
}

/**
 * Draw amounts by party as bars from zero, stacked by agreement: what is more to the right, what is less to the left.
 * `bars`: {name, pieces: [{value, colour}], text}.
 */
function barChart({ bars, width, unit }) {
  const wide = width >= 480;
  const names = wide ? Math.max(0, ...bars.map((bar) => textWidth(fitted(bar.name, 26)))) + 12 : 0;
  const [line, pitch] = [wide ? 18 : 14, wide ? 26 : 40];
  const sides = bars.map((bar) => [
    bar.pieces.filter(({ value }) => value < 0).reduce((all, { value }) => all + value, 0),
    bar.pieces.filter(({ value }) => value > 0).reduce((all, { value }) => all + value, 0),
  ]);
  const [least, most] = [Math.min(0, ...sides.map(([low]) => low)), Math.max(0, ...sides.map(([, high]) => high))];
  const room = Math.max(0, ...bars.map((bar) => textWidth(bar.text, 600))) + 12;
  const [left, right] = [names + (least < 0 ? room : 0), width - (most > 0 ? room : 10)];
  const at = (value) => left + ((value - least) / (most - least || 1)) * (right - left);
  const height = bars.length * pitch + 8;
  const made = draw("svg", { viewBox: `0 0 ${width} ${height}`, width, height, "font-size": 13, fill: "var(--ink)" });
  bars.forEach((bar, number) => {
    const y = number * pitch + (wide ? 4 : 20);
    const own = draw("g", { "data-part": bar.part, class: "bar-row" });
    made.append(own);
    own.append(draw("text", { x: 0, y: wide ? y + 14 : y - 5 }, fitted(bar.name, 26)));
    let [below, above] = [0, 0];
    for (const { value, colour } of bar.pieces) {
      const from = value < 0 ? below : above;
      if (value < 0) below += value;
      else above += value;
      const [x, end] = [at(Math.min(from, from + value)), at(Math.max(from, from + value))];
      own.append(draw("rect", { x, y, width: Math.max(end - x, 0), height: line, fill: colour }));
    }
    own.append(draw("line", { x1: at(0), x2: at(0), y1: y - 4, y2: y + line + 4, stroke: "var(--quiet)" }));
    const total = above + below;
    const beside = total < 0 || (!above && below) ? { x: at(below) - 5, "text-anchor": "end" } : { x: at(above) + 5 };
    own.append(draw("text", { ...beside, y: y + line / 2 + 4.5, "font-weight": 600 }, bar.text));
  });
  return { svg: made };
}

/** Draw amounts by year as bars stacked by agreement, with what they are compared with as a line across each. */
function stackedChart({ years, layers, marks, width, height, unit, pick, told }) {
  const totals = years.map((_, place) => layers.reduce((all, layer) => all + Math.max(layer.values[place], 0), 0));
  const lows = years.map((_, place) => layers.reduce((all, layer) => all + Math.min(layer.values[place], 0), 0));
  const [left, right, top, bottom] = [48, width - 8, 12, height - 24];
  const { at, guides } = scaleTo(Math.max(...totals, ...marks, 1), Math.min(0, ...lows), top, bottom, left, right, unit);
  const step = (right - left) / years.length;
  const thick = Math.min(step * 0.66, 48);
  const made = draw("svg", { viewBox: `0 0 ${width} ${height}`, width, height, "font-size": 13, fill: "var(--ink)" }, ...guides);
  const every = Math.ceil(40 / step);
  years.forEach((year, place) => {
    const middle = left + step * (place + 0.5);
    let [above, below] = [0, 0];
    for (const { values, colour } of layers) {
      const value = values[place];
      const from = value < 0 ? below : above;
      if (value < 0) below += value;
      else above += value;
      const [y, end] = [at(Math.max(from, from + value)), at(Math.min(from, from + value))];
      made.append(draw("rect", { x: middle - thick / 2, y, width: thick, height: Math.max(end - y, 0), fill: colour }));
    }
    made.append(draw("line", { x1: middle - thick / 2 - 4, x2: middle + thick / 2 + 4, y1: at(marks[place]), y2: at(marks[place]), stroke: "var(--ink)", "stroke-width": 2 }));
    if ((years.length - 1 - place) % every === 0)
      made.append(draw("text", { x: middle, y: height - 6, "text-anchor": "middle", fill: "var(--quiet)", "font-weight": pick === place ? 700 : 400 }, String(year)));
  });
  made.append(...tips(years.map((year, place) => [left + step * place, step, told(year, place)]), top, bottom));
  return { svg: made, yearAt: (x) => Math.min(Math.max(Math.floor((x - left) / step), 0), years.length - 1) };
}

/** Return the typeface that the page carries, as a drawing carries it. */
function typeface() {
  const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]);
  return rules.filter((rule) => rule instanceof CSSFontFaceRule).map((rule) => rule.cssText).join("\n");
}

/** Return a drawing as a file that stands alone: what it finds, what it shows, its note, and the colours of paper. */
function asPicture(svg, finding, what, note, colours) {
  const [width, height] = ["width", "height"].map((name) => Number(svg.getAttribute(name)));
  const [titles, whats, notes] = [inLines(finding, width / 8.6), inLines(what, width / 6.6), inLines(note, width / 6.2)];
  const [above, below] = [titles.length * 21 + whats.length * 18 + 14, notes.length * 16 + 14];
  const whole = draw("svg", {
    xmlns: SVG, viewBox: `0 0 ${width + 32} ${height + above + below + 24}`, width: width + 32, height: height + above + below + 24,
    "font-family": "'Source Sans Pro', 'Source Sans 3', 'Segoe UI', Arial, sans-serif", "font-size": 13,
  });
  whole.append(draw("style", {}, typeface()), draw("title", {}, finding), draw("rect", { width: "100%", height: "100%", fill: "var(--paper)" }));
  titles.forEach((text, line) => whole.append(draw("text", { x: 16, y: 30 + line * 21, "font-size": 17, "font-weight": 700, fill: "var(--ink)" }, text)));
  whats.forEach((text, line) => whole.append(draw("text", { x: 16, y: 30 + titles.length * 21 + line * 18, fill: "var(--quiet)" }, text)));
  const inner = svg.cloneNode(true);
  inner.setAttribute("x", 16);
  inner.setAttribute("y", above + 12);
  whole.append(inner);
  notes.forEach((text, line) => whole.append(draw("text", { x: 16, y: height + above + 32 + line * 16, "font-size": 12, fill: "var(--quiet)" }, text)));
  const text = new XMLSerializer().serializeToString(whole);
  return text.replace(/var\(--([a-z0-9]+)(?:, *(#[0-9A-Fa-f]+))?\)/g, (_, name, own) => own ?? colours[name]);
}

/** Return a text as lines of about so many signs. */
function inLines(text, most) {
  const lines = [""];
  for (const word of text.split(" "))
    if (lines.at(-1) && lines.at(-1).length + word.length >= most) lines.push(word);
    else lines[lines.length - 1] += (lines.at(-1) && " ") + word;
  return lines;
}
