// A case: agreements and series as a scenario has them, and what every party then pays.
//
// What stands here follows model/series/series.py, model/scenarios and model/amounts, file by file; the keys of the
// data are those of the files in inputs/, in Swedish, so that a row here can be held against its file.

const STATUSES = ["fastställd", "preliminär", "prognos", "antagande", "exempel"];
const ASSUMED = "antagande";

/** Return the weakest of some statuses; an empty text counts as none (model/status.py, weakest). */
function weakest(statuses) {
  return STATUSES[Math.max(...statuses.map((status) => STATUSES.indexOf(status)))] ?? "";
}

/** Return a per cent, such as "4.5" or "4,5", in millionths; at most six decimals. */
function micro(text) {
  const found = /^(-?)(\d+)(?:[.,](\d{1,6})0*)?$/.exec(String(text).trim().replace("−", "-"));
  if (!found) throw new Refused(`”${text}” är inget tal med högst sex decimaler`);
  const whole = BigInt(found[2]) * 1_000_000n + BigInt((found[3] ?? "").padEnd(6, "0"));
  return found[1] ? -whole : whole;
}

/** Return millionths as a text with a decimal comma, without needless digits. */
function percentText(value) {
  const size = value < 0n ? -value : value;
  const decimals = String(size % 1_000_000n).padStart(6, "0").replace(/0+$/, "");
  return `${value < 0n ? "-" : ""}${size / 1_000_000n}${decimals ? `,${decimals}` : ""}`;
}

const sum = (numbers) => numbers.reduce((one, other) => one + other, 0n);
const by = (...keys) => (one, other) => {
  for (const key of keys) if (key(one) !== key(other)) return key(one) < key(other) ? -1 : 1;
  return 0;
};

// Series -------------------------------------------------------------------------------------------------------

/**
 * Return the row that is used, of several for the same thing: by status, then for the right day, then the latest
 * (model/series/series.py, preferred).
 */
function preferred(rows) {
  const place = (row) => Math.max(STATUSES.indexOf(row.status), 1);
  const standsIn = (row) => (row.day && row.datum !== row.day ? 1 : 0);
  return rows.reduce((best, row) => {
    const order = place(row) - place(best) || standsIn(row) - standsIn(best);
    return order < 0 || (order === 0 && row.publicerad > best.publicerad) ? row : best;
  });
}

/** The populations of a case: the figure of a municipality on a key's date, projected where there is none yet. */
class Population {
  constructor(data, scenario) {
    this.projection = scenario.befolkning;
    this.rows = data.folkmangd;
    this.given = (scenario.befolkning.rader ?? []).map(withDay);
    this.names = data.kommuner;
    this.source = `scenariot ${scenario.namn}`;
    this.assumed = (scenario.folkmangd ?? []).map((item) => ({
      ...item,
      kommun: data.kommuner[item.kommunkod],
      day: item.datum,
      status: ASSUMED,
      kalla: this.source,
      plats: `scenario ${scenario.scenario}`,
      metod: "scenariot",
    }));
    this.merged = new Map();
    for (const party of everyVersion(data).flatMap((version) => version.parter))
      if (party.sammanslagen_av?.length) this.merged.set(ownerOf(party), party);
    this.known = new Map();
  }

  /** Return the rows of municipalities on a date; one that others have merged into has the sum of theirs. */
  on(codes, date, missing = "ersattare") {
    const asked = `${codes} ${date} ${missing}`;
    if (!this.known.has(asked)) this.known.set(asked, this.found(codes, date, missing));
    return this.known.get(asked);
  }

  found(codes, date, missing) {
    const rows = missing === "framskrivning" ? this.rows.filter((row) => row.datum === row.day) : this.rows;
    const parts = codes.map((code) =>
      this.merged.has(code) && !this.hasFigure(rows, code, date) ? this.merged.get(code).sammanslagen_av : [code],
    );
    const found = this.figures(rows, parts.flat(), date);
    return parts.map((own, place) => {
      const rowsOf = found.splice(0, own.length);
      if (own.length === 1 && own[0] === codes[place]) return rowsOf[0];
      return {
        ...(rowsOf.find((row) => row.datum !== row.day) ?? rowsOf[0]),
        kommunkod: codes[place],
        kommun: this.merged.get(codes[place]).kortnamn,
        folkmangd: rowsOf.reduce((total, row) => total + row.folkmangd, 0),
        status: weakest(rowsOf.map((row) => row.status)),
        kalla: `summan av ${rowsOf.map((row) => `${row.kommun} ${row.folkmangd}`).join(", ")}`,
        plats: [...new Set(rowsOf.map((row) => row.plats))].join("; "),
        metod: rowsOf.find((row) => row.metod !== "uppgift")?.metod ?? "uppgift",
      };
    });
  }

  /** Whether a municipality has a figure of its own for a date, or for the same day of a year before it. */
  hasFigure(rows, code, date) {
    return [...this.assumed, ...rows, ...this.given].some(
      (row) => row.kommunkod === code && row.day <= date && row.day.slice(5) === date.slice(5),
    );
  }

  /**
   * Return the figure of each municipality for a date. The last date is common to all: if one of them has a published
   * figure for a date, all must. What is a forecast or assumed beyond that is its own municipality's alone.
   */
  figures(rows, codes, date) {
    const wanted = new Set(codes);
    const sameDay = rows.filter((row) => wanted.has(row.kommunkod) && row.day.slice(5) === date.slice(5));
    const certain = sameDay.filter((row) => STATUSES.indexOf(row.status) < 2);
    const days = (certain.length ? certain : sameDay).map((row) => row.day);
    const last = days.length ? earliest(latest(...days), date) : date;
    return codes.map((code) => this.figure(sameDay.filter((row) => row.kommunkod === code), code, last, date));
  }

  figure(rows, code, last, date) {
    const own = this.assumed.filter((row) => row.kommunkod === code && last <= row.day && row.day <= date);
    const assumed = own.sort(by((row) => row.day)).at(-1);
    if (assumed?.day === date) return assumed;
    const { metod: method, ar: years } = this.projection;
    if (date > last && method === "given") {
      const told = this.published(this.given, code, date);
      return { ...told, status: weakest([told.status, ASSUMED]) };
    }
    const ahead = rows.map((row) => row.day).filter((day) => last < day && day <= date);
    const newest = ahead.length ? latest(...ahead) : last;
    const start = assumed && assumed.day >= newest ? assumed : this.published(rows, code, newest);
    if (start.day === date) return start;
    const on = { ...start, datum: date, day: date, ersatter: undefined, status: weakest([start.status, ASSUMED]), metod: method };
    if (method === "tillvaxt") return this.growing(on, start, yearOf(date) - yearOf(start.day));
    if (method === "konstant") return { ...on, kalla: `oförändrad sedan ${start.datum}: ${start.kalla}` };
    const first = this.published(rows, code, `${yearOf(last) - years}${last.slice(4)}`);
    const end = this.published(rows, code, last);
    const [from, to, begin] = [first, end, start].map((row) => BigInt(row.folkmangd));
    return {
      ...on,
      folkmangd: Number(compound(from, to, yearOf(end.day) - yearOf(first.day), yearOf(date) - yearOf(start.day), begin)),
      status: weakest([first.status, end.status, start.status, ASSUMED]),
      metod: `trend över ${years} år`,
      kalla: `trend ${first.datum}–${end.datum}: ${start.kalla}`,
      plats: `${first.plats} och ${start.plats}`,
    };
  }

  growing(on, start, years) {
    const percent = this.projection.procent[start.kommunkod] ?? this.projection.procent.ovriga;
    if (percent === undefined) throw new Refused(`scenariot säger ingen tillväxt för ${start.kommun}`);
    return {
      ...on,
      folkmangd: Number(growth(BigInt(start.folkmangd), micro(percent), years)),
      metod: "tillväxt enligt scenariot",
      kalla: `${percentText(micro(percent))} % om året från ${start.datum}: ${start.kalla}`,
    };
  }

  published(rows, code, date) {
    const known = rows.filter((row) => row.kommunkod === code && row.day === date);
    if (!known.length) throw new Refused(`folkmängden för ${this.names[code] ?? code} ${date} saknas`);
    return preferred(known);
  }
}

/** Return a row of population with the day that it is used for: the one that it stands in for, else its own. */
const withDay = (row) => ({ ...row, day: row.ersatter ?? row.datum });

/** Return how an index row of a year is, as a scenario has it (model/scenarios/assumed.py, rows). */
function indexRows(data, scenario) {
  const known = new Map();
  const told = { LPIX: scenario.lpix, ...scenario.index };
  const published = (name, year, day) => {
    const rows = data.index.filter((row) => row.index === name && row.ar === year && row.publicerad <= day);
    return rows.length ? preferred(rows) : null;
  };
  const found = (name, year) => {
    const assumed = told[name] ?? {};
    const source = `scenariot ${scenario.namn}`;
    const altered = (row, what, percent = row.procent) => ({
      ...row,
      procent: percent,
      status: weakest([row.status, ASSUMED]),
      kalla: `${row.kalla}; ${what}`,
    });
    const day = earliest(assumed.per_datum ?? data.per_datum, data.per_datum);
    let row = published(name, year, day);
    if (assumed.varden?.[year] !== undefined) {
      const plats = `scenario ${scenario.scenario}`;
      row = { index: name, ar: year, procent: assumed.varden[year], status: ASSUMED, kalla: source, plats };
    } else if (row && assumed.per_datum) {
      const now = published(name, year, data.per_datum);
      const same = micro(now.procent) === micro(row.procent);
      row = same ? now : altered(row, `${source}: som det var publicerat ${day}`);
    }
    if (!row) throw new Refused(`${name} för ${year} saknas`);
    const shock = assumed.chock?.[year];
    if (shock === undefined) return { ...row, rate: micro(row.procent) };
    const percent = percentText(micro(row.procent) + micro(shock));
    const points = `${micro(shock) > 0n ? "+" : ""}${percentText(micro(shock))} procentenheter`;
    return { ...altered(row, `${source}: ${points}`, percent), rate: micro(percent) };
  };
  return (name, year) => {
    const asked = `${name} ${year}`;
    if (!known.has(asked)) known.set(asked, found(name, year));
    return known.get(asked);
  };
}

// Agreements under a scenario ------------------------------------------------------------------------------------

const everyVersion = (data) => data.avtal.flatMap((agreed) => agreed.versioner.map(([, version]) => version));
const ownerOf = (party) => party.hor_till ?? party.kod;
const ownersIn = (versions) => new Set(versions.flatMap((version) => version.parter.map(ownerOf)));
const joined = (contribution) => contribution.ansluten ?? null;
const populationPercent = (key) =>
  key.delar?.length ? micro(key.delar.find((part) => part.typ === "befolkning")?.procent ?? "0")
  : key.typ === "befolkning" ? 100_000_000n : 0n;

/**
 * Return values with the status and note of what has the same by agreement, else as an assumption
 * (model/scenarios/assumed.py, _marked).
 */
function marked(values, agreed, note) {
  const same = agreed && Object.entries(values).every(([name, value]) => sameTerm(agreed[name], value));
  if (same) return { ...values, status: agreed.status ?? "fastställd", anmarkning: agreed.anmarkning ?? null };
  return { ...values, status: ASSUMED, anmarkning: note };
}

/** Whether two values of terms are the same; what is left out is empty, and a per cent is its number. */
function sameTerm(one, other) {
  const plain = (value) =>
    Array.isArray(value) ? value.map((part) => [part.typ, String(micro(part.procent))])
    : value && typeof value === "object" ? Object.entries(value).sort(by(([name]) => name)) : value;
  const empty = (value) => value === undefined || value === null || (typeof value === "object" && !Object.keys(value).length);
  return (empty(one) && empty(other)) || JSON.stringify(plain(one)) === JSON.stringify(plain(other));
}

/** Return a key as it is assumed, or agreed where that is the same (model/scenarios/assumed.py, instead_of). */
function assumedKey(told, key, agreed, scenario) {
  const values = { typ: told.typ, delar: told.delar ?? [], andelar: told.andelar ?? {} };
  return { ...key, ...marked(values, agreed?.nyckel, `Nyckeln är antagen i scenariot ${scenario.namn}`) };
}

/** Return the base amounts that terms give, by contribution (model/scenarios/assumed.py, amounts_of). */
function amountsOf(terms, agreement) {
  const own = agreement.bidrag.filter((item) => !joined(item));
  if (terms.belopp && Object.keys(terms.belopp).length) return terms.belopp;
  if (terms.totalt === undefined && !Object.keys(terms.delning ?? {}).length) return {};
  const told = Object.entries(terms.delning ?? {});
  const weights = told.length
    ? told.map(([code, percent]) => [code, micro(percent)])
    : own.map((item) => [item.kod, BigInt(item.basbelopp)]);
  const parts = apportion(BigInt(terms.totalt ?? agreement.totalt), weights.map(([, weight]) => weight));
  const split = Object.fromEntries(weights.map(([code], place) => [code, Number(parts[place])]));
  return { ...Object.fromEntries(own.map((item) => [item.kod, 0])), ...split };
}

/** Return an agreement with the amounts and keys of a scenario's terms (model/scenarios/assumed.py, applied). */
function withTerms(terms, agreement, agreed, scenario) {
  const amounts = amountsOf(terms, agreement);
  const known = agreement.bidrag.map((item) => item.kod);
  const strange = [...Object.keys(amounts), ...Object.keys(terms.nyckel ?? {})].find((code) => !known.includes(code));
  if (strange) throw new Refused(`${agreement.kortnamn} har inget bidrag som heter ”${strange}”`);
  const items = agreement.bidrag.map((item) => {
    const original = agreed.bidrag.find((other) => other.kod === item.kod);
    const note = `Beloppet är antaget i scenariot ${scenario.namn}`;
    const own = item.kod in amounts ? marked({ basbelopp: amounts[item.kod] }, original, note) : {};
    const key = terms.nyckel?.[item.kod];
    return { ...item, ...own, ...(key ? { nyckel: assumedKey(key, item.nyckel, original, scenario) } : {}) };
  });
  const total = items.filter((item) => !joined(item)).reduce((whole, item) => whole + item.basbelopp, 0);
  return { ...agreement, bidrag: items, totalt: total };
}

/** Return an agreement that goes on after its end, its contribution shared anew (model/scenarios/assumed.py, applied). */
function goingOn(told, agreement, scenario) {
  const shared = agreement.bidrag.find((item) => item.kod === told.bidrag);
  const amounts = apportion(BigInt(shared.basbelopp), told.delas.map((part) => micro(part.procent)));
  const payers = new Set(told.delas.flatMap((part) => part.betalare));
  const gone = new Set(shared.betalare.filter((code) => !payers.has(code)));
  const note = `Beloppet är antaget i scenariot ${scenario.namn}`;
  const portions = told.delas.map((part, place) => ({
    ...shared,
    ...marked({ basbelopp: Number(amounts[place]) }, null, note),
    kod: part.kod,
    namn: part.namn,
    betalare: part.betalare,
    nyckel: assumedKey(part.nyckel, shared.nyckel, null, scenario),
  }));
  const parties = agreement.parter.filter((party) => !gone.has(party.kod));
  return {
    ...agreement,
    giltighet: { ...agreement.giltighet, till: told.till },
    bidrag: [...portions, ...agreement.bidrag.filter((item) => item !== shared)],
    parter: parties.map((party) => (payers.has(party.kod) ? { ...party, betalar_genom: null } : party)),
  };
}

/**
 * Return an agreement through time with what a scenario assumes of it, on top of each version that is agreed
 * (model/scenarios/scenario.py, versions).
 */
function versionsUnder(scenario, agreed) {
  const versions = agreed.versioner;
  const first = versions[0][0];
  const after = yearOf(versions.at(-1)[1].giltighet.till) + 1;
  const steps = [
    ...(scenario.fortsatter ?? []).map((told) => ({ year: after, told, apply: goingOn })),
    ...(scenario.villkor ?? []).map((told) => ({ year: told.fran, told, apply: withTerms })),
  ].filter((step) => step.told.avtal === agreed.kod);
  for (const step of steps) step.year = Math.max(step.year, first);
  steps.sort((one, other) => one.year - other.year); // a stable sort: those of the same year as they stand
  const years = [...new Set([...versions.map(([year]) => year), ...steps.map((step) => step.year)])].sort((a, b) => a - b);
  return years.map((year) => {
    const terms = versionIn(versions, year);
    const own = steps.filter((step) => step.year <= year);
    const version = own.reduce(
      (so, step) => (step.apply === goingOn ? goingOn(step.told, so, scenario) : withTerms(step.told, so, terms, scenario)),
      terms,
    );
    return [year, version];
  });
}

/** A case: what the data holds, as a scenario has it (model/scenarios/case.py, Case). */
class Case {
  constructor(data, scenario) {
    this.data = data;
    this.scenario = scenario;
    this.population = new Population(data, scenario);
    this.indexRow = indexRows(data, scenario);
    this.agreed = new Map(data.avtal.map((each) => [each.kod, each]));
    this.versions = new Map();
    this.endings = new Map();
  }

  versionsOf(code) {
    if (!this.versions.has(code)) this.versions.set(code, versionsUnder(this.scenario, this.agreed.get(code)));
    return this.versions.get(code);
  }

  inYear(code, year) {
    return versionIn(this.versionsOf(code), year);
  }

  /** Return the notices that have been given and not taken back, and the day the last extension is to. */
  happened(code) {
    const own = this.data.handelser.filter((event) => event.avtal === code);
    const extensions = own.filter((event) => event.slag === "förlängning").map((event) => event.datum);
    const notices = own.filter((event) => event.slag === "uppsägning");
    if (!extensions.length) return [notices, null];
    const last = latest(...extensions);
    const versions = this.agreed.get(code).versioner;
    return [notices.filter((event) => event.datum > last), extendedTo(versions, last)];
  }

  /**
   * Return when an agreement ends, by notices that have happened and the scenario's, or what it goes on to, and what
   * that rests on: its own last end, the notices given, and until when everybody is bound.
   */
  ending(code) {
    if (this.endings.has(code)) return this.endings.get(code);
    const { versioner: versions } = this.agreed.get(code);
    const own = (items) => (items ?? []).filter((item) => item.avtal === code);
    const [given, extended] = this.happened(code);
    const [continued] = own(this.scenario.fortsatter);
    const notices = [...own(this.scenario.uppsagningar), ...given].map((notice) => notice.datum);
    const end = continued?.till ?? endOfTerm(versions, notices, own(this.scenario.forlangs_inte)[0]?.datum ?? null);
    const alone = boundUntil(versions, this.data.per_datum);
    const bound = extended ? latest(alone, extended) : alone;
    const byNotice = given.length ? endOfTerm(versions, given.map((event) => event.datum)) : null;
    const unsure = given.filter((event) => event.status !== "fastställd").map((event) => event.plats);
    const found = { end, own: termEnds(versions).at(-1), bound, notice: noticeDeadline(versions, bound), byNotice, unsure };
    this.endings.set(code, found);
    return found;
  }

  /** Return what it rests on, in words, that an agreement is in force as it is in a year; empty where it is settled. */
  inForceBecause(code, year) {
    const { end, own, bound, notice, byNotice, unsure } = this.ending(code);
    const last = earliest(end, `${year}-12-31`);
    const told = [];
    if (last > own) told.push(`fortsätter till ${end} i scenariot ${this.scenario.namn}`);
    else if (last > bound)
      told.push(`gäller efter ${bound} bara om ${notice ? `ingen säger upp det senast ${notice}` : "det förlängs"}`);
    if (end < earliest(own, `${year}-12-31`)) {
      if (byNotice === null || end < byNotice) told.push(`slutar ${end} i scenariot ${this.scenario.namn}`);
      else if (unsure.length)
        told.push(`slutar ${end} enligt en uppsägning som är preliminär (${unsure.join(", ")})`);
    }
    return told.join(" och ");
  }

  /** Return what each payer of each contribution pays in a year of an agreement, with all that produced it. */
  rows(code, year) {
    const [first, last] = yearsInForce(this.agreed.get(code).versioner, this.ending(code).end);
    if (year < first || year > last) return [];
    const version = this.inYear(code, year);
    return version.bidrag.flatMap((contribution) => this.shared(version, contribution, year));
  }

  /** Return the rows of a contribution in a year; none where it is not paid for. */
  shared(version, contribution, year) {
    const start = joined(contribution)?.fran ?? version.giltighet.fran;
    const { end } = this.ending(version.avtal);
    const months = monthsInForce(start, end, year);
    if (!months) return [];
    const [part, whole] = partsInForce(version.giltighet, start, end, year, months[1] - months[0] + 1);
    const priceYear = joined(contribution)?.prisniva ?? version.prisniva.ar;
    const index = this.indexOf(version, priceYear, year);
    const byCode = new Map(version.parter.map((party) => [party.kod, party]));
    const codes = [...contribution.betalare].sort(by((payer) => ownerOf(byCode.get(payer)), (payer) => payer));
    const { nyckel: key } = contribution;
    const date = `${year - 1}-${key.dag ?? "11-01"}`;
    const asksPeople = populationPercent(key) > 0n;
    const people = asksPeople
      ? this.population.on(codes.map((payer) => ownerOf(byCode.get(payer))), date, key.saknas)
      : codes.map(() => null);
    const base = BigInt(contribution.basbelopp) * scaleOf(version);
    const move = version.index?.avrundas === "arligen" ? indexedYearly : indexed;
    const total = move(base, index.map((row) => effective(version, row.rate)), BigInt(part), BigInt(whole));
    const weights = weightsOf(key, codes, people);
    const amounts = apportion(total, weights);
    const paid = codes.map((payer, place) => this.paidInstead(version, year, months, payer, amounts[place]));
    const because = this.inForceBecause(version.avtal, year);
    const status = weakest([
      version.status,
      contribution.status ?? "fastställd",
      key.status ?? "fastställd",
      ...[...index, ...people].map((row) => row?.status ?? ""),
      because ? ASSUMED : "",
    ]);
    const basis = { version, contribution, year, priceYear, index, part, whole, people, codes, weights, total, because };
    return codes.map((payer, place) => ({
      avtal: version.avtal,
      bidrag: contribution.kod,
      ar: year,
      part: payer,
      agare: ownerOf(byCode.get(payer)),
      belopp: paid[place].amount,
      beraknat: amounts[place],
      utfardat: paid[place].issued,
      status: paid[place].whole ? "fastställd" : status,
      place,
      basis,
    }));
  }

  /**
   * Return what a party pays when some of the year has been issued: what was issued, and what is computed for the
   * months that were not (model/amounts/issued.py, paid_instead); a fact, whatever a scenario assumes.
   */
  paidInstead(version, year, months, payer, amount) {
    const sent = this.data.utfardat.find((row) => row.avtal === version.avtal && row.ar === year && row.part === payer);
    if (!sent) return { amount, whole: false, issued: null };
    const parts = periods(version.fakturering, months);
    const left = parts.map((part) => !part.some((month) => sent.manader.includes(month)));
    const shares = apportion(amount, parts.map((part) => BigInt(part.length)));
    const rest = sum(shares.filter((_, place) => left[place]));
    return { amount: BigInt(sent.belopp) + rest, whole: !left.includes(true), issued: sent };
  }

  /** Return the index rows that lead from a price level to a year, in order; none without an index. */
  indexOf(version, priceYear, year) {
    if (!version.index) return [];
    return Array.from({ length: Math.max(year - priceYear, 0) }, (_, step) =>
      this.indexRow(version.index.namn, priceYear + 1 + step),
    );
  }
}

/** Return which of the months in force each instalment pays for (model/amounts/invoices.py, periods). */
function periods(billing, [first, last]) {
  const months = Array.from({ length: last - first + 1 }, (_, step) => first + step);
  if (!billing) return [months];
  const length = 12 / billing.manader.length;
  const parts = billing.manader.map((_, part) => months.filter((month) => Math.floor((month - 1) / length) === part));
  return parts.filter((part) => part.length);
}

const scaleOf = (version) => (version.raknas_i === "öre" ? 100n : 1n);

/** Return an index change as the agreement applies it (model/amounts/indexing.py, effective). */
const effective = (version, rate) => (version.index.negativt === "lamnar" && rate < 0n ? 0n : rate);

/** Return the parties' weights in a key, in its exact proportions (model/agreements/keys.py, weights). */
function weightsOf(key, codes, people) {
  const figures = {
    befolkning: () => people.map((row) => BigInt(row.folkmangd)),
    lika: () => codes.map(() => 1n),
    andelar: () => codes.map((code) => BigInt(key.andelar?.[code] ?? 0)),
  };
  if (!key.delar?.length) return figures[key.typ]();
  return keyWeights(key.delar.map((part) => ({ percent: micro(part.procent), figures: figures[part.typ]() })));
}

// What it comes to -----------------------------------------------------------------------------------------------

/**
 * Return what every party pays in the years of the data: its rows, and by party and year the net when what is assumed
 * of outcomes is settled, the same in the first year's prices, inhabitants and status (model/amounts/comparison.py, yearly).
 *
 * `cells` is a map from "party year" to that; amounts are in units, `unit` of which make a krona.
 */
function computed(data, scenario) {
  const its = new Case(data, scenario);
  const unit = BigInt(data.enhet);
  const rows = data.ar.flatMap((year) => data.avtal.flatMap((agreed) => its.rows(agreed.kod, year)));
  settle(rows, its);
  const levels = priceLevels(its, rows);
  const cells = new Map();
  const ever = ownersIn(everyVersion(data));
  for (const year of data.ar) {
    const people = inhabitants(its, year, ever);
    for (const [part] of data.parter)
      cells.set(`${part} ${year}`, { paid: 0n, net: 0n, byLevel: new Map(), people: people.get(part) ?? 0, statuses: [], rows: [] });
  }
  for (const row of rows) {
    const scale = unit / scaleOf(row.basis.version);
    row.net = (row.belopp + row.settled) * scale;
    row.level = levels(row.avtal, row.ar);
    const cell = cells.get(`${row.agare} ${row.ar}`);
    cell.rows.push(row);
    cell.paid += row.belopp * scale;
    cell.net += row.net;
    cell.byLevel.set(row.level, (cell.byLevel.get(row.level) ?? 0n) + row.net);
    cell.statuses.push(row.status, row.isSettled ? ASSUMED : "");
  }
  for (const cell of cells.values()) {
    cell.fixed = inFirstPrices(cell.byLevel, unit);
    cell.perHead = cell.people ? halfUp(cell.net * 100n, BigInt(cell.people) * unit) : null;
    cell.status = weakest(cell.statuses);
  }
  return { its, rows, cells, unit, amounts: new Map() };
}

/** Return amounts by price level in the prices of the first year, whole kronor, half up: exact until the last step. */
function inFirstPrices(byLevel, unit) {
  let [numerator, denominator] = [0n, 1n];
  for (const [level, net] of byLevel) {
    numerator = numerator * level.up + net * level.down * denominator;
    denominator *= level.up;
  }
  return halfUp(numerator, denominator * unit);
}

/**
 * Give each row what the settlement of an assumed outcome changes it by: 0 where nothing is assumed
 * (model/amounts/settlement.py, settle).
 */
function settle(rows, its) {
  for (const row of rows) row.settled = 0n;
  for (const told of its.scenario.utfall ?? []) {
    const own = rows.filter((row) => row.avtal === told.avtal && row.ar === told.ar).sort(by((row) => row.part));
    for (const row of own) row.isSettled = true;
    const version = its.inYear(told.avtal, told.ar);
    const rule = version.slutavrakning;
    if (!rule || !own.length) continue;
    const [paid, scale] = [own.map((row) => row.belopp), scaleOf(version)];
    const financing = sum(paid);
    const outcome = halfUp(financing * micro(told.procent_av_finansiering), RATE_SCALE * scale) * scale;
    const measure = rule.namnare === "utfall" ? outcome : financing;
    const limit = micro(rule.grans_procent) * (measure < 0n ? -measure : measure);
    const amount = settled(financing - outcome, limit, rule.omfattning === "hela");
    adjustments(amount, paid).forEach((change, place) => { own[place].settled = change; });
  }
}

/**
 * Return a function that gives each year's price level against the first of the years, by agreement: that of its index
 * of the year; an agreement without index has the level of the first index that moves any
 * (model/amounts/comparison.py, _price_levels).
 */
function priceLevels(its, rows) {
  const { data } = its;
  const every = everyVersion(data);
  const firstIndex = every.find((version) => version.index)?.index.namn ?? "";
  const name = (agreed, year) => versionIn(agreed.versioner, year).index?.namn ?? firstIndex;
  const names = new Map(data.avtal.map((agreed) => [agreed.kod, new Set(data.ar.map((year) => name(agreed, year)))]));
  const shares = (one, other) => [...one].some((each) => other.has(each));
  const found = new Map();
  const same = new Map();
  for (const agreed of data.avtal) {
    const own = names.get(agreed.kod);
    const ends = rows.filter((row) => shares(own, names.get(row.avtal))).map((row) => row.ar);
    const last = ends.length ? Math.max(...ends) : 0;
    const starts = every.filter((version) => version.index && own.has(version.index.namn));
    const start = starts.length ? Math.min(...starts.map((version) => version.index.fran)) : last + 1;
    let level = { up: 1n, down: 1n, path: "" };
    const levels = new Map(data.ar.map((year) => [year, level]));
    for (let year = Math.max(data.ar[0] + 1, start); year <= last; year += 1) {
      const { rate } = its.indexRow(name(agreed, year), year);
      const next = { up: level.up * (RATE_SCALE + rate), down: level.down * RATE_SCALE, path: `${level.path} ${year} ${rate}` };
      if (!same.has(next.path)) same.set(next.path, next); // one object a level, so that amounts can be summed by it
      level = same.get(next.path);
      levels.set(year, level);
    }
    found.set(agreed.kod, levels);
  }
  return (code, year) => found.get(code).get(year);
}

/**
 * Return the inhabitants by party on the days of a year's keys; an issuer has them all. The day is that of the first
 * agreement that a municipality shares by population; the first such agreement's for one that shares none. One that
 * has left, or is yet to come, of those that `ever` are parties, is left out (model/amounts/comparison.py, inhabitants).
 */
function inhabitants(its, year, ever) {
  const { data } = its;
  const versions = data.avtal.map((agreed) => versionIn(agreed.versioner, year));
  const now = ownersIn(versions);
  const days = new Map();
  for (const version of versions) {
    const owners = new Map(version.parter.map((party) => [party.kod, ownerOf(party)]));
    for (const { nyckel: key, betalare: payers } of version.bidrag)
      for (const payer of populationPercent(key) ? payers : [])
        if (!days.has(owners.get(payer))) days.set(owners.get(payer), `${year - 1}-${key.dag ?? "11-01"}`);
  }
  const found = new Map();
  if (!days.size) return found;
  const [firstDay] = days.values();
  const byDay = new Map();
  for (const code of data.parter.map(([part]) => part).filter((part) => /^\d+$/.test(part))) {
    if (ever.has(code) && !now.has(code)) continue;
    const day = days.get(code) ?? firstDay;
    byDay.set(day, [...(byDay.get(day) ?? []), code]);
  }
  for (const [day, codes] of byDay)
    its.population.on(codes, day).forEach((row) => found.set(row.kommunkod, row.folkmangd));
  const all = [...found.values()].reduce((one, other) => one + other, 0);
  for (const version of versions) found.set(version.utforare, all);
  return found;
}
