// The proof: when the page starts it computes every scenario that it carries, and holds each amount against the model's.

/** Return the first thing that differs from the model, in words, and how many amounts were held against it. */
function proved(data) {
  let count = 0;
  for (const scenario of data.scenarier) {
    const found = differing(data, scenario, (number) => { count += number; });
    if (found) return { count, found: `${scenario.namn}: ${found}` };
  }
  return { count, found: null };
}

/** Return what of a scenario is another than the model says, in words; null where all is the same. */
function differing(data, scenario, counted) {
  let mine;
  try {
    mine = computed(data, scenario);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return scenario.fel === undefined ? `modellen räknar, sidan säger: ${error.message}` : null;
  }
  if (scenario.fel !== undefined) return `modellen säger: ${scenario.fel}, sidan räknar`;
  return differingAmount(data, scenario.facit.belopp, mine, counted) ?? differingTotal(data, scenario.facit, mine, counted);
}

function differingAmount(data, told, mine, counted) {
  const own = new Map();
  for (const row of mine.rows) {
    const place = `${row.avtal} ${row.part} ${row.ar}`;
    const scale = mine.unit / scaleOf(row.basis.version);
    own.set(place, (own.get(place) ?? 0n) + row.belopp * scale);
  }
  let held = 0;
  for (const [agreement, parties] of Object.entries(told))
    for (const [part, amounts] of Object.entries(parties))
      for (const [place, amount] of amounts.entries()) {
        const found = own.get(`${agreement} ${part} ${data.ar[place]}`) ?? null;
        if ((found === null) !== (amount === null) || (amount !== null && found !== BigInt(amount)))
          return `${agreement}, ${part} ${data.ar[place]}: modellen ${amount ?? "inget"}, sidan ${found ?? "inget"}`;
        held += amount !== null;
      }
  counted(held);
  return held === own.size ? null : "sidan har belopp som modellen inte har";
}

function differingTotal(data, told, mine, counted) {
  for (const [part] of data.parter)
    for (const [place, year] of data.ar.entries()) {
      const cell = mine.cells.get(`${part} ${year}`);
      const status = STATUSES.indexOf(cell.status);
      const sides = { netto: cell.net, fast_pris: cell.fixed, invanare: cell.people, per_invanare: cell.perHead, status };
      for (const [name, found] of Object.entries(sides)) {
        const wanted = told[name][part][place];
        if (String(found) !== String(wanted)) return `${part} ${year}, ${name}: modellen ${wanted}, sidan ${found}`;
      }
      counted(5);
    }
  return null;
}
