// Numbers and sentences as Swedish readers expect them: no-break spaces, decimal comma, a real minus sign.

const SPACE = "\u00a0";

/** Return a whole number, such as 1 648 000. */
function number(value) {
  const text = String(value < 0 ? -value : value).replace(/\B(?=(\d{3})+$)/g, SPACE);
  return value < 0 ? `−${text}` : text;
}

/** Return a whole number of units with decimals, rounded half up: 1 234 hundredths with one decimal is 12,3. */
function decimal(value, scale, decimals) {
  const rounded = halfUp(BigInt(value) * 10n ** BigInt(decimals), BigInt(scale));
  const size = rounded < 0n ? -rounded : rounded;
  const power = 10n ** BigInt(decimals);
  const part = decimals ? `,${String(size % power).padStart(decimals, "0")}` : "";
  return `${rounded < 0n ? "−" : ""}${number(size / power)}${part}`;
}

/** Return a number with its sign: +200. */
const withSign = (text) => (/^[−0]/.test(text) && !/^0,/.test(text) ? text : `+${text}`);

/** Return an amount of units in kronor: whole kronor, or with öre where some agreement reckons in them. */
const kronor = (value, unit) => decimal(value, unit, unit > 1n ? 2 : 0);

/** Return what a change is in per cent of what was, with a sign and one decimal; a dash where nothing was. */
function share(change, old) {
  if (!old) return "–";
  return `${withSign(decimal((change * 100_000n) / (old < 0n ? -old : old), 1000, 1))}${SPACE}%`;
}

/** Return a per cent as it is written, with a decimal comma and a real minus sign: 4,5. */
const percent = (value) => percentText(typeof value === "bigint" ? value : micro(value)).replace("-", "−");

/** Return words in a row with *och* before the last. */
const listed = (words) => (words.length > 1 ? `${words.slice(0, -1).join(", ")} och ${words.at(-1)}` : (words[0] ?? ""));

/** What figures of a status are called. */
const MANY = { fastställd: "fastställda", preliminär: "preliminära", prognos: "prognoser", antagande: "antaganden" };

const MONTHS = ["januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november", "december"];

/** Return a date in words: 31 december 2028. */
function day(date) {
  const [year, month, own] = date.split("-").map(Number);
  return [own, MONTHS[month - 1], year].join(SPACE);
}

/**
 * Return which years are invoiced and therefore stand as they are, of those that a setting would change, and by how
 * much; empty where there is none. An invoice that has been sent is a fact (model/amounts/issued.py).
 */
function invoicedTold(result, base, agreements, owners) {
  const before = new Map(base.rows.map((row) => [`${row.avtal} ${row.bidrag} ${row.part} ${row.ar}`, row]));
  const [years, hidden] = [new Map(), []];
  for (const row of result.rows.filter((each) => each.utfardat && agreements.includes(each.avtal) && owners.includes(each.agare))) {
    const old = before.get(`${row.avtal} ${row.bidrag} ${row.part} ${row.ar}`);
    const unseen = row.beraknat - (old?.beraknat ?? 0n) - (row.belopp - (old?.belopp ?? 0n));
    if (!unseen) continue;
    hidden.push((unseen * result.unit) / scaleOf(row.basis.version));
    const name = row.basis.version.kortnamn;
    years.set(name, (years.get(name) ?? new Set()).add(row.ar));
  }
  const told = listed([...years].map(([name, own]) => `${name} ${listed([...own])}`));
  const more = sum(hidden);
  const size = kronor(more < 0n ? -more : more, result.unit);
  const otherwise = more ? ` Annars hade det blivit ${size}${SPACE}kr ${more < 0n ? "mindre" : "mer"}.` : "";
  return told && `${told} är fakturerat och räknas inte om.${otherwise}`;
}

/** Return each thing that a setting changes, as a sentence. */
function differences(setting, data) {
  const short = (code) => data.avtal.find((agreed) => agreed.kod === code).namn;
  const told = [];
  for (const [name, own] of Object.entries(setting.index ?? {})) {
    if (own.fran !== undefined) told.push(`${name} är ${percent(own.procent)} % om året från ${own.fran}`);
    for (const [year, value] of Object.entries(own.varden ?? {})) told.push(`${name} ${year} är ${percent(value)} %`);
    for (const [year, points] of Object.entries(own.chock ?? {}))
      told.push(`${name} ${year} blir ${percent(points).replace("−", "")} procentenheter ${micro(points) < 0n ? "lägre" : "högre"}`);
  }
  if (setting.befolkning) told.push(populationTold(setting.befolkning, data));
  for (const [code, own] of Object.entries(setting.villkor ?? {})) told.push(...termsInWords(code, own, data));
  for (const [code, date] of Object.entries(setting.slut ?? {})) told.push(`${short(code)} slutar ${day(date)}`);
  for (const [code, own] of Object.entries(setting.uppsagning ?? {}))
    told.push(`${partyName(own.part, data)} säger upp ${short(code)} den ${day(own.datum)}`);
  for (const [code, years] of Object.entries(setting.utfall ?? {}))
    for (const [year, value] of Object.entries(years))
      told.push(`${short(code)} ${year} kostar ${percent(value)} % av det som betalats in`);
  return told.map((text) => `${text.replaceAll(" %", `${SPACE}%`)}.`);
}

function populationTold(own, data) {
  if (own.metod === "konstant") return "Folkmängden är oförändrad";
  if (own.metod === "trend") return `Folkmängden fortsätter som de senaste ${own.ar} åren`;
  const named = Object.entries(own.procent).filter(([code, value]) => code !== "ovriga" && micro(value));
  const growing = named.map(([code, value]) => `${data.kommuner[code]} ${percent(value)} % om året`);
  if (!growing.length) return "Folkmängden är oförändrad i alla kommuner";
  return `Folkmängden ändras: ${listed(growing)}, och de andra står still`;
}

function termsInWords(code, own, data) {
  const agreed = data.avtal.find((each) => each.kod === code);
  const version = versionIn(agreed.versioner, own.fran);
  const name = (key) => version.bidrag.find((item) => item.kod === key)?.namn ?? key;
  const told = [];
  if (own.totalt !== undefined)
    told.push(`${agreed.namn} är ${number(own.totalt)} kr i ${version.prisniva.ar} års priser från ${own.fran}`);
  for (const [key, part] of Object.entries(own.delning ?? {}).slice(0, 1))
    told.push(`${name(key)} är ${percent(part)} % av ${agreed.namn} från ${own.fran}`);
  for (const [key, equal] of Object.entries(own.nyckel ?? {}))
    told.push(`${name(key)} i ${agreed.namn} delas till ${percent(equal)} % lika och resten efter folkmängd från ${own.fran}`);
  return told;
}

/** Return a party's short name, whoever it is counted with. */
function partyName(code, data) {
  const own = everyVersion(data).flatMap((version) => version.parter).find((party) => party.kod === code);
  return own?.kortnamn ?? code;
}
