// How an amount came to be: its steps, each with its clause, source and status, down to the rows of the inputs.

/** Return the amounts that a party's (or, of "alla", everybody's) total of a year is made of: one for each agreement's contribution. */
function parts(result, part, year, agreements) {
  return result.rows.filter(
    (row) => row.ar === year && (part === "alla" || row.agare === part) && agreements.includes(row.avtal),
  );
}

/** Return where a row was read, or that it is the scenario's own. */
function sourceOf(row) {
  if (!row.publicerad) return row.kalla;
  return `${row.plats}: ${row.kalla} (publicerad ${row.publicerad}${row.ersatter ? `, står i stället för ${row.ersatter}` : ""})`;
}

/** Return the last decision of some places of an agreement, or of what they are a part of, in words. */
function decidedOf(version, ...places) {
  const own = version.beslut.filter(({ villkor }) =>
    places.some((place) => `${villkor}.`.startsWith(`${place}.`) || `${place}.`.startsWith(`${villkor}.`)),
  );
  return own.at(-1)?.text ?? "";
}

/**
 * Return how a row came to be: `line`, the whole of it as one multiplication, and `steps`, each with what it is, its
 * figure, how it was made, and the clause and source that it rests on.
 */
function derivation(row, data) {
  const { version, contribution, priceYear, index, part, whole, people, codes, weights, total, because } = row.basis;
  const scale = scaleOf(version);
  const cite = (clause) => `${version.diarienummer} ${clause}`;
  const rate = index.map((each) => effective(version, each.rate));
  const [up, down] = [rate.reduce((product, each) => product * (RATE_SCALE + each), 1n), RATE_SCALE ** BigInt(rate.length)];
  const steps = [];
  const decided = decidedOf(version, `bidrag.${contribution.kod}.basbelopp`, "prisniva");
  steps.push({
    what: `Basbelopp i ${priceYear} års priser`,
    figure: `${number(contribution.basbelopp)} kr`,
    source: [cite(contribution.paragraf), decided || contribution.anmarkning || version.kalla],
    status: weakest([version.status, contribution.status ?? "fastställd"]),
  });
  const line = [`${number(contribution.basbelopp)} kr`];
  if (index.length) {
    const unit = 10n ** 6n;
    for (const each of index)
      steps.push({ what: `${each.index} ${each.ar}`, figure: `${percent(each.rate)} %`, source: [sourceOf(each)], status: each.status });
    const factor = decimal((up * unit) / down, unit, 5).replace(/0+$/, "").replace(/,$/, "");
    const how = `alla år gånger varandra${version.index.negativt === "lamnar" ? ", en sänkning räknas som 0" : ""}, utan avrundning`;
    const source = [cite(version.index.paragraf), decidedOf(version, "index")];
    steps.push({ what: "Uppräkning", figure: `× ${factor}`, how, source });
    line.push(`${factor} (${version.index.namn})`);
  }
  if (part < whole || because) {
    const unit = whole === 12 ? "månader" : "dagar";
    const source = [cite(version.giltighet.paragraf), because && `avtalet ${because}`];
    steps.push({ what: `${unit[0].toUpperCase()}${unit.slice(1)} i kraft`, figure: `${part} av ${whole}`, source, status: because ? ASSUMED : "" });
    if (part < whole) line.push(`${part}/${whole} ${unit}`);
  }
  const when = version.index?.avrundas === "arligen" ? "varje år" : "en gång";
  steps.push({
    what: contribution.namn,
    figure: `${kronor(total, scale)} kr`,
    how: `avrundat ${when} till hela ${scale > 1n ? "ören" : "kronor"}, halva uppåt`,
    source: [cite(contribution.paragraf)],
  });
  if (codes.length > 1) steps.push(...shareSteps(row, data, line));
  if (row.utfardat)
    steps.push({
      what: "Fakturerat",
      figure: `${kronor(BigInt(row.utfardat.belopp), scale)} kr`,
      how: `det som är fakturerat är det som betalas${row.belopp === BigInt(row.utfardat.belopp) ? "" : ", och resten av året är räknat"}`,
      source: ["fakturerat.csv"],
      status: row.utfardat.status,
    });
  return { line, steps, amount: row.beraknat, scale };
}

function shareSteps(row, data, line) {
  const { version, contribution, people, codes, weights, total } = row.basis;
  const { nyckel: key } = contribution;
  const cite = `${version.diarienummer} ${key.paragraf}`;
  const all = sum(weights);
  const own = weights[row.place];
  const parted = (key.delar ?? []).map((each) => `${percent(each.procent)} % ${each.typ === "lika" ? "lika" : each.typ === "andelar" ? "efter andelar" : "efter folkmängd"}`);
  const byPeople = key.typ === "befolkning";
  const steps = people.flatMap((each, place) =>
    each ? [{
      what: `Folkmängd ${each.kommun} ${each.datum}`,
      figure: `${number(each.folkmangd)} invånare`,
      source: [sourceOf(each)],
      status: each.status,
      other: place !== row.place,
    }] : [],
  );
  const how = parted.length ? `nyckeln är ${listed(parted)}, som ett enda bråk`
    : byPeople ? `partens folkmängd genom summan för de ${codes.length} parterna`
    : key.typ === "lika" ? `lika delar mellan ${codes.length} parter` : "givna andelar";
  const unsaid = (key.status ?? "fastställd") === "fastställd" ? "" : key.status;
  const source = [cite, decidedOf(version, `bidrag.${contribution.kod}.nyckel`) || key.anmarkning || ""];
  steps.push({ what: "Andel", figure: `${number(own)} av ${number(all)}`, how, source, status: unsaid });
  const scale = scaleOf(version);
  const exact = (total * own) / all;
  const more = row.belopp > exact;
  steps.push({
    what: "Exakt del",
    figure: `${decimal(total * own * 100n / all, 100n * scale, 2)} kr`,
    how: `${number(exact)} hela ${scale > 1n ? "ören" : "kronor"}, och ${more ? "en till efter störst rest" : "ingen till, för resten var inte bland de största"} (lika rest: lägst kommunkod först)`,
    source: [cite],
  });
  const shareText = parted.length ? `${decimal((own * 10n ** 6n) / all, 10n ** 4n, 2)} %` : `${number(own)} av ${number(all)}${byPeople ? " invånare" : ""}`;
  line.push(shareText);
  return steps;
}
