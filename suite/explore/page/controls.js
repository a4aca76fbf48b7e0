// The controls: what can be changed, as questions, each with what it is set to. They change a setting and nothing else.

/** Return an element with attributes and content; a text is always text, never markup. */
function h(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made[key] = value;
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

const HANDLERS = ["onblur", "onchange", "onclick", "oninput", "onsubmit", "ontoggle"];

/**
 * Let what an element holds be as these that have been made anew. What stays is the same element as before: it keeps
 * the focus, an open list, a press that has begun and how far it is scrolled.
 */
function renew(within, children) {
  const nodes = [...children].filter(Boolean).map((each) => (each.nodeType ? each : document.createTextNode(each)));
  const [shown, made] = [[...within.childNodes], nodes];
  made.forEach((each, place) => (shown[place] ? become(shown[place], each) : within.append(each)));
  for (const gone of shown.slice(made.length)) gone.remove();
}

function become(shown, made) {
  if (shown.nodeName !== made.nodeName || shown.type !== made.type) return shown.replaceWith(made);
  if (shown.data !== made.data) shown.data = made.data; // a text
  if (!made.attributes) return undefined;
  for (const { name } of [...shown.attributes]) if (!made.hasAttribute(name)) shown.removeAttribute(name);
  for (const { name, value } of made.attributes) if (shown.getAttribute(name) !== value) shown.setAttribute(name, value);
  for (const name of HANDLERS) shown[name] = made[name];
  renew(shown, made.childNodes);
  for (const name of ["value", "checked"]) if (shown[name] !== made[name]) shown[name] = made[name];
  return undefined;
}

let made_ids = 0;
const freshId = () => `f${(made_ids += 1)}`;

/** Return a list to choose from: `options` are [value, text]. */
function choice(label, options, value, changed) {
  const id = freshId();
  const list = h("select", { id, onchange: (event) => changed(event.currentTarget.value) },
    options.map(([own, text]) => h("option", { value: own, selected: String(own) === String(value) }, text)));
  return h("p", { class: "field" }, h("label", { for: id }, label), list);
}

/** Return what is done when a field has been changed: `read` takes its text; what is wrong with it is said below it. */
const reading = (read) => ({ currentTarget: field }) => {
  try {
    read(field.value.replace(/\s/g, ""));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    document.getElementById(`${field.id}w`).textContent = error.message;
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", `${field.id}w`);
  }
};

/** Return a field to write a number in, with its unit, and where what is wrong with it is said. */
function numberInput(attributes, unit, read) {
  const id = freshId();
  const field = h("input", { type: "text", inputmode: "decimal", autocomplete: "off", id, onchange: reading(read), ...attributes });
  return { id, amount: h("span", { class: "amount" }, field, h("span", { class: "unit" }, unit)), wrong: h("span", { class: "wrong", id: `${id}w` }) };
}

/** Return a text with a number as it is shown in a field: 1 700 000, −1,5. */
const inField = (text) => text.replace("-", "−").replace(/^−?\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, SPACE));

/**
 * Return a slider with a number beside it, for a value that both can set: a text with a decimal comma. `write` takes
 * what is set, and true while the slider moves. `most` is how far the number can go.
 */
function slider({ label, low, high, step, unit, value, write, most = [low, high] }) {
  const own = percentText(micro(value));
  const asNumber = (text) => Number(text.replace(",", "."));
  const spoken = (text) => `${text.replace("-", "minus ")} ${unit}`;
  const at = (range) => percentText(micro(Number(range.value).toFixed(step < 1 ? 1 : 0)));
  const moved = ({ currentTarget: range }) => {
    range.closest(".slider").querySelector("[type=text]").value = inField(at(range));
    range.setAttribute("aria-valuetext", spoken(at(range)));
    write(at(range), true);
  };
  const range = h("input", { type: "range", min: low, max: high, step, "aria-label": label, "aria-valuetext": spoken(own), oninput: moved, onchange: (event) => write(at(event.currentTarget), false) });
  range.value = asNumber(own);
  const shown = inField(own);
  const { id, amount, wrong } = numberInput({ value: shown, size: Math.max(4, shown.length) }, unit, (written) => {
    const text = percentText(micro(written));
    must(asNumber(text) >= most[0] && asNumber(text) <= most[1], `väntade ${most[0]} till ${most[1]}`.replaceAll("-", "−"));
    write(text, false);
  });
  return h("div", { class: "slider" }, h("label", { for: id }, label), amount, range, wrong);
}

/** Return a number to fill in; empty, it is as `hint` says. */
function numberField({ label, unit, value, hint, write }) {
  const { id, amount, wrong } = numberInput({ placeholder: hint, value: value && percent(value) }, unit, (text) => {
    if (text) checkPercent(percentText(micro(text)), -99_999_999n, 1_000_000_000n, label);
    write(text ? percentText(micro(text)) : undefined);
  });
  return h("p", { class: "field one" }, h("label", { for: id }, label), amount, wrong);
}

/** Return the groups of controls of a page: each a question, with what it is about. */
function groups(page) {
  const { data, setting } = page;
  const indices = [...new Set(everyVersion(data).flatMap((version) => (version.index ? [version.index.namn] : [])))];
  const found = indices.map((name) => ({
    id: `index-${name}`,
    title: `… ${name} blir ett annat?`,
    changed: setting.index?.[name] !== undefined,
    reset: () => page.change((own) => { own.index = without(own.index, name); }),
    content: () => indexControls(page, name),
  }));
  found.push({
    id: "befolkning",
    title: "… folkmängden ändras?",
    changed: setting.befolkning !== undefined,
    reset: () => page.change((own) => { delete own.befolkning; }),
    content: () => populationControls(page),
  });
  found.push({
    id: "villkor",
    title: "… beloppet eller delningen blir en annan?",
    changed: setting.villkor !== undefined,
    reset: () => page.change((own) => { delete own.villkor; }),
    content: () => termControls(page),
  });
  found.push({
    id: "slut",
    title: "… ett avtal slutar?",
    changed: Boolean(setting.slut || setting.uppsagning),
    reset: () => page.change((own) => { delete own.slut; delete own.uppsagning; }),
    content: () => endControls(page),
  });
  if (everyVersion(data).some((version) => version.slutavrakning))
    found.push({
      id: "utfall",
      title: "… verksamheten kostar mindre eller mer?",
      changed: setting.utfall !== undefined,
      reset: () => page.change((own) => { delete own.utfall; }),
      content: () => outcomeControls(page),
    });
  return found;
}

/** Return a group without a key; nothing where none is left. */
function without(group, key) {
  const { [key]: _, ...rest } = group ?? {};
  return Object.keys(rest).length ? rest : undefined;
}

/** Return a group with a key set; without it where the value is undefined. */
const withKey = (group, key, value) => (value === undefined ? without(group, key) : { ...group, [key]: value });

function indexControls(page, name) {
  const { data, setting } = page;
  const own = setting.index?.[name] ?? {};
  const from = own.fran ?? page.firstOpen;
  const started = (year) => percentText(page.startCase.its.indexRow(name, year).rate);
  const set = (changes, drag) => page.change((now) => {
    const next = { ...now.index?.[name], ...changes };
    for (const key of Object.keys(next)) if (next[key] === undefined) delete next[key];
    now.index = withKey(now.index, name, Object.keys(next).length ? next : undefined);
  }, drag);
  const years = data.ar.slice(1);
  const value = own.procent ?? started(from);
  const shockYear = page.remember(`chock ${name}`, Number(Object.keys(own.chock ?? {})[0] ?? page.firstOpen));
  const moved = everyVersion(data).filter((version) => version.index?.namn === name);
  const clauses = [...new Set(moved.map((version) => `${version.diarienummer} ${version.index.paragraf}`))];
  return [
    h("p", { class: "note" }, `${name} räknar upp beloppen varje år (${clauses.join(", ")}).${data.ord[name] ? ` Det är ${data.ord[name]}` : ""}`),
    slider({
      label: `${name} varje år, procent`, low: -2, high: 10, step: 0.1, unit: "%", value, most: [-99, 1000],
      write: (text, drag) => set({ fran: own.fran ?? page.firstOpen, procent: text }, drag),
    }),
    choice("från och med", years.map((year) => [year, year]), from, (year) => set({ fran: Number(year), procent: value })),
    folded("Ett år i taget", own.varden !== undefined, years.filter((year) => year >= page.firstOpen).map((year) => numberField({
      label: String(year), unit: "%", value: own.varden?.[year] ?? "", hint: percent(own.fran !== undefined && year >= own.fran ? own.procent : started(year)),
      write: (text) => set({ varden: withKey(own.varden, year, text) }),
    }))),
    folded("Ett enda dyrt eller billigt år", own.chock !== undefined, [
      choice("år", years.map((year) => [year, year]), shockYear, (year) => {
        const points = own.chock?.[shockYear];
        page.remembered.set(`chock ${name}`, Number(year));
        set({ chock: points === undefined ? own.chock : withKey(without(own.chock, shockYear), year, points) });
      }),
      slider({
        label: "högre eller lägre än annars, procentenheter", low: -5, high: 15, step: 0.1, unit: "p.e.", most: [-100, 100],
        value: own.chock?.[shockYear] ?? "0",
        write: (text, drag) => set({ chock: withKey(own.chock, shockYear, micro(text) ? text : undefined) }, drag),
      }),
    ]),
  ];
}

const unfolded = new Map();

/** Return a part that is folded until it is asked for, or set; it stays as the visitor leaves it. */
function folded(title, open, content) {
  const toggled = (event) => unfolded.set(title, event.currentTarget.open);
  return h("details", { class: "more", open: unfolded.get(title) ?? open, ontoggle: toggled }, h("summary", {}, title), content);
}

function populationControls(page) {
  const { data, setting } = page;
  const own = setting.befolkning;
  const set = (value, drag) => page.change((now) => { if (value) now.befolkning = value; else delete now.befolkning; }, drag);
  const ways = [["", `som i ${page.start.namn}`], ["konstant", "oförändrad efter sista siffran"], ["trend", `fortsätter som de senaste ${own?.ar ?? 5} åren`], ["tillvaxt", "egen förändring per kommun"]];
  const chosen = {
    "": () => set(null),
    konstant: () => set({ metod: "konstant" }),
    trend: () => set({ metod: "trend", ar: 5 }),
    tillvaxt: () => set({ metod: "tillvaxt", procent: { ovriga: "0" } }),
  };
  const radios = ways.map(([value, text]) => h("label", { class: "way" },
    h("input", { type: "radio", name: "metod", value, checked: (own?.metod ?? "") === value, onchange: () => chosen[value]() }), ` ${text}`));
  const codes = Object.keys(data.kommuner).filter((code) => page.keyed.has(code)).sort((one, other) => data.kommuner[one].localeCompare(data.kommuner[other], "sv"));
  const growing = codes.map((code) => slider({
    label: data.kommuner[code], low: -3, high: 5, step: 0.1, unit: "% per år", value: own?.procent?.[code] ?? "0", most: [-99, 1000],
    write: (text, drag) => set({ metod: "tillvaxt", procent: { ovriga: "0", ...without(setting.befolkning?.procent, code), ...(micro(text) ? { [code]: text } : {}) } }, drag),
  }));
  return [
    h("fieldset", {}, h("legend", {}, "Folkmängden framåt"), radios),
    own?.metod === "trend" && slider({ label: "Trend över så många år", low: 1, high: Math.max(page.trendYears, 1), step: 1, unit: "år", value: String(own.ar), most: [1, Math.max(page.trendYears, 1)], write: (text, drag) => set({ metod: "trend", ar: Number(text) }, drag) }),
    folded("Kommun för kommun", own?.metod === "tillvaxt", [h("div", { class: "many" }, growing)]),
  ];
}

/** Return the agreements that are in force in some year that is still open, under the scenario that it starts from. */
function openAgreements(page) {
  return page.data.avtal.filter(({ kod: code }) => yearOf(page.startCase.its.ending(code).end) >= page.firstOpen);
}

function termControls(page) {
  const { data, setting } = page;
  const known = openAgreements(page);
  if (!known.length) return [h("p", {}, "Inget avtal gäller så länge.")];
  const code = page.remember("villkor", Object.keys(setting.villkor ?? {})[0] ?? known[0].kod);
  const own = setting.villkor?.[code];
  const years = data.ar.filter((year) => year >= page.firstOpen && year <= yearOf(page.startCase.its.ending(code).end));
  const from = own?.fran ?? page.remember(`villkor ${code}`, years.find((year) => year > yearOf(page.startCase.its.ending(code).bound)) ?? years[0]);
  const terms = page.startCase.its.inYear(code, from);
  const set = (changes, drag) => page.change((now) => {
    const next = { fran: from, ...now.villkor?.[code], ...changes };
    for (const key of Object.keys(next)) if (next[key] === undefined) delete next[key];
    now.villkor = withKey(now.villkor, code, Object.keys(next).length > 1 ? next : undefined);
  }, drag);
  const pair = terms.bidrag.filter((item) => !joined(item) && !item.externt);
  const shared = terms.bidrag.filter((item) => item.betalare.length > 1 && item.betalare.every((payer) => /^\d+$/.test(ownerOf(terms.parter.find((party) => party.kod === payer)))));
  const amount = String(own?.totalt ?? terms.totalt);
  const step = 10 ** Math.max(Math.floor(Math.log10(Math.max(terms.totalt, 1000))) - 2, 2);
  return [
    known.length > 1 && choice("Avtal", known.map((each) => [each.kod, each.namn]), code, (value) => { page.remembered.set("villkor", value); page.redraw(); }),
    choice("Gäller från och med", years.map((year) => [year, year]), from, (year) => {
      page.remembered.set(`villkor ${code}`, Number(year));
      if (own) set({ fran: Number(year) });
      else page.redraw();
    }),
    slider({
      label: `Hela beloppet, kr i ${terms.prisniva.ar} års priser`, low: 0, high: Math.max(2 * terms.totalt, step), step, unit: "kr", value: amount, most: [0, 10 ** 10],
      write: (text, drag) => { must(/^\d+$/.test(text), "väntade hela kronor"); set({ totalt: Number(text) === terms.totalt ? undefined : Number(text) }, drag); },
    }),
    pair.length === 2 && slider({
      label: `${pair[0].namn}, procent`, low: 0, high: 100, step: 1, unit: "%", most: [0, 100],
      value: own?.delning?.[pair[0].kod] ?? percentText(splitOf(pair)),
      write: (text, drag) => set({ delning: { [pair[0].kod]: text, [pair[1].kod]: percentText(100_000_000n - micro(text)) } }, drag),
    }),
    ...shared.map((item) => slider({
      label: `${item.namn}: så mycket delas lika, resten efter folkmängd`, low: 0, high: 100, step: 5, unit: "%", most: [0, 100],
      value: own?.nyckel?.[item.kod] ?? equalOf(item.nyckel),
      write: (text, drag) => set({ nyckel: withKey(own?.nyckel, item.kod, micro(text) === micro(equalOf(item.nyckel)) ? undefined : text) }, drag),
    })),
  ];
}

/** Return the first contribution's per cent of two together, in millionths. */
const splitOf = ([one, other]) => halfUp(BigInt(one.basbelopp) * 100_000_000n, BigInt(one.basbelopp + other.basbelopp));

/** Return how many per cent of a key are split equally. */
function equalOf(key) {
  if (key.typ === "lika") return "100";
  return key.delar?.find((part) => part.typ === "lika")?.procent ?? "0";
}

/** Return the days that an agreement can still end on, within the page's years, under the scenario that it starts from. */
function possibleEnds(page, code) {
  const { data, start } = page;
  const { bound } = page.startCase.its.ending(code);
  return termEnds(data.avtal.find((each) => each.kod === code).versioner).filter((date) => {
    if (date < bound || !data.ar.includes(yearOf(date))) return false;
    const ended = over(start, { forlangs_inte: [{ avtal: code, datum: date }] }, data);
    return new Case(data, ended).ending(code).end === date;
  });
}

function endControls(page) {
  const { data, setting } = page;
  const found = [];
  for (const { kod: code, namn: name, versioner: versions } of openAgreements(page)) {
    const { end } = page.startCase.its.ending(code);
    const ends = possibleEnds(page, code).filter((date) => date !== end);
    if (ends.length)
      found.push(choice(`${name} gäller till och med`, [["", `${day(end)}, som i ${page.start.namn}`], ...ends.map((date) => [date, day(date)])], setting.slut?.[code] ?? "", (date) => page.change((now) => {
        now.slut = withKey(now.slut, code, date || undefined);
      })));
    const last = versions.at(-1)[1];
    if (last.uppsagning) found.push(noticeControl(page, code, name, last));
  }
  return found.length ? found : [h("p", {}, "Inget avtal kan sluta på ett annat sätt.")];
}

function noticeControl(page, code, name, terms) {
  const { data, setting } = page;
  const own = setting.uppsagning?.[code];
  const set = (value) => page.change((now) => { now.uppsagning = withKey(now.uppsagning, code, value); });
  const first = `${page.firstOpen}-01-01`;
  const parties = terms.parter.filter((party) => !party.betalar_genom).map((party) => [party.kod, party.kortnamn]);
  const id = freshId();
  const date = own?.datum ?? first;
  const [from, to] = [data.per_datum, `${data.ar.at(-1)}-12-31`];
  const given = ({ currentTarget: { value } }) => { if (isDate(value) && from <= value && value <= to) set({ ...own, datum: value }); };
  const left = reading((value) => must(isDate(value) && from <= value && value <= to, `väntade en dag från ${day(from)} till ${day(to)}`));
  const ends = own && new Case(data, over(page.start, asScenario(setting, data), data)).ending(code).end;
  return folded(`En part säger upp ${name}`, own !== undefined, [
    choice("Part", [["", "ingen"], ...parties], own?.part ?? "", (part) => set(part ? { part, datum: date } : undefined)),
    own && h("p", { class: "field" }, h("label", { for: id }, "Uppsägningen ges den"),
      h("input", { type: "date", id, value: date, min: from, max: to, onchange: given, onblur: left }), h("span", { class: "wrong", id: `${id}w` })),
    own && h("p", { class: "note" }, `Det avslutar avtalet för alla den ${day(ends)}.`),
  ]);
}

function outcomeControls(page) {
  const { data, setting } = page;
  const known = openAgreements(page).filter(({ versioner: versions }) => versions.some(([, version]) => version.slutavrakning));
  if (!known.length) return [h("p", {}, "Inget avtal slutavräknas så sent.")];
  return known.flatMap(({ kod: code, namn: name }) => {
    const own = setting.utfall?.[code];
    const years = data.ar.filter((year) => year <= yearOf(page.startCase.its.ending(code).end));
    const year = page.remember(`utfall ${code}`, Number(Object.keys(own ?? {})[0] ?? page.firstOpen));
    const rule = page.startCase.its.inYear(code, year).slutavrakning;
    return [
      choice(`${name}, år`, years.map((each) => [each, each]), year, (value) => { page.remembered.set(`utfall ${code}`, Number(value)); page.redraw(); }),
      slider({
        label: `Kostnaden ${year}, procent av det som betalats in`, low: 70, high: 130, step: 1, unit: "%", value: own?.[year] ?? "100", most: [0, 1000],
        write: (text, drag) => page.change((now) => {
          now.utfall = withKey(now.utfall, code, withKey(now.utfall?.[code], year, micro(text) === 100_000_000n ? undefined : text));
        }, drag),
      }),
      rule && h("p", { class: "note" }, `Avräknas när det skiljer mer än ${percent(rule.grans_procent)} % av ${rule.namnare === "utfall" ? "utfallet" : "finansieringen"} (${page.startCase.its.inYear(code, year).diarienummer} ${rule.paragraf}).`),
    ];
  });
}
