// A setting: what the visitor has changed, on top of a scenario. It is kept in the address, and it is a scenario file.
//
// A setting says only what differs from the scenario that it starts from:
//
//   {namn, start, index: {LPIX: {fran, procent, varden: {år: procent}, chock: {år: procentenheter}}},
//    befolkning: {metod, ar, procent: {kommunkod: procent}},
//    villkor: {avtal: {fran, totalt, delning: {bidrag: procent}, nyckel: {bidrag: procent lika}}},
//    slut: {avtal: datum}, uppsagning: {avtal: {part, datum}}, utfall: {avtal: {år: procent}}}

const FIRST_YEAR = 1968;
const LAST_YEAR = 2100;

/** What the visitor has changed of nothing: the scenario itself. */
const untouched = (start) => ({ namn: "", start });

// From a setting to a scenario --------------------------------------------------------------------------------------

/** Return a setting in the words of a scenario file: what it changes, without what it builds on. */
function asScenario(setting, data) {
  const told = { utgar_fran: setting.start };
  const indices = Object.entries(setting.index ?? {}).map(([name, own]) => [name, indexTold(own, data)]);
  for (const [name, own] of indices.filter(([, each]) => Object.keys(each).length))
    if (name === "LPIX") told.lpix = own;
    else told.index = { ...told.index, [name]: own };
  if (setting.befolkning) told.befolkning = setting.befolkning;
  told.villkor = Object.entries(setting.villkor ?? {}).flatMap(([code, own]) => termsTold(code, own));
  told.uppsagningar = Object.entries(setting.uppsagning ?? {}).map(([avtal, own]) => ({ avtal, ...own }));
  told.forlangs_inte = Object.entries(setting.slut ?? {}).map(([avtal, datum]) => ({ avtal, datum }));
  told.utfall = Object.entries(setting.utfall ?? {}).flatMap(([avtal, years]) =>
    Object.entries(years).map(([ar, percent]) => ({ avtal, ar: Number(ar), procent_av_finansiering: percent })),
  );
  const empty = (value) => Array.isArray(value) && !value.length;
  return Object.fromEntries(Object.entries(told).filter(([, value]) => !empty(value)));
}

/** Return what a setting says of an index: a file cannot say a year twice, so a constant is then told year by year. */
function indexTold(own, data) {
  const told = {};
  const own_years = Object.keys(own.varden ?? {}).map(Number);
  if (own.fran !== undefined && own_years.some((year) => year >= own.fran)) {
    const years = data.ar.filter((year) => year >= own.fran);
    told.varden = { ...Object.fromEntries(years.map((year) => [year, own.procent])), ...own.varden };
  } else {
    if (own_years.length) told.varden = { ...own.varden };
    if (own.fran !== undefined) told.konstant = { fran: own.fran, procent: own.procent };
  }
  if (Object.keys(own.chock ?? {}).length) told.chock = { ...own.chock };
  return told;
}

function termsTold(code, own) {
  const told = { avtal: code, fran: own.fran };
  if (own.totalt !== undefined) told.totalt = own.totalt;
  if (own.delning) told.delning = own.delning;
  if (own.nyckel)
    told.nyckel = Object.fromEntries(Object.entries(own.nyckel).map(([bidrag, equal]) => [bidrag, keyTold(equal)]));
  return Object.keys(told).length > 2 ? [told] : [];
}

/** Return a key that splits so many per cent equally, and the rest by population. */
function keyTold(equal) {
  const part = micro(equal);
  if (part === 0n) return { typ: "befolkning" };
  if (part === 100_000_000n) return { typ: "lika" };
  const rest = percentText(100_000_000n - part);
  return { typ: "blandad", delar: [{ typ: "lika", procent: equal }, { typ: "befolkning", procent: rest }] };
}

/**
 * Return what a scenario is with something on top: the smallest things that a scenario sets, its places, are each set
 * by the one on top if it sets them (model/scenarios/stacking.py).
 */
function over(base, own, data) {
  const items = (name, ...keys) => placed(base[name], own[name], (item) => keys.map((key) => item[key]).join(" "));
  const indexOf = (told) => ({ ...(told.lpix ? { LPIX: told.lpix } : {}), ...told.index });
  const indices = {};
  for (const told of [base, own])
    for (const [name, each] of Object.entries(indexOf(told))) {
      const found = (indices[name] ??= { varden: {}, chock: {} });
      const constant = each.konstant ? data.ar.filter((year) => year >= each.konstant.fran) : [];
      Object.assign(found.varden, Object.fromEntries(constant.map((year) => [year, each.konstant.procent])), each.varden);
      Object.assign(found.chock, each.chock);
      if (each.per_datum) found.per_datum = each.per_datum;
    }
  const { LPIX: lpix, ...index } = indices;
  const villkor = placed(oneByOne(base.villkor), oneByOne(own.villkor), ({ place }) => place).map(({ told }) => told);
  return {
    ...base,
    scenario: own.scenario ?? "eget",
    namn: own.namn ?? "Din inställning",
    lpix,
    index,
    befolkning: own.befolkning ?? base.befolkning,
    folkmangd: items("folkmangd", "kommunkod", "datum"),
    uppsagningar: items("uppsagningar", "avtal", "part"),
    forlangs_inte: items("forlangs_inte", "avtal"),
    fortsatter: items("fortsatter", "avtal"),
    utfall: items("utfall", "avtal", "ar"),
    villkor,
  };
}

/** Return items with others in place of those that are told apart by the same. */
function placed(items, others, place) {
  const found = new Map((items ?? []).map((item) => [place(item), item]));
  for (const item of others ?? []) found.set(place(item), item);
  return [...found.values()];
}

/** Return terms with their amounts alone and each key alone, each with what tells it from the others. */
function oneByOne(terms) {
  return (terms ?? []).flatMap(({ nyckel: keys, ...told }) => {
    const about = `${told.fran} ${told.avtal}`;
    const { avtal, fran } = told;
    const amounts = ["belopp", "totalt", "delning"].some((name) => told[name] !== undefined);
    const alone = Object.entries(keys ?? {}).map(([code, key]) => (
      { place: `${about} ${code}`, told: { avtal, fran, nyckel: { [code]: key } } }
    ));
    return [...(amounts ? [{ place: about, told }] : []), ...alone];
  });
}

/** Return what a setting comes to. */
function computedSetting(setting, data) {
  const base = data.scenarier.find((scenario) => scenario.scenario === setting.start);
  const own = { ...asScenario(setting, data), namn: setting.namn || "Din inställning" };
  return computed(data, over(base, own, data));
}

// What a setting may say ----------------------------------------------------------------------------------------------

/** Return what is wrong with a setting that somebody has written, in Swedish: nothing, or the first fault. */
function fault(setting, data) {
  try {
    checkSetting(setting, data);
    return "";
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return error.message;
  }
}

function must(holds, told) {
  if (!holds) throw new Refused(told);
}

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

/** Refuse a group that is none, or that has a key that it cannot have. */
function entries(group, known, where) {
  must(isObject(group), `${where} är inte en grupp av uppgifter`);
  const found = Object.entries(group);
  for (const [key] of found) must(known(key), `${where} säger ”${key}”, som inte finns`);
  return found;
}

const among = (...known) => (key) => known.includes(key);

function checkPercent(value, low, high, where) {
  must(typeof value === "string", `${where} är inget tal`);
  const found = micro(value);
  must(low <= found && found <= high, `${where} är ”${value}”, utanför det möjliga`);
}

function checkYear(value, where) {
  must(Number.isInteger(value) && FIRST_YEAR <= value && value <= LAST_YEAR, `${where} är inget år`);
}

const isDate = (value) =>
  typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value)) && plusDays(value, 0) === value;

function checkSetting(setting, data) {
  entries(setting, among("namn", "start", "index", "befolkning", "villkor", "slut", "uppsagning", "utfall"), "inställningen");
  must(typeof setting.namn === "string" && setting.namn.length <= 80, "namnet är ingen kort text");
  const start = data.scenarier.find((scenario) => scenario.scenario === setting.start);
  must(start && start.fel === undefined, `scenariot ”${setting.start}” finns inte här`);
  const agreement = (code) => data.avtal.some((agreed) => agreed.kod === code);
  const names = new Set(everyVersion(data).flatMap((version) => (version.index ? [version.index.namn] : [])));
  for (const [name, own] of entries(setting.index ?? {}, (key) => names.has(key), "index")) checkIndex(own, name);
  if (setting.befolkning !== undefined) checkPopulation(setting.befolkning, data);
  for (const [code, own] of entries(setting.villkor ?? {}, agreement, "villkor")) checkTerms(code, own, data);
  for (const [code, date] of entries(setting.slut ?? {}, agreement, "slut"))
    must(termEnds(data.avtal.find((agreed) => agreed.kod === code).versioner).includes(date), `${code} kan inte sluta ${date}`);
  for (const [code, own] of entries(setting.uppsagning ?? {}, agreement, "uppsägning")) checkNotice(code, own, data);
  for (const [code, years] of entries(setting.utfall ?? {}, agreement, "utfall"))
    for (const [year, percent] of entries(years, (key) => data.ar.includes(Number(key)), "utfall")) {
      const settles = data.avtal.find((agreed) => agreed.kod === code).versioner.some(([, version]) => version.slutavrakning);
      must(settles, `${code} slutavräknas inte`);
      checkPercent(percent, -99_999_999n, 1_000_000_000n, `utfallet ${year}`);
    }
}

function checkIndex(own, name) {
  entries(own, among("fran", "procent", "varden", "chock"), name);
  must((own.fran === undefined) === (own.procent === undefined), `${name} säger inte både år och procent`);
  if (own.fran !== undefined) {
    checkYear(own.fran, name);
    checkPercent(own.procent, -99_999_999n, 1_000_000_000n, name);
  }
  const isYear = (key) => /^\d{4}$/.test(key) && Number(key) >= FIRST_YEAR && Number(key) <= LAST_YEAR;
  for (const [year, percent] of entries(own.varden ?? {}, isYear, name))
    checkPercent(percent, -99_999_999n, 1_000_000_000n, `${name} ${year}`);
  for (const [year, points] of entries(own.chock ?? {}, isYear, name))
    checkPercent(points, -100_000_000n, 100_000_000n, `${name} ${year}`);
}

function checkPopulation(own, data) {
  entries(own, among("metod", "ar", "procent"), "befolkning");
  must(["konstant", "trend", "tillvaxt"].includes(own.metod), `befolkningens metod ”${own.metod}” finns inte`);
  must((own.metod === "trend") === (own.ar !== undefined), "antal år hör till metoden trend, och bara dit");
  must((own.metod === "tillvaxt") === (own.procent !== undefined), "procent hör till metoden tillväxt, och bara dit");
  if (own.ar !== undefined) must(Number.isInteger(own.ar) && 1 <= own.ar && own.ar <= 100, "trendens antal år är inget antal");
  for (const [code, percent] of entries(own.procent ?? {}, (key) => key === "ovriga" || Object.hasOwn(data.kommuner, key), "befolkning"))
    checkPercent(percent, -99_999_999n, 1_000_000_000n, `tillväxten i ${data.kommuner[code] ?? code}`);
}

function checkTerms(code, own, data) {
  entries(own, among("fran", "totalt", "delning", "nyckel"), code);
  checkYear(own.fran, code);
  if (own.totalt !== undefined)
    must(Number.isInteger(own.totalt) && 0 <= own.totalt && own.totalt <= 10 ** 10, `beloppet i ${code} är inga hela kronor`);
  const version = versionIn(data.avtal.find((agreed) => agreed.kod === code).versioner, own.fran);
  const contribution = (key) => version.bidrag.some((item) => item.kod === key);
  const level = (terms) => terms.prisniva.ar;
  const later = data.avtal.find((agreed) => agreed.kod === code).versioner.filter(([year]) => year > own.fran);
  const again = later.find(([, terms]) => own.totalt !== undefined && level(terms) !== level(version));
  must(!again, `beloppet i ${code} måste sägas på nytt från ${again?.[0]}, då priserna är ett annat års`);
  let whole = 0n;
  for (const [, percent] of entries(own.delning ?? {}, contribution, code)) {
    checkPercent(percent, 0n, 100_000_000n, `delningen i ${code}`);
    whole += micro(percent);
  }
  must(!own.delning || whole === 100_000_000n, `delningen i ${code} blir inte 100 % tillsammans`);
  for (const [, equal] of entries(own.nyckel ?? {}, contribution, code)) checkPercent(equal, 0n, 100_000_000n, `nyckeln i ${code}`);
}

function checkNotice(code, own, data) {
  entries(own, among("part", "datum"), code);
  const versions = data.avtal.find((agreed) => agreed.kod === code).versioner;
  const known = versions.some(([, version]) => version.parter.some((party) => party.kod === own.part));
  must(known, `${own.part} är ingen part i ${code}`);
  must(versions.some(([, version]) => version.uppsagning), `${code} går inte att säga upp`);
  must(isDate(own.datum), `uppsägningen av ${code} har ingen dag`);
}

// The address ---------------------------------------------------------------------------------------------------------

/** Return a short digest of a text: enough to tell that a link has been cut or altered. */
function digest(text) {
  let hash = 0x811c9dc5;
  for (const unit of new TextEncoder().encode(text)) hash = Math.imul(hash ^ unit, 0x01000193) >>> 0;
  return hash.toString(36);
}

/** Return a state as the part of an address that stands after its #. */
function toAddress(state) {
  const bytes = new TextEncoder().encode(JSON.stringify(state));
  const text = btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  return `1.${digest(text)}.${text}`;
}

/** Return the state that an address says; whoever asks checks what it holds. */
function fromAddress(text) {
  const [version, check, coded, ...more] = text.split(".");
  must(version === "1" && coded && !more.length, "den är inte skriven av den här sidan");
  must(check === digest(coded), "den är avkortad eller ändrad");
  try {
    const bytes = Uint8Array.from(atob(coded.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new Refused("den går inte att läsa");
  }
}

// The scenario file -----------------------------------------------------------------------------------------------------

/** Return the code of a scenario with a name: the name in lower-case ASCII, and a number where it is taken. */
function codeOf(name, taken) {
  const plain = name.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const code = plain.replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 36) || "scenario";
  let free = code;
  for (let number = 2; taken.includes(free); number += 1) free = `${code}-${number}`;
  return free;
}

/** Return a setting as a scenario file, which the command line reads: `--scenario FIL`. */
function asFile(setting, header, data) {
  const code = codeOf(header.namn, data.scenarier.map((scenario) => scenario.scenario));
  const told = ["namn", "forfattare", "datum", "varfor"].map((key) => `${key}: ${JSON.stringify(header[key])}\n`);
  return `scenario: ${code}\n${told.join("")}${yaml(asScenario(setting, data))}`;
}

/** Return data as YAML: a number as it is, with its comma on a line of its own, and all other texts within quotes. */
function yaml(value, indent = "") {
  if (Array.isArray(value)) return value.map((item) => `${indent}- ${yaml(item, `${indent}  `).trimStart()}`).join("");
  return Object.entries(value)
    .map(([key, inner]) => {
      const name = /^[a-z_]+$/.test(key) ? key : JSON.stringify(key);
      return typeof inner === "object" ? `${indent}${name}:\n${yaml(inner, `${indent}  `)}` : `${indent}${name}: ${scalar(inner)}\n`;
    })
    .join("");
}

/** Return a value as YAML has it on a line. */
function scalar(value) {
  return /^-?\d+([.,]\d+)?$/.test(value) ? String(value).replace(".", ",") : JSON.stringify(value);
}
