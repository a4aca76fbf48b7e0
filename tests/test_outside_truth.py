"""A split that others have published: what eight municipalities paid each for eKommune Sunnmøre in 2017.

`sunnmore_2017.csv` holds what the cooperation printed on its site, each row with the page: the populations of
1 January, and shares in per cent with three decimals, 70 % by population and 30 % equally. Shared out of 100 000
kronor a krona is a thousandth of a per cent, so the amounts are the published shares, digit for digit.
"""

import csv
import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from small_inputs import POPULATION_HEADING, SCENARIO, index_csv

from model import exact
from model.read.begin import begin
from model.series.rows import INDEX_FILE, POPULATION_FILE

with (Path(__file__).parent / "sunnmore_2017.csv").open(encoding="utf-8", newline="") as file:
    PUBLISHED = list(csv.DictReader(file))

SHARES = {row["code"]: Decimal(row["share_percent"]) for row in PUBLISHED}

AGREEMENT = """\
avtal: ekommune
namn: eKommune Sunnmøre
kortnamn: eKommune
diarienummer: eKommune-S 2017
status: fastställd
kalla: esunnmore.no
publicerad: 2017-01-01
utforare: "1504"
prisniva: {{ar: 2017, paragraf: §1}}
totalt: 100 000
bidrag:
  - kod: kommuner
    namn: Kommunernas del
    basbelopp: 100 000
    betalare: {codes}
    nyckel:
      typ: blandad
      dag: 12-31
      delar: [{{typ: befolkning, procent: 70}}, {{typ: lika, procent: 30}}]
      paragraf: §1
    paragraf: §1
parter: {parties}
giltighet: {{fran: 2017-01-01, till: 2017-12-31, paragraf: §1}}
fakturering: {{manader: [1], betalas_inom_dagar: 30, paragraf: §1}}
"""


@pytest.fixture
def sunnmore(tmp_path: Path) -> Path:
    """The published figures as inputs: the population of 1 January stands for the day before, and says so."""
    for name in ("avtal", "scenarier"):
        (tmp_path / name).mkdir()
    parties = [
        {"kod": row["code"], "namn": f"{row['party']} kommune", "kortnamn": row["party"]} for row in PUBLISHED
    ]
    written = AGREEMENT.format(codes=json.dumps(list(SHARES)), parties=json.dumps(parties, ensure_ascii=False))
    (tmp_path / "avtal" / "ekommune.yaml").write_text(written, encoding="utf-8")
    (tmp_path / "scenarier" / "bas.yaml").write_text(SCENARIO, encoding="utf-8")
    people = [
        f"{row['code']};{row['party']};2017-01-01;{row['key_value']};fastställd;esunnmore.no;2017-01-01;2016-12-31"
        for row in PUBLISHED
    ]
    (tmp_path / POPULATION_FILE).write_text("\n".join([POPULATION_HEADING, *people]) + "\n", encoding="utf-8")
    (tmp_path / INDEX_FILE).write_text(index_csv({2018: "0"}), encoding="utf-8")  # which nothing is raised by
    return tmp_path


def test_the_published_figures_are_whole() -> None:
    assert sum(int(row["key_value"]) for row in PUBLISHED) == 83_566
    assert sum(SHARES.values()) == 100


def test_the_product_gives_the_published_split_exactly(sunnmore: Path) -> None:
    run = begin(str(sunnmore))
    frame = run.allocation([run.agreement("ekommune")], [2017])
    amounts = dict(zip(frame["part"], frame["belopp_kr"], strict=True))
    assert {code: Decimal(int(amount)).scaleb(-3) for code, amount in amounts.items()} == SHARES


def test_the_rules_alone_give_it() -> None:
    """And no share is a matter of how a remainder is shared out: each is its own number, rounded."""
    people = [int(row["key_value"]) for row in PUBLISHED]
    weights = exact.key_weights([(Fraction(70), people), (Fraction(30), [1] * len(people))])
    parts = exact.apportion(100_000, weights)
    assert [Decimal(part).scaleb(-3) for part in parts] == list(SHARES.values())
    assert parts == [exact.half_up(Fraction(100_000 * weight, sum(weights))) for weight in weights]
