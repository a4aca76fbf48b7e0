"""Where 64 bits end: keys of three parts worked by hand, and what is truly too large to compute."""

import csv
import io
import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from small_inputs import SCENARIO, edit, index_csv

from model.amounts.settlement import every_reading
from model.errors import InputError
from model.read.begin import begin
from suite.cli.cli import main
from suite.findings.checks import checks_of

AGREEMENT = """\
avtal: stort
namn: Stora avtalet
kortnamn: Stora
diarienummer: EX/2/2025
status: fastställd
kalla: Påhittat
publicerad: 2025-01-01
utforare: "{issuer}"
raknas_i: {unit}
prisniva: {{ar: 2025, paragraf: §1}}
index: {{namn: LPIX, fran: 2026, paragraf: §1}}
totalt: {base}
bidrag:
  - kod: alla
    namn: Allas del
    basbelopp: {base}
    betalare: [{codes}]
    nyckel:
      typ: blandad
      delar: [{parts}]
      andelar: {{{areas}}}
      paragraf: §2
    paragraf: §2
parter:
{parties}
giltighet: {{fran: 2025-01-01, till: 2026-12-31, paragraf: §3}}
fakturering: {{manader: [1, 7], betalas_inom_dagar: 30, paragraf: §4}}
slutavrakning: {{grans_procent: 10, namnare: utfall, omfattning: hela, faktureras_manad: 3, paragraf: §5}}
"""


def large_inputs(
    root: Path, base: str, unit: str, parts: Sequence[int], people: Sequence[int], areas: Sequence[int]
) -> Path:
    """Write an agreement by population, equal parts and square kilometres, two years alike; LPIX 2026 is 1 %."""
    for name in ("avtal", "scenarier"):
        (root / name).mkdir(parents=True)
    codes = [str(1401 + place) for place in range(len(people))]
    kinds = zip(("befolkning", "lika", "andelar"), parts, strict=True)
    text = AGREEMENT.format(
        issuer=codes[0],
        base=base,
        unit=unit,
        codes=", ".join(f'"{code}"' for code in codes),
        parts=", ".join(f"{{typ: {kind}, procent: {percent}}}" for kind, percent in kinds),
        areas=", ".join(f'"{code}": {area}' for code, area in zip(codes, areas, strict=True)),
        parties="\n".join(f'  - {{kod: "{code}", namn: Kommun {code}, kortnamn: K{code}}}' for code in codes),
    )
    (root / "avtal" / "stort.yaml").write_text(text, encoding="utf-8")
    rows = [
        f"{code};K{code};{year}-11-01;{figure};fastställd;SCB;{year}-12-15;"
        for year in (2024, 2025)
        for code, figure in zip(codes, people, strict=True)
    ]
    heading = "kommunkod;kommun;datum;folkmangd;status;kalla;publicerad;ersatter"
    (root / "befolkning.csv").write_text("\n".join([heading, *rows]) + "\n", encoding="utf-8")
    (root / "lpix.csv").write_text(index_csv({2026: "1,0"}), encoding="utf-8")
    (root / "scenarier" / "bas.yaml").write_text(SCENARIO, encoding="utf-8")
    return root


@pytest.fixture
def in_ore(tmp_path: Path) -> Path:
    """25 million kronor in öre: 45 % by population, 30 % equally, 25 % by area, between three."""
    return large_inputs(
        tmp_path / "ore", "25 000 000", "öre", (45, 30, 25), (64_881, 15_595, 12_464), (2_229, 6_184, 7_284)
    )


@pytest.fixture
def of_49(tmp_path: Path) -> Path:
    """60 million kronor: 50 % by population, 30 % equally, 20 % by area, between 49 municipalities."""
    people, areas = [*[10_007] * 47, 10_103, 519_551], [*[501] * 47, 499, 1_003]
    return large_inputs(tmp_path / "49", "60 000 000", "kronor", (50, 30, 20), people, areas)


def amounts(folder: Path, year: int = 2025) -> list[int | Decimal]:
    run = begin(str(folder))
    frame = run.allocation([run.agreement("stort")], [year])
    assert [check.name for check in checks_of(run) if not check.holds] == []
    return frame["belopp_kr"].tolist()


def test_a_key_of_three_parts_to_the_ore(in_ore: Path) -> None:
    """In öre, by population (of 92 940), equally and by area (of 15 697); two are left to the largest remainders.

    1401: 785 357 488.7024 + 250 000 000 +  88 751 035.2297 = 1 124 108 523.9321
    1402: 188 770 981.2782 + 250 000 000 + 246 225 393.3873 =   684 996 374.6655
    1403: 150 871 530.0194 + 250 000 000 + 290 023 571.3831 =   690 895 101.4024
    """
    assert amounts(in_ore) == [Decimal("11241085.24"), Decimal("6849963.75"), Decimal("6908951.01")]


def test_a_key_of_three_parts_between_49_municipalities(of_49: Path) -> None:
    """By population (of 999 983), equally and by area (of 25 049); 30 kronor are left to the first 30.

    Each of 47:    300 215.1037 + 367 346.9388 + 240 009.5812 =    907 571.6237
    The next:      303 095.1526 + 367 346.9388 + 239 051.4591 =    909 493.5505
    The largest: 15 586 794.9755 + 367 346.9388 + 480 498.2235 = 16 434 640.1378
    """
    found = amounts(of_49)
    assert found == [*[907_572] * 30, *[907_571] * 17, 909_493, 16_434_640]
    assert {type(amount) for amount in found} == {int}


def test_every_verb_shows_them(in_ore: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = ["--inputs", str(in_ore)]
    assert main(["kontroll", *where]) == 0
    assert "Kontroller: 8 av 8 stämmer." in capsys.readouterr().out
    assert main(["forklara", "--ar", "2025", "--part", "K1401", *where]) == 0
    assert "11 241 085,24" in capsys.readouterr().out.replace("\u00a0", " ")
    table = tmp_path / "belopp.json"
    assert main(["berakna", "--ut", str(table), *where]) == 0
    rows = json.loads(table.read_text(encoding="utf-8"))
    assert {row["nyckel_namnare"] for row in rows} == {sum(row["nyckel_taljare"] for row in rows[:3])}
    assert main(["faktura", "2026", *where, "--ut", str(tmp_path)]) == 0
    text = (tmp_path / "fakturaunderlag_2026" / "fakturaunderlag_2026.csv").read_text(encoding="utf-8-sig")
    invoiced = csv.DictReader(io.StringIO(text), delimiter=";")
    assert sum(Decimal(row["belopp_kr"].replace(",", ".")) for row in invoiced) == 25_250_000


def test_a_settlement_of_them(in_ore: Path) -> None:
    """An outcome of 20 million: 5 million go back, a fifth of what each paid; an öre to the largest remainder."""
    run = begin(str(in_ore))
    agreement = run.agreement("stort")
    assert agreement.settlement
    ((_, found), *_) = every_reading(amounts(in_ore), 20_000_000, agreement.settlement, agreement.scale)
    assert found.amount == 5_000_000
    # 2 248 217.048, 1 369 992.75 and 1 381 790.202.
    assert found.adjustments.tolist() == [Decimal("-2248217.05"), Decimal("-1369992.75"), Decimal("-1381790.20")]


def test_weights_that_64_bits_do_not_hold_are_whole_all_the_same(tmp_path: Path) -> None:
    """Shares of six decimals and areas in hectares: the weights themselves pass 2**63, and stay exact."""
    areas = (99_999_989, 99_999_971, 99_999_959)
    folder = large_inputs(tmp_path, "1 000 003", "öre", (40, 30, 30), (64_881, 15_595, 12_464), areas)
    edit(folder / "avtal" / "stort.yaml", "procent: 40", "procent: 40.000001")
    edit(folder / "avtal" / "stort.yaml", "procent: 30", "procent: 29.999999")
    run = begin(str(folder))
    frame = run.allocation([run.agreement("stort")], [2025, 2026])
    assert frame["nyckel_taljare"].dtype == object
    assert {type(weight) for weight in frame["nyckel_taljare"]} == {int}
    assert max(frame["nyckel_taljare"]) >= 2**63
    assert frame["belopp_kr"].sum() == 1_000_003 + Decimal("1010003.03")
    assert [check.name for check in checks_of(run) if not check.holds] == []


def test_an_amount_that_is_truly_too_large_says_so(in_ore: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A thousand per cent a year, as may be typed: 10 thousand million kronor are too many after six years."""
    for old in ("totalt: 25 000 000", "basbelopp: 25 000 000"):
        edit(in_ore / "avtal" / "stort.yaml", old, f"{old.split(':')[0]}: 10 000 000 000")
    assert main(["kontroll", "--inputs", str(in_ore)]) == 0  # as large an amount as an agreement may have
    edit(in_ore / "avtal" / "stort.yaml", "till: 2026-12-31", "till: 2032-12-31")
    changes = index_csv(dict.fromkeys(range(2026, 2033), "1000"))
    (in_ore / "lpix.csv").write_text(changes, encoding="utf-8")
    capsys.readouterr()
    told = (
        "Stora avtalet, Allas del: uppräknat blir basbeloppet större än det största som räknas exakt, "
        "46116860184273879.03 kr; kontrollera basbelopp och index"
    )
    assert main(["kontroll", "--inputs", str(in_ore)]) == 0  # it is years away, and a note
    assert told in " ".join(capsys.readouterr().out.split())
    assert main(["faktura", "2032", "--inputs", str(in_ore)]) == 1
    assert capsys.readouterr().err == f"Fel: {told}\n"
    assert np.iinfo(np.int64).max // 2 == 2**62 - 1 == 4_611_686_018_427_387_903


def test_what_is_too_large_in_kronor_is_told_in_kronor(tmp_path: Path) -> None:
    """10 thousand million times 11⁹; what can be computed is a hundred times what it is in öre."""
    folder = large_inputs(tmp_path, "10 000 000 000", "kronor", (45, 30, 25), (1, 1, 1), (1, 1, 1))
    edit(folder / "avtal" / "stort.yaml", "till: 2026-12-31", "till: 2034-12-31")
    (folder / "lpix.csv").write_text(index_csv(dict.fromkeys(range(2026, 2035), "1000")), encoding="utf-8")
    run = begin(folder)
    with pytest.raises(InputError, match="större än det största som räknas exakt, 4611686018427387903 kr"):
        run.allocation([run.agreement("stort")], [2034])


def test_a_shock_that_leaves_nothing_is_told_as_that(in_ore: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (in_ore / "lpix.csv").write_text(index_csv({2026: "-50"}), encoding="utf-8")
    scenario = SCENARIO.replace("bas", "fall", 1) + "lpix: {chock: {2026: -50}}\n"
    (in_ore / "scenarier" / "fall.yaml").write_text(scenario, encoding="utf-8")
    assert main(["berakna", "--inputs", str(in_ore), "--scenario", "fall"]) == 1
    told = "Allas del: väntade indexändringar över −100 % varje år, scenariots chocker inräknade"
    assert capsys.readouterr().err == f"Fel: Stora avtalet, {told}\n"
    edit(in_ore / "scenarier" / "fall.yaml", "2026: -50", "2026: -49")
    assert main(["berakna", "--inputs", str(in_ore), "--scenario", "fall"]) == 0
