// The rules that decide kronor, in whole numbers of any size (BigInt): exact, and short enough to read through.
//
// They are the model's own, written a second time so that this page needs no server; each says whose it is. The page
// computes every shipped amount with them when it starts, and shows nothing if one of them is another than the model's
// (proof.js).
//
// Amounts are whole units: kronor, or öre where an agreement reckons in them. Parties stand in the order that decides
// ties, the lowest municipality code first. A rule knows nothing of the page, and changes nothing that it is given.

/** What cannot be computed, and why, in Swedish. */
class Refused extends Error {}

/** An index change is a whole number of this fraction: 3,1 % is 3 100 000. */
const RATE_SCALE = 10n ** 8n;

/** More units than this are refused: they are more than can be shown exactly. */
const MOST = BigInt(Number.MAX_SAFE_INTEGER);

/** Return a fraction rounded to a whole number, halves away from zero: 5/2 is 3, −5/2 is −3 (model/exact.py, half_up). */
function halfUp(numerator, denominator) {
  const size = numerator < 0n ? -numerator : numerator;
  const whole = (2n * size + denominator) / (2n * denominator);
  return numerator < 0n ? -whole : whole;
}

/** Return the greatest common divisor of two whole numbers. */
function gcd(one, other) {
  while (other) [one, other] = [other, one % other];
  return one < 0n ? -one : one;
}

/**
 * Return a base amount as the index has moved it, rounded once, half up (RUN/387/2023 §7, RUN/350/2019 §8).
 *
 * The rates are the changes of the years after the price level, in units of 1 / RATE_SCALE; `parts` of `whole` is how
 * much of the year is paid for: 4 of 12 months. indexed(800000n, [3000000n, 3000000n]) is 848720n
 * (model/exact.py, indexed).
 */
function indexed(base, rates, parts = 1n, whole = 1n) {
  let numerator = base * parts;
  let denominator = whole;
  for (const rate of rates) {
    if (rate <= -RATE_SCALE) throw new Refused("indexet måste ändras mindre än −100 % varje år, chocker inräknade");
    numerator *= RATE_SCALE + rate;
    denominator *= RATE_SCALE;
  }
  const amount = halfUp(numerator, denominator);
  if (amount > MOST) throw new Refused("ett belopp blir större än sidan kan visa exakt");
  return amount;
}

/**
 * Return the amount when it is rounded each year before the next year's change: another reading of §7, which an
 * agreement's file can say with `avrundas: arligen`. The last year's part of a year is counted last
 * (model/amounts/indexing.py, _rounded_yearly).
 */
function indexedYearly(base, rates, parts = 1n, whole = 1n) {
  return indexed(rates.reduce((amount, rate) => indexed(amount, [rate]), base), [], parts, whole);
}

/**
 * Return the parts of a total by largest remainder; they sum exactly to it (RUN/387/2023 §7, RUN/350/2019 §8).
 *
 * Each party gets the whole part of total × weight / sum of weights. What is left goes, a unit each, to the largest
 * remainders; of equal ones, to the party that stands first. apportion(100n, [1n, 1n, 1n]) is [34n, 33n, 33n]
 * (model/exact.py, apportion).
 */
function apportion(total, weights) {
  const whole = weights.reduce((sum, weight) => sum + weight, 0n);
  if (!whole) {
    if (total) throw new Refused("nyckeln har inget att dela efter");
    return weights.map(() => 0n);
  }
  const parts = weights.map((weight) => (total * weight) / whole);
  const remainders = weights.map((weight) => (total * weight) % whole);
  const left = Number(total - parts.reduce((sum, part) => sum + part, 0n));
  const queue = [...weights.keys()].sort((one, other) =>
    remainders[other] > remainders[one] ? 1 : remainders[other] < remainders[one] ? -1 : one - other,
  );
  for (const place of queue.slice(0, left)) parts[place] += 1n;
  return parts;
}

/**
 * Return the parties' weights in a key of several parts: whole numbers without a common divisor.
 *
 * Each part has `percent`, in millionths, and each party's figure in it: its population, 1 where all pay alike, or its
 * given share. keyWeights([{percent: 70n, figures: [10n, 20n, 70n]}, {percent: 30n, figures: [1n, 1n, 1n]}]) is
 * [17n, 24n, 59n] (model/exact.py, key_weights).
 */
function keyWeights(parts) {
  const sums = parts.map((part) => part.figures.reduce((sum, figure) => sum + figure, 0n));
  if (sums.some((sum) => !sum)) throw new Refused("nyckeln har inget att dela efter");
  const product = sums.reduce((one, other) => one * other, 1n);
  const columns = parts.map((part, place) => part.figures.map((own) => (part.percent * product * own) / sums[place]));
  const weights = columns[0].map((_, party) => columns.reduce((sum, column) => sum + column[party], 0n));
  const divisor = weights.reduce(gcd, 0n);
  return weights.map((weight) => weight / divisor);
}

/**
 * Return what of a year's deviation, financing − outcome, is settled: paid back (positive) or asked for
 * (RUN/387/2023 §7; model/exact.py, settled). At the limit, in units of 1 / RATE_SCALE, nothing is; beyond it the whole
 * of it, or only what exceeds the limit.
 */
function settled(deviation, limit, whole) {
  const size = (deviation < 0n ? -deviation : deviation) * RATE_SCALE;
  if (size <= limit) return 0n;
  const amount = halfUp(whole ? size : size - limit, RATE_SCALE);
  return deviation > 0n ? amount : -amount;
}

/**
 * Return what each party pays (positive) or gets back in a settlement, by what it has paid
 * (RUN/387/2023 §7; model/exact.py, adjustments).
 */
function adjustments(amount, paid) {
  const parts = apportion(amount < 0n ? -amount : amount, paid);
  return amount > 0n ? parts.map((part) => -part) : parts;
}

/**
 * Return start × (last / first)^(ahead / years) rounded half up: a population's trend goes on.
 * compound(1000n, 1100n, 5, 5, 1100n) is 1210n (model/exact.py, compound).
 */
function compound(first, last, years, ahead, start) {
  if (first <= 0n) throw new Refused("ingen trend kan räknas från en folkmängd på 0");
  // r is right when (2r − 1)/2 ≤ x < (2r + 1)/2, with x^years = start^years × last^ahead / first^ahead.
  const power = (2n * start) ** BigInt(years) * last ** BigInt(ahead);
  const divisor = first ** BigInt(ahead);
  const below = (whole) => (2n * whole + 1n) ** BigInt(years) * divisor <= power;
  let low = 0n;
  let high = 1n;
  while (below(high)) [low, high] = [high, 2n * high];
  while (low < high) {
    const middle = (low + high) / 2n;
    if (below(middle)) low = middle + 1n;
    else high = middle;
  }
  return low;
}

/**
 * Return a population that has grown by a per cent, in millionths, a year for some years, rounded half up
 * (model/series/projection.py, growth).
 */
function growth(people, percent, years) {
  return halfUp(people * (RATE_SCALE + percent) ** BigInt(years), RATE_SCALE ** BigInt(years));
}

// Days. A date is its text, 2028-12-31: texts in that form stand in the order of the days.

/** Return a date some days later. */
function plusDays(date, days) {
  const moved = new Date(`${date}T00:00:00Z`);
  moved.setUTCDate(moved.getUTCDate() + days);
  return moved.toISOString().slice(0, 10);
}

/** Return a date some months later, or the last day of that month where it has no such day. */
function plusMonths(date, months) {
  const [year, month, day] = date.split("-").map(Number);
  const count = year * 12 + month - 1 + months;
  const last = new Date(Date.UTC(Math.floor(count / 12), (count % 12) + 1, 0)).getUTCDate();
  const part = (number, length) => String(number).padStart(length, "0");
  return `${part(Math.floor(count / 12), 4)}-${part((count % 12) + 1, 2)}-${part(Math.min(day, last), 2)}`;
}

/** Whether a date is the last day of its month. */
const endsMonth = (date) => {
  const [year, month, day] = date.split("-").map(Number);
  return day === new Date(Date.UTC(year, month, 0)).getUTCDate();
};

/** Return the days from one date to another. */
const daysBetween = (first, last) => Math.round((Date.parse(last) - Date.parse(first)) / 86_400_000);

const yearOf = (date) => Number(date.slice(0, 4));
const earliest = (...dates) => dates.reduce((one, other) => (other < one ? other : one));
const latest = (...dates) => dates.reduce((one, other) => (other > one ? other : one));

/**
 * Return the months of a year, 1 to 12, that lie wholly from one day to another: the first and the last of them, and
 * null where there is none (model/agreements/in_force.py, months_in_force).
 */
function monthsInForce(start, end, year) {
  const first = latest(start, `${year}-01-01`);
  const last = earliest(end, `${year}-12-31`);
  if (first > last) return null;
  const begin = Number(first.slice(5, 7)) + (first.slice(8) === "01" ? 0 : 1);
  const finish = Number(last.slice(5, 7)) - (endsMonth(last) ? 0 : 1);
  return begin <= finish ? [begin, finish] : null;
}

// When an agreement is in force (RUN/387/2023 §10–11, RUN/350/2019 §3 and §9–10, RUN/357/2023 §7). An agreement
// through time is its versions: [from which year, the terms from then on], in order.

/** Return the version that holds in a year; before the first, that one (model/agreements/agreed.py, version_in). */
function versionIn(versions, year) {
  return versions.findLast(([first]) => first <= year)?.[1] ?? versions[0][1];
}

/** Return every version with the first and the last day that it is in force (model/agreements/agreed.py, spans). */
function spans(versions) {
  return versions.map(([first, version], place) => ({
    version,
    first: place ? `${first}-01-01` : "0001-01-01",
    last: place + 1 < versions.length ? `${versions[place + 1][0] - 1}-12-31` : "9999-12-31",
  }));
}

/**
 * Return the possible ends of a term: of the first, then of each extension, to the longest
 * (model/agreements/in_force.py, _ends).
 */
function endsOfTerm(term) {
  const ends = [term.till];
  if (!term.forlangs_manader) return ends;
  const last = term.langst_till ?? `${term.raknas_till ?? yearOf(term.till)}-12-31`;
  while (ends.at(-1) < last) {
    const extended = plusDays(plusMonths(plusDays(term.till, 1), term.forlangs_manader * ends.length), -1);
    ends.push(term.langst_till ? earliest(extended, term.langst_till) : extended);
  }
  return ends;
}

/**
 * Return the possible ends of an agreement, each by the terms that are in force on it
 * (model/agreements/in_force.py, term_ends).
 */
function termEnds(versions) {
  return spans(versions).flatMap(({ version, first, last }) =>
    endsOfTerm(version.giltighet).filter((end) => first <= end && end <= last),
  );
}

/** Return the last day for a notice by some terms (model/agreements/in_force.py, _deadline). */
const deadlineOf = (version, end) => (version.uppsagning ? plusMonths(end, -version.uppsagning.manader_fore) : null);

/**
 * Return the last day on which a notice counts for a term's end; null where no notice can be given
 * (model/agreements/in_force.py, notice_deadline).
 */
function noticeDeadline(versions, end) {
  const days = spans(versions)
    .map(({ version, first, last }) => ({ day: deadlineOf(version, end), first, last }))
    .filter(({ day, first }) => day && day >= first)
    .map(({ day, last }) => earliest(day, last));
  return days.length ? latest(...days) : null;
}

/**
 * Return the last day that an agreement is in force whatever anybody does from a day on
 * (model/agreements/in_force.py, bound_until).
 */
function boundUntil(versions, day) {
  const ends = termEnds(versions);
  return ends.find((end) => day <= (noticeDeadline(versions, end) ?? end)) ?? ends.at(-1);
}

/**
 * Return the day an agreement ends for all its parties (RUN/387/2023 §11): at the first term's end that a notice is
 * early enough for, or that the parties do not extend it after; else it is extended to the longest
 * (model/agreements/in_force.py, end_of_term).
 */
function endOfTerm(versions, notices, notRenewed = null) {
  const possible = termEnds(versions);
  let ends = possible.filter((end) => notRenewed === null || end <= notRenewed);
  if (!ends.length) ends = possible.slice(0, 1);
  const ended = (given) => {
    const rule = versionIn(versions, yearOf(given));
    return ends.find((end) => given <= (deadlineOf(rule, end) ?? end)) ?? ends.at(-1);
  };
  return notices.length ? earliest(...notices.map(ended)) : ends.at(-1);
}

/**
 * Return the end of the term that the parties agreed on a day to extend the agreement by
 * (model/agreements/in_force.py, extended_to).
 */
function extendedTo(versions, day) {
  const ends = termEnds(versions);
  return ends.find((_, place) => place && day <= ends[place - 1]) ?? ends.at(-1);
}

/**
 * Return the first and the last calendar year of an agreement that ends on a day, as far as the model goes
 * (model/agreements/in_force.py, years_in_force).
 */
function yearsInForce(versions, end) {
  const last = versions.at(-1)[1].giltighet.raknas_till ?? yearOf(end);
  return [yearOf(versions[0][1].giltighet.fran), Math.min(yearOf(end), last)];
}

/**
 * Return how much of a year lies from one day to another, and of how much: months, or days
 * (model/agreements/clauses.py, parts_in_force).
 */
function partsInForce(term, start, end, year, months) {
  if ((term.delar_av_ar ?? "manader") === "manader") return [months, 12];
  const [first, last] = [`${year}-01-01`, `${year}-12-31`];
  return [daysBetween(latest(start, first), earliest(end, last)) + 1, daysBetween(first, last) + 1];
}
