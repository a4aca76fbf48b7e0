"""Kompetensattraktion 2024, RUN/357/2023: a budget, two financiers, and costs beside them."""

from pathlib import Path

import pytest
from small_inputs import edit

from model.amounts.additions import Addition
from model.amounts.invoices import COLUMNS, addition_rows, instalments, payer_of
from model.errors import InputError
from model.read.begin import begin
from model.run import Run

BUDGET = {
    "crm": 540_000,
    "webb": 325_000,
    "strategi": 340_000,
    "kommunikation": 1_505_000,
    "ambassadorer": 240_000,
    "coworking": 70_000,
    "magasin": 550_000,
}


@pytest.fixture
def talent(county: Path) -> Run:
    return begin(str(county))


@pytest.mark.clause("RUN/357/2023 bilaga 1", "sju kostnader och två finansiärer, båda 3 570 000 kr")
@pytest.mark.clause("RUN/357/2023 §4", "finansieras enligt budget")
def test_the_pot_and_the_businesses_finance_the_budget(talent: Run) -> None:
    agreement = talent.agreement("kompetensattraktion")
    frame = talent.allocation([agreement], [2024])
    assert dict(zip(frame["part"], frame["belopp_kr"], strict=True)) == {
        "gemensam_pott": 2_929_000,
        "naringslivet": 641_000,
    }
    assert {post.id: post.budget for post in agreement.cost_posts} == BUDGET
    assert sum(BUDGET.values()) == 3_570_000


@pytest.mark.clause("RUN/357/2023 bilaga 1", "sju kostnader och två finansiärer, båda 3 570 000 kr")
@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("basbelopp: 641 000", "basbelopp: 640 999", "att bidragens basbelopp summerar till totalt"),
        (
            "budget: 70 000",
            "budget: 70 001",
            "att alla kostnadsposter har budget, och att den summerar till totalt",
        ),
        (", budget: 70 000", "", "att alla kostnadsposter har budget, och att den summerar till totalt"),
    ],
)
def test_a_sum_that_does_not_agree_is_refused(county: Path, old: str, new: str, words: str) -> None:
    edit(county / "avtal" / "kompetensattraktion.yaml", old, new)
    with pytest.raises(InputError, match=words):
        begin(str(county))


@pytest.mark.clause("RUN/357/2023 §7", "gäller 2024")
def test_2024_only_and_not_invoiced(talent: Run) -> None:
    agreement = talent.agreement("kompetensattraktion")
    assert list(talent.years(agreement)) == [2024]
    assert instalments(agreement, talent.allocation([agreement], [2024])).empty


def test_nobodys_share_of_the_pot_is_invented(talent: Run) -> None:
    frame = talent.allocation([talent.agreement("kompetensattraktion")], [2024])
    assert not {"2321", "region_jh"} & set(frame["part"])


def addition(kind: str, party: str, amount: str = "12 500,50") -> Addition:
    data = {
        "avtal": "kompetensattraktion",
        "tillagg": kind,
        "part": party,
        "datum": "2024-05-10",
        "belopp": amount,
    }
    return Addition.model_validate(
        data | {"text": "Prov", "status": "exempel", "kalla": "Prov", "_plats": "x rad 2"}
    )


@pytest.mark.clause("RUN/357/2023 §4", "extra licenser bärs av den kommun som beställer")
@pytest.mark.clause("RUN/357/2023 §4", "prishöjningar bärs gemensamt")
def test_who_bears_costs_beside_the_budget(talent: Run) -> None:
    rows = addition_rows(
        talent.agreement("kompetensattraktion"), [addition("licens", "2321"), addition("prishojning", "")], 2024
    )
    assert rows.index.tolist() == [0, 1]
    assert rows["part"].tolist() == ["2321", "gemensam_pott"]
    assert rows["satt"].tolist() == ["faktura", "omföring"]
    assert rows["belopp_kr"].tolist() == [12_501, 12_501]
    assert rows["paragraf"].tolist() == ["RUN/357/2023 §4"] * 2
    assert rows["forfallodatum"].tolist() == ["2024-06-09"] * 2


def test_every_cell_of_an_addition(talent: Run) -> None:
    """A licence that Åre orders on 10 May for 12 500.50: half up, and due thirty days later."""
    agreement = talent.agreement("kompetensattraktion")
    assert addition_rows(agreement, [addition("licens", "2321")], 2024).to_dict("records") == [
        {
            "avtal": "kompetensattraktion",
            "diarienummer": "RUN/357/2023",
            "part": "2321",
            "partnamn": "Åre kommun",
            "satt": "faktura",
            "slag": "tillägg",
            "ar": 2024,
            "fran_manad": 5,
            "till_manad": 5,
            "fakturadatum": "2024-05-10",
            "forfallodatum": "2024-06-09",
            "belopp_kr": 12_501,
            "paragraf": "RUN/357/2023 §4",
            "status": "exempel",
        }
    ]
    own = addition_rows(agreement, [addition("licens", "region_jh")], 2024)
    assert own["satt"].tolist() == ["internt"]  # the Region invoices: it sends itself no invoice


def test_each_kind_of_addition_has_its_own_time_to_pay(county: Path) -> None:
    path = county / "avtal" / "kompetensattraktion.yaml"
    edit(
        path, "betalare: gemensam_pott, betalas_inom_dagar: 30", "betalare: gemensam_pott, betalas_inom_dagar: 10"
    )
    agreement = begin(str(county)).agreement("kompetensattraktion")
    rows = addition_rows(agreement, [addition("licens", "2321"), addition("prishojning", "")], 2024)
    assert rows["forfallodatum"].tolist() == ["2024-06-09", "2024-05-20"]


def test_another_agreements_addition_is_not_invoiced(talent: Run) -> None:
    nothing = addition_rows(talent.agreement("natverk"), [addition("licens", "2321")], 2024)
    assert nothing.empty
    assert list(nothing.columns) == list(COLUMNS)


@pytest.mark.parametrize(
    ("agreement", "kind", "party", "words"),
    [
        (
            "kompetensattraktion",
            "fika",
            "2321",
            "nyckel tillagg: fann ”fika”, väntade något av: licens, prishojning",
        ),
        (
            "natverk",
            "licens",
            "2321",
            "nyckel tillagg: fann ”licens”, väntade något av: inget, för avtalet har inga tillägg",
        ),
        (
            "kompetensattraktion",
            "licens",
            "",
            "nyckel part: fann inget, väntade koden för en part i avtalet, den som beställt",
        ),
        (
            "kompetensattraktion",
            "licens",
            "9999",
            "nyckel part: fann ”9999”, väntade koden för en part i avtalet, den som beställt",
        ),
        (
            "kompetensattraktion",
            "licens",
            "naringslivet",
            "nyckel part: fann ”naringslivet”, väntade koden för en part som kan få en faktura, den som beställt",
        ),
    ],
)
def test_an_addition_nobody_bears_is_refused(
    talent: Run, agreement: str, kind: str, party: str, words: str
) -> None:
    with pytest.raises(InputError) as error:
        payer_of(talent.agreement(agreement), addition(kind, party))
    assert str(error.value) == f"x rad 2, {words}"
