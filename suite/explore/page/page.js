// The page: what is shown of the state, and what the visitor does to it. Nothing here decides an amount.

const MOST_SETTINGS = 5;
const ALL = "alla";
const OPEN = "framåt";

class Page {
  constructor(data, proof, fingerprint) {
    Object.assign(this, { data, proof, fingerprint });
    this.remembered = new Map(); // which year or agreement a control stands at, while it says nothing yet
    this.cached = new Map();
    this.frames = []; // milliseconds that each change took to compute and draw
    this.undone = [];
    this.done = [];
    this.open = null;
    const last = data.ar.at(-1);
    this.firstOpen = Math.min(yearOf(data.per_datum) + 1, last);
    this.base = this.resultOf(untouched(data.start));
    this.keyed = new Set(this.base.rows.flatMap((row) => row.basis.people.map((each) => each?.kommunkod)));
    const certain = data.ar.filter((year) => this.base.rows.every((row) => row.ar !== year || row.basis.people.every((each) => !each || each.metod === "uppgift")));
    this.known = certain.at(-1) ?? data.ar[0];
    this.trendYears = this.longestTrend();
    this.agreements = new Map([[ALL, data.avtal.map((agreed) => agreed.kod)]]);
    for (const { kod: code } of data.avtal) this.agreements.set(code, [code]);
    const ahead = data.avtal.filter(({ kod: code }) => yearOf(this.base.its.ending(code).end) >= this.firstOpen).map((agreed) => agreed.kod);
    if (ahead.length && ahead.length < data.avtal.length) this.agreements.set(OPEN, ahead);
    this.colours = new Map(data.avtal.map((agreed, place) => [agreed.kod, data.farger[place % data.farger.length]]));
    this.state = this.fresh();
  }

  /** Return the state before anybody has changed anything. */
  fresh() {
    return { data: this.fingerprint, vald: 0, installningar: [untouched(this.data.start)], vy: { part: ALL, avtal: this.agreements.has(OPEN) ? OPEN : ALL, pris: "lopande", bild: "ar", band: true } };
  }

  /** Return over how many years a trend can be reckoned: as far back as all have figures for the key's day. */
  longestTrend() {
    const days = new Set(this.data.folkmangd.map((row) => row.day));
    const last = [...days].filter((each) => each.slice(5) === "11-01").sort().at(-1) ?? [...days].sort().at(-1) ?? "";
    const same = [...days].filter((each) => each.slice(4) === last.slice(4)).map(yearOf);
    return same.length ? Math.max(...same) - Math.min(...same) : 1;
  }

  get setting() {
    return this.state.installningar[this.state.vald];
  }

  get start() {
    return this.data.scenarier.find((scenario) => scenario.scenario === this.setting.start);
  }

  get startCase() {
    return this.resultOf(untouched(this.setting.start));
  }

  get touched() {
    return this.setting.start !== this.data.start || Object.keys(this.setting).length > 2;
  }

  /** Return what a setting comes to; the same setting is computed once. */
  resultOf(setting) {
    const { namn: _, ...own } = setting;
    const text = JSON.stringify(own);
    if (!this.cached.has(text)) {
      if (this.cached.size > 60) this.cached.clear();
      this.cached.set(text, computedSetting(setting, this.data));
    }
    return this.cached.get(text);
  }

  remember(what, value) {
    return this.remembered.get(what) ?? value;
  }

  nameOf(setting) {
    const place = this.state.installningar.indexOf(setting);
    return setting.namn || (this.state.installningar.length > 1 ? `Inställning ${place + 1}` : "Din inställning");
  }

  // What the visitor does ---------------------------------------------------------------------------------------------

  /** Change the setting; while something is dragged it is shown at once, and kept when it is let go. */
  change(alter, dragging = false) {
    if (!this.before) this.before = JSON.stringify(this.state);
    const next = structuredClone(this.setting);
    alter(next);
    for (const key of Object.keys(next)) if (next[key] === undefined) delete next[key];
    this.state = { ...this.state, installningar: this.state.installningar.map((own, place) => (place === this.state.vald ? next : own)) };
    this.notice("");
    if (dragging) this.soon();
    else this.keep();
  }

  /** Change what is seen, or which settings there are. */
  changeState(alter) {
    if (!this.before) this.before = JSON.stringify(this.state);
    const next = structuredClone(this.state);
    alter(next);
    this.state = next;
    this.keep();
  }

  /** Remember the change so that it can be undone, put it in the address, and show it all. */
  keep() {
    const now = JSON.stringify(this.state);
    if (this.before && this.before !== now) {
      this.done.push(this.before);
      this.undone = [];
    }
    this.before = null;
    this.redraw();
    this.toAddress();
  }

  step(from, to) {
    if (!from.length) return;
    to.push(JSON.stringify(this.state));
    this.state = JSON.parse(from.pop());
    this.remembered.clear();
    this.redraw();
    this.toAddress();
  }

  toAddress() {
    clearTimeout(this.writing);
    this.writing = setTimeout(() => {
      const told = JSON.stringify(this.state) === JSON.stringify(this.fresh()) ? "" : `#${toAddress(this.state)}`;
      this.own = told;
      try {
        history.replaceState(null, "", told || location.pathname + location.search);
      } catch {
        // a page within another has no address of its own: the link is then copied from the field
      }
    }, 250);
  }

  /** Take the state of an address; one that is broken is told, and the scenario that the page begins with is shown. */
  takeAddress(text) {
    this.remembered.clear();
    this.state = this.fresh();
    this.notice("");
    if (!text) return;
    try {
      const state = fromAddress(text);
      this.checkState(state);
      if (state.data !== this.fingerprint)
        this.notice("Länken är gjord på en sida med andra siffror. Inställningen är densamma, men beloppen är den här sidans.");
      this.state = { ...state, data: this.fingerprint };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.notice(`Adressen går inte att använda: ${error.message}. Sidan visar ${this.start.namn}, utan ändringar.`);
    }
  }

  /** Refuse a state that cannot be shown. */
  checkState(state) {
    const { data } = this;
    const keys = ["data", "vald", "installningar", "vy"];
    entries(state, among(...keys), "den");
    must(Array.isArray(state.installningar) && state.installningar.length >= 1 && state.installningar.length <= MOST_SETTINGS, "den har inga inställningar");
    for (const setting of state.installningar) checkSetting(setting, data);
    must(Number.isInteger(state.vald) && state.vald >= 0 && state.vald < state.installningar.length, "den säger inte vilken inställning som visas");
    const { part, avtal, pris, bild, band } = Object.fromEntries(entries(state.vy, among("part", "avtal", "pris", "bild", "band"), "den"));
    must(part === ALL || data.parter.some(([code]) => code === part), `parten ”${part}” finns inte här`);
    must(this.agreements.has(avtal), `avtalet ”${avtal}” finns inte här`);
    must(["lopande", "fasta", "invanare"].includes(pris) && ["ar", "parter", "avtal"].includes(bild) && typeof band === "boolean", "den säger inte vad som visas");
    for (const setting of state.installningar) this.resultOf(setting);
  }

  notice(text) {
    this.warning = text;
  }

  // What is shown -----------------------------------------------------------------------------------------------------

  /** Return a party's amount of a year as it is to be seen, in units: current prices, fixed, or per inhabitant. */
  amount(result, part, year, agreement = this.state.vy.avtal, prices = this.state.vy.pris) {
    const asked = `${part} ${year} ${agreement} ${prices}`;
    if (!result.amounts.has(asked)) result.amounts.set(asked, this.amountOf(result, part, year, agreement, prices));
    return result.amounts.get(asked);
  }

  amountOf(result, part, year, agreement, prices) {
    if (part === ALL && prices !== "invanare")
      return sum(this.data.parter.map(([code]) => this.amount(result, code, year, agreement, prices)));
    const codes = part === ALL ? this.data.parter.map(([code]) => code) : [part];
    const cells = codes.map((code) => result.cells.get(`${code} ${year}`));
    const wanted = this.agreements.get(agreement);
    const one = (cell) => {
      const own = cell.rows.filter((row) => wanted.includes(row.avtal));
      if (prices !== "fasta") return sum(own.map((row) => row.net));
      const byLevel = new Map();
      for (const row of own) byLevel.set(row.level, (byLevel.get(row.level) ?? 0n) + row.net);
      return inFirstPrices(byLevel, result.unit) * result.unit;
    };
    const whole = sum(cells.map(one));
    if (prices !== "invanare") return whole;
    const people = part === ALL ? Math.max(...cells.map((cell) => cell.people)) : cells[0].people;
    return people ? halfUp(whole * 100n, BigInt(people) * result.unit) : null;
  }

  /** Return what some agreements are called, in a row; nothing where they are all. */
  agreementNames(agreement) {
    if (agreement === ALL) return "";
    return listed(this.agreements.get(agreement).map((code) => this.data.avtal.find((agreed) => agreed.kod === code).namn));
  }

  /** Return how many units of what is shown make a krona. */
  get scale() {
    return this.state.vy.pris === "invanare" ? 100n : this.base.unit;
  }

  show(value) {
    if (value === null) return "–";
    return this.state.vy.pris === "invanare" ? decimal(value, 100n, 2) : kronor(value, this.base.unit);
  }

  partName(part) {
    return part === ALL ? "Alla parter" : this.data.parter.find(([code]) => code === part)[1];
  }

  get period() {
    return `${this.data.ar[0]}–${this.data.ar.at(-1)}`;
  }

  /** Return the sums over the years of the base and the setting, as amounts in current or fixed prices. */
  sums(part, prices = this.state.vy.pris) {
    const kind = prices === "invanare" ? "lopande" : prices;
    const of = (result) => sum(this.data.ar.map((year) => this.amount(result, part, year, this.state.vy.avtal, kind)));
    return [of(this.base), of(this.resultOf(this.setting))];
  }

  /** Return what the setting comes to, in a sentence: the change first, where there is one. */
  answer() {
    const { part, pris } = this.state.vy;
    const [old, now] = this.sums(part);
    const unit = this.base.unit;
    const when = `${this.period}${pris === "fasta" ? ` i ${this.data.ar[0]} års priser` : ""}`;
    const who = this.partName(part);
    if (!this.touched) return `${who} betalar ${kronor(now, unit)}${SPACE}kr ${when}.`;
    if (now === old) {
      const more = part === ALL ? sum(this.moved().map(({ change }) => (change > 0n ? change : 0n))) : 0n;
      const other = more ? `, men ${kronor(more, unit)}${SPACE}kr flyttas mellan dem` : "";
      return `${who} betalar lika mycket som i ${this.baseName} ${when}${other}.`;
    }
    const change = now - old;
    const size = kronor(change < 0n ? -change : change, unit);
    return `${who} betalar ${size}${SPACE}kr ${change < 0n ? "mindre" : "mer"} än i ${this.baseName} ${when} (${share(change, old)}).`;
  }

  /** What of the setting changes nothing, because it has been invoiced, in words. */
  get invoiced() {
    const { part, avtal } = this.state.vy;
    const owners = part === ALL ? this.data.parter.map(([code]) => code) : [part];
    return invoicedTold(this.resultOf(this.setting), this.base, this.agreements.get(avtal), owners);
  }

  /** Return the parties whose sums are others than in the base, each with the change. */
  moved() {
    return this.data.parter.map(([code, name]) => {
      const [before, after] = this.sums(code);
      return { name, change: after - before };
    }).filter(({ change }) => change);
  }

  /** The name of the scenario that everything is compared with. */
  get baseName() {
    return this.data.scenarier.find((scenario) => scenario.scenario === this.data.start).namn;
  }

  /** Draw on the next frame what has just been changed: the answer and the chart; the rest when it stands still. */
  soon() {
    if (this.waiting) return;
    this.waiting = requestAnimationFrame(() => {
      this.waiting = null;
      const began = performance.now();
      try {
        this.drawResult();
      } catch (error) {
        this.takeBack(error);
      }
      this.frames.push(performance.now() - began);
      clearTimeout(this.resting);
      this.resting = setTimeout(() => this.drawRest(), 150);
    });
  }

  /** Draw everything again, and nothing of it once more when what was on its way comes: it would wipe what is filled in. */
  redraw() {
    cancelAnimationFrame(this.waiting);
    clearTimeout(this.resting);
    this.waiting = null;
    this.resetWhenImpossible();
    this.drawControls();
    this.drawChoices();
    this.drawResult();
    this.drawRest();
  }

  /** A change that cannot be computed is told, and taken back. */
  resetWhenImpossible() {
    try {
      this.resultOf(this.setting);
    } catch (error) {
      this.before = this.done.pop() ?? null;
      this.takeBack(error);
    }
  }

  /** Take back what is being changed, and say why it cannot be computed. */
  takeBack(error) {
    if (!(error instanceof Refused)) throw error;
    this.state = this.before ? JSON.parse(this.before) : this.fresh();
    this.before = null;
    this.notice(`Det går inte att räkna: ${error.message}. Ändringen är tagen tillbaka.`);
    this.redraw();
  }

  // The parts of the page -----------------------------------------------------------------------------------------------

  build() {
    const { data, proof } = this;
    document.querySelector("#wait").remove();
    const main = document.querySelector("#main");
    const top = document.querySelector("#top");
    top.append(h("p", {}, `${data.utgivare} · Utforska`), h("p", { class: "proof" }, "0 avvikelser mot modellen", h("span", { class: "wide-only" }, ` (${number(proof.count)} uppgifter kontrollerade)`)));
    this.parts = {};
    const part = (name, element, attributes, ...content) => (this.parts[name] = h(element, attributes, ...content));
    main.append(
      h("p", { class: "lead" }, "Dra i ett reglage och se vad var och en får betala. Räkneexempel, inte förslag eller beslut. Inget lämnar datorn."),
      this.statusLine(),
      part("warning", "div", {}),
      h("div", { class: "work" },
        part("controls", "section", { class: "controls", "aria-labelledby": "questions" }),
        h("div", { class: "result" },
          part("choices", "section", { class: "choices", "aria-label": "Vad som visas" }),
          part("stage", "section", { class: "stage", "aria-labelledby": "answer" },
            part("answer", "h2", { id: "answer" }),
            part("invoiced", "p", { class: "note" }),
            part("figures", "dl", { class: "figures" }),
            part("what", "p", { class: "what" }),
            part("chart", "div", { class: "chart" }),
            part("legend", "p", { class: "legend" }),
          ),
          part("actions", "section", { class: "actions", "aria-label": "Spara och dela" }),
        ),
      ),
      part("rest", "div", { class: "rest" }),
      part("how", "section", { id: "how", hidden: true, tabindex: "-1", "aria-labelledby": "howtitle" }),
      part("grounds", "section", {}),
      part("live", "p", { class: "live", role: "status" }),
    );
    document.querySelector("#foot").append(
      h("p", {}, `${data.kolofon} Sidan räknar själv, med samma regler som modellen. Före sidan visades räknades alla ${data.scenarier.length} scenarier, år, avtal och parter om: 0 avvikelser mot modellen.`));
    this.drawGrounds();
    this.redraw();
    new ResizeObserver(() => { if (this.parts.chart.offsetWidth !== this.room) this.drawChart(); }).observe(this.parts.chart);
    document.fonts.ready.then(() => this.drawChart()); // names are measured in the page's own typeface
    new ResizeObserver(() => this.roomForFocus()).observe(this.parts.stage);
    addEventListener("hashchange", () => {
      if (isPlace(location.hash)) this.toAddress(); // a link within the page: the setting is put back
      else if (location.hash !== this.own) {
        this.takeAddress(location.hash.slice(1));
        this.redraw();
      }
    });
    addEventListener("keydown", (event) => this.key(event));
  }

  key(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.target.matches?.("input[type=text], input[type=date]")) return;
    const letter = event.key.toLowerCase();
    if (letter === "z" && !event.shiftKey) this.step(this.done, this.undone);
    else if (letter === "y" || (letter === "z" && event.shiftKey)) this.step(this.undone, this.done);
    else return;
    event.preventDefault();
  }

  /** Let what gets the focus be seen below what stays at the top of a phone. */
  roomForFocus() {
    const stays = getComputedStyle(this.parts.stage).position === "sticky";
    document.documentElement.style.scrollPaddingTop = stays ? `${this.parts.stage.offsetHeight + 8}px` : "";
  }

  drawControls() {
    const { data } = this;
    const opened = (id, number) => this.open ?? (number === 0 ? id : "");
    const scenarios = data.scenarier.filter((scenario) => scenario.fel === undefined);
    const button = (text, on, enabled) => h("button", { type: "button", disabled: !enabled, onclick: on }, text);
    const lists = groups(this).map(({ id, title, changed, reset, content }, number) => {
      const isOpen = opened(id, number) === id;
      const inside = isOpen ? [...content(), h("p", {}, button("Återställ", reset, changed))] : []; // always there: what is pressed does not move
      const toggled = ({ target, currentTarget }) => {
        if (target !== currentTarget || target.open === (this.open === id)) return;
        this.open = target.open ? id : "";
        if (target.open) this.drawControls();
      };
      return h("details", { class: "group", "data-group": id, open: isOpen, name: "fragor", ontoggle: toggled },
        h("summary", {}, h("h3", {}, title), changed && h("span", { class: "changed" }, "ändrat")), h("div", {}, inside));
    });
    renew(this.parts.controls, [
      h("h2", { id: "questions", class: "unseen" }, "Frågor att ställa"),
      h("div", { class: "steps" },
        button("Ångra", () => this.step(this.done, this.undone), this.done.length),
        button("Gör om", () => this.step(this.undone, this.done), this.undone.length),
        button("Börja om", () => this.changeState((state) => Object.assign(state, this.fresh(), { vy: state.vy })), this.touched || this.state.installningar.length > 1)),
      ...lists,
      h("div", { class: "example" },
        choice("Utgå från ett färdigt exempel", scenarios.map((scenario) => [scenario.scenario, scenario.namn]), this.setting.start, (code) => {
          this.remembered.clear();
          this.change((own) => { own.start = code; for (const key of Object.keys(own)) if (key !== "namn" && key !== "start") delete own[key]; });
        }),
        h("p", { class: "note" }, this.start.varfor)),
    ]);
    renew(this.parts.warning, [this.warning && h("div", { class: "notice", role: "alert" }, h("p", {}, this.warning))]);
  }

  drawChoices() {
    const { data, state } = this;
    const set = (name) => (value) => this.changeState((next) => { next.vy[name] = value; });
    const tab = (value, text) => h("label", {}, h("input", { type: "radio", name: "bild", value, checked: state.vy.bild === value, onchange: () => set("bild")(value) }), h("span", {}, text));
    renew(this.parts.choices, [
      h("fieldset", { class: "tabs" }, h("legend", { class: "unseen" }, "Bild"), tab("ar", "År för år"), tab("parter", "Vem betalar mer och mindre"), tab("avtal", "Avtal för avtal")),
      h("div", { class: "lists" },
        choice("Part", [[ALL, "Alla parter"], ...data.parter], state.vy.part, set("part")),
        choice("Avtal", [...(this.agreements.has(OPEN) ? [[OPEN, `Avtal som gäller ${this.firstOpen}`]] : []), [ALL, "Alla avtal"], ...data.avtal.map((agreed) => [agreed.kod, agreed.namn])], state.vy.avtal, set("avtal")),
        choice("Räknat i", [["lopande", "löpande priser"], ["fasta", `${data.ar[0]} års priser`], ["invanare", "kr per invånare"]], state.vy.pris, set("pris"))),
      this.bandOf(state.vy.part, true) && state.vy.bild === "ar"
        ? h("label", { class: "way" }, h("input", { type: "checkbox", checked: state.vy.band, onchange: (event) => set("band")(event.target.checked) }), " visa hur osäkert utgångsläget är")
        : "",
    ]);
  }

  drawResult() {
    this.parts.answer.textContent = this.answer();
    this.parts.invoiced.textContent = this.invoiced;
    this.drawFigures();
    this.drawChart();
  }

  /** Show the sum, the last year, and who pays the most more and the most less. */
  drawFigures() {
    const { data, state } = this;
    const unit = this.base.unit;
    const { part, avtal } = state.vy;
    const last = data.ar.at(-1);
    const kind = state.vy.pris === "fasta" ? "fasta" : "lopande";
    const [old, own] = [this.base, this.resultOf(this.setting)].map((result) => this.amount(result, part, last, avtal, kind));
    const figure = (term, value, why) => h("div", {}, h("dt", {}, term), h("dd", {}, h("span", { class: "value" }, value), why));
    const changed = (change) => `${withSign(kronor(change, unit))}${SPACE}kr`;
    const names = this.agreementNames(avtal);
    const shown = [
      figure(this.period, `${kronor(this.sums(part)[1], unit)}${SPACE}kr`, names ? `för ${names}` : "för alla avtal"),
      figure(String(last), `${kronor(own, unit)}${SPACE}kr`, own === old ? (this.touched ? "oförändrat" : "om inget ändras") : `${changed(own - old)} (${share(own - old, old)})`),
    ];
    const moved = this.moved();
    const most = moved.reduce((best, each) => (best === null || each.change > best.change ? each : best), null);
    const least = moved.reduce((best, each) => (best === null || each.change < best.change ? each : best), null);
    if (most && most.change > 0n) shown.push(figure("Ökar mest", most.name, changed(most.change)));
    if (least && least.change < 0n) shown.push(figure("Minskar mest", least.name, changed(least.change)));
    renew(this.parts.figures, shown);
  }

  drawChart() {
    this.room = this.parts.chart.offsetWidth; // as wide with a scrollbar as without: drawing never changes it
    const width = Math.max(this.room - (this.state.vy.bild === "parter" ? 14 : 0), 240);
    const height = Math.round(Math.min(Math.max(innerHeight * (innerWidth < 896 ? 0.24 : 0.42), 150), 380));
    const { data, state: { vy: { bild } } } = this;
    const drawn = bild === "ar" ? this.yearChart(width, height) : bild === "parter" ? this.partyChart(width) : this.agreementChart(width, height);
    const { svg } = drawn;
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", drawn.alt);
    this.parts.what.textContent = drawn.title;
    const tall = svg.getAttribute("height") > height + 8 && bild === "parter";
    for (const [name, value] of [["tabindex", "0"], ["role", "region"], ["aria-label", "Diagrammet, rullar"]])
      if (tall) this.parts.chart.setAttribute(name, value);
      else this.parts.chart.removeAttribute(name);
    renew(this.parts.legend, drawn.legend);
    svg.onclick = ({ clientX, target, currentTarget }) => {
      const part = target.closest("[data-part]")?.dataset.part;
      const { left, width: seen } = currentTarget.getBoundingClientRect();
      if (drawn.yearAt) this.explain(this.state.vy.part, data.ar[drawn.yearAt(((clientX - left) * width) / seen)], this.setting);
      else if (part) this.changeState((next) => { next.vy.part = part; next.vy.bild = "ar"; });
    };
    renew(this.parts.chart, [svg]);
  }

  get unitWord() {
    return { lopande: "löpande priser", fasta: `${this.data.ar[0]} års priser`, invanare: "kronor per invånare" }[this.state.vy.pris];
  }

  yearChart(width, height) {
    const { data, state } = this;
    const { part, avtal, pris } = state.vy;
    const toNumber = (value) => (value === null ? null : Number(value) / Number(this.scale));
    const of = (result) => data.ar.map((year) => toNumber(this.amount(result, part, year)));
    const [only, ...others] = this.agreements.get(avtal);
    const colour = others.length ? "var(--ink)" : this.colourOf(only);
    const lines = state.installningar.map((setting) => ({
      name: this.nameOf(setting), values: of(this.resultOf(setting)),
      colour: setting === this.setting ? colour : "var(--quiet)", width: setting === this.setting ? 3 : 1.5,
    }));
    const own = lines.splice(state.vald, 1);
    const base = { name: this.baseName, values: of(this.base), colour: "var(--quiet)", width: 1.5 };
    const shown = [...(this.touched ? own : []), ...lines, this.touched || lines.length ? base : { ...base, colour, width: 3 }];
    const band = this.bandOf(part);
    const values = shown.flatMap((line) => line.values).filter((value) => value !== null);
    const unit = pris === "invanare" ? { size: 1, name: "kr" } : axisUnit(Math.max(...values.map(Math.abs), 0));
    const about = avtal === ALL ? "" : `, ${this.agreementNames(avtal)}`;
    const title = `${this.partName(part)}${about}: ${pris === "invanare" ? this.unitWord : `${unit.name} per år i ${this.unitWord}`}`;
    const made = lineChart({ years: data.ar, lines: shown, band, known: this.known, width, height, unit, pick: this.picked,
      told: (year, place) => [year, ...shown.map((line) => `${line.name}: ${this.told(line.values[place])}`)].join("\n") });
    const first = (line) => `${line.name}: från ${this.told(line.values[0])} ${data.ar[0]} till ${this.told(line.values.at(-1))} ${data.ar.at(-1)}.`;
    const legend = [];
    if (width < 560) legend.push(...shown.map((line) => key(line.colour, line.name, "line", line.width)));
    if (this.known < data.ar.at(-1)) legend.push(`Streckat: folkmängden är framskriven. `);
    if (band) legend.push(key("var(--band)", `Nio av tio simulerade utfall av ${this.baseName} (modellens ${number(data.osakerhet.banor)} banor); bandet följer inte reglagen. `, "band"));
    return { ...made, title, alt: `Linjediagram. ${title}. ${shown.map(first).join(" ")}`, legend };
  }

  told(value) {
    return value === null ? "inget" : `${axisText(Math.round(value * 100) / 100, { size: 1 })} kr`;
  }

  colourOf(code) {
    const own = this.colours.get(code);
    return `var(--${own.slice(1).toLowerCase().replace(/^/, "c")}, ${own})`;
  }

  /** Return the band around the scenario that the page begins with, where the model has one of what is shown. */
  bandOf(part, wanted = this.state.vy.band) {
    const { data, state } = this;
    if (!data.osakerhet || !wanted || ![ALL, OPEN].includes(state.vy.avtal) || state.vy.pris !== "lopande") return null;
    const own = data.osakerhet.parter[part];
    if (!own) return null;
    const at = (strays) => data.ar.map((year, place) => strays[place] === null ? null : Number(this.amount(this.base, part, year) + BigInt(strays[place])) / data.enhet);
    return { low: at(own[0]), high: at(own[1]) };
  }

  partyChart(width) {
    const { data, state } = this;
    const unit = this.base.unit;
    const prices = state.vy.pris === "fasta" ? "fasta" : "lopande";
    const now = this.resultOf(this.setting);
    const agreements = data.avtal.filter((agreed) => this.agreements.get(state.vy.avtal).includes(agreed.kod));
    const summed = (result, part, code) => sum(data.ar.map((year) => this.amount(result, part, year, code, prices)));
    const bars = data.parter.map(([part, name]) => {
      const pieces = agreements.map(({ kod: code }) => ({ code, value: summed(now, part, code) - (this.touched ? summed(this.base, part, code) : 0n) }));
      const [old, own] = [summed(this.base, part, state.vy.avtal), summed(now, part, state.vy.avtal)];
      const total = this.touched ? own - old : own;
      return { part, name, total, text: this.touched ? (total ? withSign(kronor(total, unit)) : "0") : kronor(total, unit),
        pieces: pieces.filter(({ value }) => value).map(({ code, value }) => ({ value: Number(value), colour: this.colourOf(code) })) };
    }).filter((bar) => bar.total || bar.pieces.length).sort((one, other) => (other.total > one.total ? 1 : other.total < one.total ? -1 : 0));
    const title = this.touched ? `Vad varje part betalar mer eller mindre ${this.period}, kr i ${prices === "fasta" ? `${data.ar[0]} års` : "löpande"} priser` : `Vad varje part betalar ${this.period}, kr i ${prices === "fasta" ? `${data.ar[0]} års` : "löpande"} priser`;
    const legend = agreements.map((agreed) => key(this.colourOf(agreed.kod), agreed.namn, "box"));
    return { ...barChart({ bars, width }), title, alt: `Stapeldiagram. ${title}. ${bars.slice(0, 12).map((bar) => `${bar.name} ${bar.text}`).join(", ")}.`, legend };
  }

  agreementChart(width, height) {
    const { data, state } = this;
    const { part, pris } = state.vy;
    const agreements = data.avtal.filter((agreed) => this.agreements.get(state.vy.avtal).includes(agreed.kod));
    const now = this.resultOf(this.setting);
    const toNumber = (value) => (value === null ? 0 : Number(value) / Number(this.scale));
    const layers = agreements.map(({ kod: code }) => ({ colour: this.colourOf(code), values: data.ar.map((year) => toNumber(this.amount(now, part, year, code))) }));
    const marks = data.ar.map((year) => toNumber(this.amount(this.base, part, year)));
    const most = Math.max(...marks, ...data.ar.map((_, place) => layers.reduce((all, layer) => all + layer.values[place], 0)));
    const unit = pris === "invanare" ? { size: 1, name: "kr" } : axisUnit(most);
    const title = `${this.partName(part)}, avtal för avtal: ${pris === "invanare" ? this.unitWord : `${unit.name} per år i ${this.unitWord}`}`;
    const legend = [...agreements.map((agreed) => key(this.colourOf(agreed.kod), agreed.namn, "box")), ...(this.touched ? [key("var(--ink)", this.baseName, "line", 2)] : [])];
    const made = stackedChart({ years: data.ar, layers, marks: this.touched ? marks : data.ar.map((_, place) => layers.reduce((all, layer) => all + layer.values[place], 0)), width, height, unit, pick: this.picked,
      told: (year, place) => [year, ...agreements.map((agreed, number) => `${agreed.namn}: ${this.told(layers[number].values[place])}`)].join("\n") });
    return { ...made, title, alt: `Staplar per år. ${title}. ${data.ar.map((year, place) => `${year} ${this.told(layers.reduce((all, layer) => all + layer.values[place], 0))}`).join(", ")}.`, legend };
  }

  get picked() {
    const place = this.explained ? this.data.ar.indexOf(this.explained.year) : -1;
    return place < 0 ? null : place;
  }

  /** Draw what stands below the chart, and say what has come to be to whoever listens. */
  drawRest() {
    const told = differences(this.setting, this.data);
    const from = this.setting.start === this.data.start ? [] : [`Utgår från ${this.start.namn}.`];
    renew(this.parts.actions, actions(this));
    renew(this.parts.rest, [
      h("section", {}, h("h2", {}, "Det här har du ändrat"), h("ul", {}, [...from, ...told].map((text) => h("li", {}, text)), !this.touched && h("li", {}, "Ingenting. Beloppen är de som gäller om inget ändras."))),
      ...tables(this),
    ]);
    if (this.explained && !this.parts.how.hidden) this.drawExplanation();
    this.say(`${this.answer()} ${this.invoiced}`.trim());
  }

  /** Say a text to whoever listens, when nothing has been changed for a while. */
  say(text) {
    clearTimeout(this.saying);
    if (this.said === undefined) {
      this.said = text; // what the page begins with is read as any page is
      return;
    }
    this.saying = setTimeout(() => {
      if (this.said !== text) this.parts.live.textContent = this.said = text;
    }, 900);
  }

  explain(part, year, setting) {
    this.explained = { part, year, setting: setting === "base" ? "base" : "own" };
    this.parts.how.hidden = false;
    this.back = document.activeElement;
    this.drawExplanation();
    this.drawChart();
    this.parts.how.focus({ preventScroll: true });
    this.parts.how.scrollIntoView({ block: "start" });
  }

  drawExplanation() {
    const { part, year, setting } = this.explained;
    const result = setting === "base" ? this.base : this.resultOf(this.setting);
    renew(this.parts.how, explanation(this, result, part, year, setting === "base"));
  }

  /** Return the rows that the amounts rest on, each once. */
  get grounds() {
    return [...new Set(this.base.rows.flatMap((row) => [...row.basis.index, ...row.basis.people].filter(Boolean)))];
  }

  /** Say in a line how sure it is; nothing where all is decided. */
  statusLine() {
    const rows = this.grounds;
    const unsure = rows.filter((row) => STATUSES.indexOf(row.status) > 1).length;
    if (!unsure) return "";
    const told = ` ${number(unsure)} av de ${number(rows.length)} uppgifter om index och folkmängd som beloppen vilar på är inte publicerade eller beslutade, se `;
    return h("p", { class: "note" }, h("strong", {}, "Preliminärt."), told, h("a", { href: "#vilar" }, "vad siffrorna vilar på"), ".");
  }

  /** Show what the amounts rest on that is not decided. */
  drawGrounds() {
    const { data } = this;
    const rows = this.grounds;
    const count = (status) => rows.filter((row) => row.status === status).length;
    const told = STATUSES.filter((status) => count(status)).map((status) => `${number(count(status))} ${(count(status) > 1 && MANY[status]) || status}`);
    this.parts.grounds.append(
      h("h2", { id: "vilar" }, "Vad siffrorna vilar på"),
      h("p", {}, `Underlag per ${day(data.per_datum)}: ${number(rows.length)} uppgifter om index och folkmängd, varav ${listed(told)}. Ett belopp har aldrig säkrare status än det svagaste som det vilar på; klicka på ett belopp så syns varje källa.`),
      h("p", {}, "Räknat är inte beslutat: en inställning här ändrar inget avtal, ingen faktura och ingen fil."));
  }
}

/** Return a sign of a colour and its name. */
function key(colour, name, kind, width = 2) {
  const sign = draw("svg", { width: 22, height: 12, "aria-hidden": "true" });
  sign.append(kind === "line" ? draw("line", { x1: 1, x2: 21, y1: 6, y2: 6, stroke: colour, "stroke-width": width }) : draw("rect", { x: 4, y: 0, width: 12, height: 12, fill: colour }));
  return h("span", { class: "key" }, sign, ` ${name} `);
}

/** Whether what stands after the # of an address is a place on the page, and no setting. */
const isPlace = (hash) => Boolean(document.getElementById(hash.slice(1)));

/** Begin at once; where there is much to compute, when the page has said what it waits for. */
function startPage() {
  const start = () => { utforska = begin(); };
  if (document.querySelector("#data").textContent.length < 10 ** 6) start();
  else requestAnimationFrame(() => setTimeout(start));
}

/** Begin: prove the page against the model, then show it; where it differs, say so and show nothing. */
function begin() {
  const text = document.querySelector("#data").textContent;
  const data = JSON.parse(text);
  const proof = proved(data);
  if (proof.found) {
    document.querySelector("#wait").remove();
    document.querySelector("#main").append(h("div", { class: "notice", role: "alert" },
      h("p", {}, "Sidan räknar inte som modellen, och visar därför ingenting."), h("p", {}, proof.found)));
    return null;
  }
  const page = new Page(data, proof, digest(text));
  page.takeAddress(isPlace(location.hash) ? "" : location.hash.slice(1));
  page.build();
  performance.mark("begun");
  return page;
}
