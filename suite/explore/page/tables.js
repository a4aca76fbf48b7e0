// The tables below the chart, how an amount came to be, and what can be taken from the page.

/** Return a text in which no date is broken over two lines. */
function unbroken(text) {
  return text.split(/(\d{4}-\d\d-\d\d)/).map((part, place) => (place % 2 ? h("span", { class: "date" }, part) : part));
}

/** Return a table: columns are names, of which those after the first are numbers. */
function table(caption, columns, rows, foot, note) {
  const cell = (content, place, heading) => h(place ? "td" : "th", { class: place ? "number" : null, scope: place ? null : heading }, content);
  const line = (row) => h("tr", {}, row.map((content, place) => cell(content, place, "row")));
  return h("div", { class: "table", tabindex: "0", role: "region", "aria-label": caption },
    h("table", {}, h("caption", {}, caption),
      h("thead", {}, h("tr", {}, columns.map((name, place) => h("th", { scope: "col", class: place ? "number" : null }, name)))),
      h("tbody", {}, rows.map(line)), foot && h("tfoot", {}, line(foot))),
    note && h("p", { class: "note" }, note));
}

function tables(page) {
  const found = [h("section", {}, h("h2", {}, "År för år"), yearTable(page)), h("section", {}, h("h2", {}, "Alla parter"), partyTable(page))];
  if (page.state.installningar.length > 1) found.unshift(h("section", { "data-group": "settings" }, h("h2", {}, "Inställningar bredvid varandra"), settingsTable(page)));
  return found;
}

/** Return a figure that tells how it came to be when it is pressed. */
function asked(page, text, part, year, setting, name) {
  return h("button", { type: "button", class: "figure", "aria-label": `${text}, ${name} ${year}: visa hur beloppet blev till`, onclick: () => page.explain(part, year, setting) }, text);
}

function yearTable(page) {
  const { data } = page;
  const { part } = page.state.vy;
  const now = page.resultOf(page.setting);
  const name = page.partName(part);
  const rows = data.ar.map((year) => {
    const [old, own] = [page.base, now].map((result) => page.amount(result, part, year));
    const change = old === null ? null : own - old;
    return [String(year), old === null ? "–" : asked(page, page.show(old), part, year, "base", name), old === null ? "–" : asked(page, page.show(own), part, year, "own", name), change === null ? "–" : change ? withSign(page.show(change)) : "0", change === null ? "–" : change ? share(change, old) : "0"];
  });
  const heads = page.state.vy.pris === "invanare";
  const [old, own] = page.sums(part);
  const unit = page.base.unit;
  const foot = heads ? null : ["Summa", kronor(old, unit), kronor(own, unit), own === old ? "0" : withSign(kronor(own - old, unit)), own === old ? "0" : share(own - old, old)];
  const what = heads ? "kr per invånare" : "kr";
  return table(`${name} år för år, ${page.unitWord}`, ["År", `${page.baseName} (${what})`, `${page.nameOf(page.setting)} (${what})`, `Skillnad (${what})`, "Skillnad (%)"], rows, foot, "Tryck på ett belopp för att se hur det blev till, till paragraf och källa.");
}

function partyTable(page) {
  const { data } = page;
  const unit = page.base.unit;
  const now = page.resultOf(page.setting);
  const last = data.ar.at(-1);
  const perHead = (part) => page.amount(now, part, last, page.state.vy.avtal, "invanare");
  const line = (part, name) => {
    const [old, own] = page.sums(part);
    const heads = perHead(part);
    return [name, kronor(old, unit), kronor(own, unit), own === old ? "0" : withSign(kronor(own - old, unit)), own === old ? "0" : share(own - old, old), heads === null ? "–" : decimal(heads, 100n, 2)];
  };
  const choose = (part) => () => page.changeState((next) => { next.vy.part = part; next.vy.bild = "ar"; });
  const paying = data.parter.filter(([part]) => page.sums(part).some((total) => total));
  const rows = paying.map(([part, name]) => line(part, h("button", { type: "button", class: "figure", onclick: choose(part) }, name)));
  const prices = page.state.vy.pris === "fasta" ? `${data.ar[0]} års priser` : "löpande priser";
  const note = "Bolag är räknade med sin ägare. Tryck på ett namn för att se parten år för år.";
  return table(`Alla parter ${page.period}, ${prices}`, ["Part", `${page.baseName} (kr)`, `${page.nameOf(page.setting)} (kr)`, "Skillnad (kr)", "Skillnad (%)", `Kr per invånare ${last}`], rows, line(ALL, "Summa"), note);
}

function settingsTable(page) {
  const unit = page.base.unit;
  const { part } = page.state.vy;
  const total = (result) => sum(page.data.ar.map((year) => page.amount(result, part, year, page.state.vy.avtal, page.state.vy.pris === "fasta" ? "fasta" : "lopande")));
  const old = total(page.base);
  const rows = page.state.installningar.map((setting, place) => {
    const own = total(page.resultOf(setting));
    const shown = place === page.state.vald;
    const buttons = h("span", { class: "row" },
      h("button", { type: "button", disabled: shown, onclick: () => page.changeState((next) => { next.vald = place; }) }, shown ? "Visas" : "Visa"),
      h("button", { type: "button", "aria-label": `Ta bort ${page.nameOf(setting)}`, onclick: () => page.changeState((next) => {
        next.installningar.splice(place, 1);
        next.vald = Math.min(next.vald > place ? next.vald - 1 : next.vald, next.installningar.length - 1);
      }) }, "Ta bort"));
    const field = h("input", { type: "text", maxlength: 80, value: page.nameOf(setting), "aria-label": `Namn på inställning ${place + 1}`, onchange: ({ currentTarget }) => page.changeState((next) => { next.installningar[place].namn = currentTarget.value.trim(); }) });
    const told = [...(setting.start === page.data.start ? [] : [`Utgår från ${page.data.scenarier.find((scenario) => scenario.scenario === setting.start).namn}.`]), ...differences(setting, page.data)];
    return [h("span", {}, field, h("span", { class: "what" }, told.join(" ") || "Inget ändrat.")), kronor(own, unit), own === old ? "0" : withSign(kronor(own - old, unit)), own === old ? "0" : share(own - old, old), buttons];
  });
  return table(`${page.partName(part)} ${page.period} i varje inställning`, ["Inställning", "Summa (kr)", `Mot ${page.baseName} (kr)`, `Mot ${page.baseName} (%)`, "Välj"], rows);
}

/** Return how a party's amounts of a year came to be. */
function explanation(page, result, part, year, isBase) {
  const { data } = page;
  const rows = parts(result, part, year, page.agreements.get(page.state.vy.avtal));
  const name = `${page.partName(part)} ${year}`;
  const whose = isBase ? page.baseName : page.nameOf(page.setting);
  const close = h("button", { type: "button", onclick: () => {
    page.parts.how.hidden = true;
    page.explained = null;
    page.drawChart();
    if (page.back?.isConnected) page.back.focus();
    else page.parts.rest.querySelector("button")?.focus();
  } }, "Stäng");
  const found = [h("h2", { id: "howtitle" }, `Så blev beloppet till: ${name}`), h("p", { class: "what" }, `${whose}, i löpande priser.`)];
  if (!rows.length) found.push(h("p", {}, "Inget betalas: inget avtal gäller parten det året."));
  if (part === ALL) found.push(...contributionsOf(rows, data, result.unit));
  else for (const row of rows) found.push(...derivationOf(row, data));
  const net = sum(rows.map((row) => row.net));
  if (rows.length > 1) found.push(h("p", { class: "sum" }, `Tillsammans ${kronor(net, result.unit)}${SPACE}kr.`));
  const status = weakest(rows.flatMap((row) => [row.status, row.isSettled ? ASSUMED : ""]));
  if (status) found.push(h("p", { class: "note" }, `Status: ${status}, den svagaste av allt som beloppet vilar på.`));
  return [...found, h("p", {}, close)];
}

/** Return how each contribution of everybody came to be; who pays what of it is in each party's own. */
function contributionsOf(rows, data, unit) {
  const seen = new Map();
  for (const row of rows) if (!seen.has(row.basis)) seen.set(row.basis, row);
  return [...seen.values()].flatMap((row) => {
    const { line, steps } = derivation(row, data);
    const own = rows.filter((each) => each.basis === row.basis);
    const until = steps.findIndex((step) => step.what === row.basis.contribution.namn);
    const settled = sum(own.map((each) => each.settled));
    const extra = row.basis.codes.length > 1 ? -1 : line.length;
    return [
      h("h3", {}, `${row.basis.version.kortnamn}: ${row.basis.contribution.namn}`),
      h("p", { class: "line" }, `${line.slice(0, extra).join(" × ")} = `, h("strong", {}, `${kronor(row.basis.total, scaleOf(row.basis.version))} kr`), `, betalas av ${own.length === 1 ? "en part" : `${own.length} parter`}`),
      settled ? h("p", {}, `Slutavräkningen ändrar det med ${withSign(kronor(settled, scaleOf(row.basis.version)))} kr.`) : null,
      stepList(steps.slice(0, until + 1)),
    ].filter(Boolean);
  });
}

function derivationOf(row, data) {
  const { line, steps, amount, scale } = derivation(row, data);
  const name = partyName(row.part, data);
  const found = [
    h("h3", {}, `${row.basis.version.kortnamn}${row.part === row.agare ? "" : `, ${name}`}`),
    h("p", { class: "line" }, `${line.join(" × ")} = `, h("strong", {}, `${kronor(amount, scale)} kr`)),
  ];
  if (row.utfardat) found.push(h("p", {}, "Betalas: ", h("strong", {}, `${kronor(row.belopp, scale)} kr`), ", för en faktura är utfärdad."));
  if (row.isSettled) found.push(h("p", {}, row.settled ? `Slutavräkningen av det antagna utfallet ändrar det med ${withSign(kronor(row.settled, scale))} kr.` : "Det antagna utfallet ligger innanför gränsen, så inget avräknas."));
  return [...found, stepList(steps)];
}

/** Return steps as a list, the other parties' populations folded. */
function stepList(steps) {
  const item = (step) => h("li", {},
    h("span", { class: "step" }, unbroken(`${step.what}: `), h("strong", {}, step.figure)), step.how ? `, ${step.how}` : "",
    h("span", { class: "what" }, unbroken([...step.source.filter(Boolean), step.status && step.status !== "fastställd" ? step.status : ""].filter(Boolean).join(" · "))));
  const [own, others] = [steps.filter((step) => !step.other), steps.filter((step) => step.other)];
  const folded = others.length ? h("details", {}, h("summary", {}, `De andras folkmängd, ${others.length} uppgifter`), h("ul", {}, others.map(item))) : "";
  return h("div", { class: "steps-of" }, h("ul", {}, own.map(item)), folded);
}

// What can be taken from the page ----------------------------------------------------------------------------------------

/** Let the browser save a file. */
function saved(name, content, kind) {
  const address = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type: kind }));
  const link = h("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Return all that is shown as a table for a spreadsheet: UTF-8 with BOM, semicolons, CRLF; no text is a formula. */
function asCsv(page) {
  const { data, base } = page;
  const cell = (value) => {
    const text = /^[=+@\t\r-]/.test(value) && !/^-?\d+(,\d+)?$/.test(value) ? `'${value}` : String(value);
    return /[";\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const plain = (value, scale, decimals) => decimal(value, scale, decimals).replaceAll(SPACE, "").replace("−", "-");
  const lines = [["installning", "part", "partnamn", "ar", "bas_kr", "netto_kr", "skillnad_kr", "fast_pris_kr", "invanare", "kr_per_invanare", "status"]];
  const decimals = base.unit > 1n ? 2 : 0;
  for (const setting of page.state.installningar) {
    const result = page.resultOf(setting);
    for (const [part, name] of data.parter)
      for (const year of data.ar) {
        const [old, own] = [base, result].map((each) => each.cells.get(`${part} ${year}`));
        const amounts = [old.net, own.net, own.net - old.net].map((value) => plain(value, base.unit, decimals));
        lines.push([page.nameOf(setting), part, name, year, ...amounts, own.fixed, own.people, own.perHead === null ? "" : plain(own.perHead, 100n, 2), own.status]);
      }
  }
  return `\ufeff${lines.map((line) => line.map((value) => cell(String(value))).join(";")).join("\r\n")}\r\n`;
}

/** Return the picture of the chart as it stands alone. */
function picture(page) {
  const note = [...differences(page.setting, page.data), page.invoiced, `Räkneexempel. ${page.data.kolofon}`].filter(Boolean).join(" ");
  return asPicture(page.parts.chart.firstChild, page.answer(), page.parts.what.textContent, note, page.data.papper);
}

/** Save the chart as a picture of dots, twice as fine as it is seen. */
async function savePng(page) {
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([picture(page)], { type: "image/svg+xml" }));
  await image.decode();
  const canvas = h("canvas", { width: image.width * 2, height: image.height * 2 });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(image.src);
  canvas.toBlob((blob) => saved("utforska.png", blob), "image/png");
}

/** Return the buttons that save, compare and share what is shown. */
function actions(page) {
  const full = page.state.installningar.length >= MOST_SETTINGS;
  const button = (text, on, attributes = {}) => h("button", { type: "button", onclick: on, ...attributes }, text);
  const compare = button("Spara och jämför", () => page.changeState((next) => {
    const { namn: _, ...own } = structuredClone(next.installningar[next.vald]);
    next.installningar.push({ namn: "", ...own });
    next.vald = next.installningar.length - 1;
  }), { disabled: full || !page.touched });
  return [
    h("div", { class: "row" }, compare, location.protocol !== "about:" && button("Kopiera länk", (event) => copyLink(event.currentTarget)), button("Skriv ut", () => print())),
    folded("Ladda ned", false, [
      h("div", { class: "row" },
        button("Siffrorna (CSV)", () => saved("utforska.csv", asCsv(page), "text/csv")),
        button("Bilden (SVG)", () => saved("utforska.svg", picture(page), "image/svg+xml")),
        button("Bilden (PNG)", () => savePng(page))),
      page.touched ? fileForm(page) : h("p", { class: "note" }, "När du har ändrat något kan inställningen laddas ned som en scenariofil."),
    ]),
  ];
}

/** Copy the page's address, which holds the whole setting; where that is not allowed, show it to be copied. */
async function copyLink(button) {
  try {
    await navigator.clipboard.writeText(location.href);
    button.textContent = "Länken är kopierad";
  } catch {
    const field = h("input", { type: "text", readonly: true, value: location.href, "aria-label": "Länk till inställningen" });
    button.after(field);
    field.select();
  }
}

/** Return the form that makes a scenario file of the setting. */
function fileForm(page) {
  const today = new Date();
  const date = [today.getFullYear(), today.getMonth() + 1, today.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  const kept = (page.header ??= { namn: "", forfattare: "", varfor: "" });
  const field = (name, label) => {
    const id = freshId();
    return h("p", { class: "field" }, h("label", { for: id }, label), h("input", { type: "text", id, maxlength: 200, value: kept[name] || (name === "namn" ? page.setting.namn : ""), oninput: (event) => { kept[name] = event.target.value.trim(); } }));
  };
  const save = (event) => {
    event.preventDefault();
    const header = { ...kept, namn: kept.namn || page.setting.namn, datum: date };
    const missing = [["namn", "namn"], ["forfattare", "vem som har gjort den"], ["varfor", "varför"]].filter(([name]) => !header[name]);
    event.currentTarget.querySelector(".wrong").textContent = missing.length ? `Skriv ${listed(missing.map(([, text]) => text))}.` : "";
    if (missing.length) return;
    const code = codeOf(header.namn, page.data.scenarier.map((scenario) => scenario.scenario));
    saved(`${code}.yaml`, asFile(page.setting, header, page.data), "application/yaml");
  };
  return h("form", { class: "file", onsubmit: save, novalidate: true },
    h("p", {}, h("strong", {}, "Scenariofil"), ", som modellen räknar på och rapporterna kan visa"),
    field("namn", "Namn"), field("forfattare", "Gjord av"), field("varfor", "Varför"), h("p", { class: "wrong", role: "alert" }),
    h("p", {}, h("button", { type: "submit" }, "Ladda ned scenariofilen")));
}
