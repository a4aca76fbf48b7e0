"""The outcome of a year: costs by post, incomes apart, and what has come in of what was to come. By hand."""

from pathlib import Path

import pytest
from small_inputs import edit

from model.amounts.outcome import OTHER_INCOME, Entry, Outcome, gather, plain_project, receipts
from model.errors import InputError
from model.read.begin import begin

HEADING = "datum;verifikation;konto;projekt;motpart;belopp;text"


def outcome_of(county: Path, agreement: str, year: int, rows: str, lines: str = "") -> Outcome:
    """Return the outcome of some rows, with more lines in the mapping."""
    (county / "utfall" / f"{agreement}_{year}.csv").write_text(f"{HEADING}\n{rows}", encoding="utf-8")
    with (county / "utfall" / "kostnadsposter.csv").open("a", encoding="utf-8") as file:
        file.write(lines)
    inputs = begin(str(county)).inputs
    return gather(inputs.agreements[agreement].first, inputs.outcomes[agreement, year], inputs.mapping)


def posts(outcome: Outcome) -> dict[str, int]:
    return dict(zip(outcome.posts["kostnadspost"], outcome.posts["belopp_kr"], strict=True))


@pytest.mark.clause("RUN/357/2023 bilaga 1", "näringslivets pengar följs för sig, mot 641 000 kr")
@pytest.mark.parametrize("span", ["4000;7999", "3000;7999"])
def test_business_money_is_no_lower_cost(county: Path, span: str) -> None:
    """Costs 2 000 000 + 1 491 426 = 3 491 426, 97,8 % of 3 570 000, whatever the businesses have paid.

    In came 300 000 and 100 000, of which 25 000 was credited: 375 000. Of 641 000 then 266 000 is missing.
    """
    outcome = outcome_of(
        county,
        "kompetensattraktion",
        2024,
        "2024-02-01;1;6990;K;;2 000 000;x\n2024-03-01;2;3510;K;Jämtkraft;−300 000;x\n"
        "2024-04-01;3;3510;;;−100 000;x\n2024-05-01;4;3510;K;;25 000;kredit\n2024-06-01;5;6990;K;;1 491 426;x\n",
        f"kompetensattraktion;K;{span};kommunikation\n",
    )
    assert (outcome.total, outcome.costs) == (3_491_426, 3_491_426)
    assert posts(outcome)["kommunikation"] == 3_491_426
    assert outcome.unmapped == []
    assert outcome.incomes.to_dict("records") == [
        {
            "bidrag": "naringsliv",
            "namn": "Externa intäkter",
            "belopp_kr": 375_000,
            "kalla": "utfall/kompetensattraktion_2024.csv rad 3, 4, 5",
        }
    ]
    run = begin(str(county))
    agreement = run.agreement("kompetensattraktion")
    (receipt,) = receipts(agreement, outcome, run.allocation([agreement], [2024]))
    assert (receipt.contribution, receipt.payers) == ("naringsliv", "Näringslivet")
    assert (receipt.due, receipt.received, receipt.missing) == (641_000, 375_000, 266_000)


def test_a_credit_note_on_a_cost_account_is_a_lower_cost(county: Path) -> None:
    """1 000 − 250 = 750, and nothing has come in: all of the 641 000 is missing."""
    outcome = outcome_of(
        county,
        "kompetensattraktion",
        2024,
        "2024-02-01;1;6990;W;;1 000;x\n2024-03-01;2;6990;W;;−250;kredit\n",
        "kompetensattraktion;W;4000;7999;webb\n",
    )
    assert (posts(outcome)["webb"], outcome.total, len(outcome.incomes)) == (750, 750, 0)
    run = begin(str(county))
    agreement = run.agreement("kompetensattraktion")
    (receipt,) = receipts(agreement, outcome, run.allocation([agreement], [2024]))
    assert receipt.missing == 641_000


@pytest.mark.clause("RUN/387/2023 §7", "andra intäkter i utfallet minskar det, för sig")
def test_other_incomes_lower_what_is_settled_and_are_shown_apart(county: Path) -> None:
    """1 000 000,50 → 1 000 001; in came 99 999,50 → 100 000; what the parties are to cover is 900 001."""
    outcome = outcome_of(
        county,
        "energikontor",
        2025,
        "2025-02-01;1;5010;CHEF;;1 000 000,50;x\n2025-03-01;2;3990;CHEF;;−99 999,50;Bidrag\n",
    )
    assert posts(outcome) == {"enhetschef": 1_000_001, "utveckling": 0, "ovrigt": 0, OTHER_INCOME: -100_000}
    assert (outcome.costs, outcome.total, outcome.income(OTHER_INCOME)) == (1_000_001, 900_001, 100_000)
    assert outcome.posts["namn"].tolist()[-1] == "Intäkter"
    assert outcome.unmapped == []
    run = begin(str(county))
    agreement = run.agreement("energikontor")
    assert receipts(agreement, outcome, run.allocation([agreement], [2025])) == []


@pytest.mark.clause("RUN/387/2023 §7", "andra intäkter i utfallet minskar det, för sig")
def test_what_the_parties_pay_is_financing_when_the_mapping_says_so(county: Path) -> None:
    """824 000 booked of the municipalities' 824 000 (800 000 × 1,03) lowers no cost; nor does a part of it."""
    rows = "2025-02-01;1;5010;CHEF;;1 000 000;x\n2025-02-01;2;3110;CHEF;;−800 000;x\n"
    mapped = "energikontor;CHEF;3100;3199;kommuner\n"
    outcome = outcome_of(county, "energikontor", 2025, rows, mapped)
    assert (outcome.costs, outcome.total) == (1_000_000, 1_000_000)
    run = begin(str(county))
    agreement = run.agreement("energikontor")
    (receipt,) = receipts(agreement, outcome, run.allocation([agreement], [2025]))
    assert (receipt.contribution, receipt.due, receipt.received, receipt.missing) == (
        "kommuner", 824_000, 800_000, 24_000,
    )  # fmt: skip
    assert receipt.payers == "Ragunda, Bräcke, Krokom, Strömsund, Åre, Berg, Härjedalen, Östersund"


def test_an_income_that_may_be_one_of_two_contributions_must_be_mapped(county: Path) -> None:
    edit(
        county / "avtal" / "kompetensattraktion.yaml",
        "betalare: [gemensam_pott]",
        "betalare: [gemensam_pott]\n    externt: ja",
    )
    rows = "2024-02-01;1;6990;K;;1 000;x\n2024-03-01;2;3510;K;;−300;x\n"
    lines = "kompetensattraktion;K;4000;7999;webb\n"
    with pytest.raises(InputError) as error:
        outcome_of(county, "kompetensattraktion", 2024, rows, lines)
    told = "en rad i utfall/kostnadsposter.csv som säger vilket bidrag intäkten är: pott eller naringsliv"
    assert f"kompetensattraktion_2024.csv rad 3, kolumn konto: fann ”3510”, väntade {told}" in str(error.value)
    mapped = "kompetensattraktion;K;3000;3999;pott\n"
    assert outcome_of(county, "kompetensattraktion", 2024, rows, mapped).income("pott") == 300


def test_capitals_and_spaces_in_a_project_make_no_difference(county: Path) -> None:
    rows = "2025-02-01;1;5010; chef;;10;x\n2025-02-01;2;5010;C hef;;20;x\n2025-02-01;3;5010;CHEFEN;;40;x\n"
    outcome = outcome_of(county, "energikontor", 2025, rows)
    assert posts(outcome)["enhetschef"] == 30
    assert [entry.voucher for entry in outcome.unmapped] == ["3"]


def test_a_span_of_accounts_holds_its_ends(county: Path) -> None:
    """CHEF has 4000 to 7999, whatever the project 6000 to 6999; 3999 is an income, 8000 has no post."""
    rows = "".join(
        f"2025-02-01;{account};{account};{project};;{amount};x\n"
        for account, project, amount in [
            (4000, "CHEF", 1),
            (7999, "CHEF", 2),
            (8000, "CHEF", 4),
            (6000, "", 8),
            (6999, "X", 16),
            (7000, "", 32),
        ]
    )
    outcome = outcome_of(county, "energikontor", 2025, rows)
    assert posts(outcome) == {"enhetschef": 3, "utveckling": 0, "ovrigt": 24, "utan kostnadspost": 36}
    assert outcome.posts["namn"].tolist()[-1] == "Utan kostnadspost"
    assert (outcome.total, [entry.account for entry in outcome.unmapped]) == (63, [8000, 7000])


def test_no_project_is_no_projects_name() -> None:
    assert plain_project(None) == plain_project("") == plain_project(" ") == ""


def test_an_entry_that_fits_two_posts_is_refused(county: Path) -> None:
    """CHEF's accounts are the whole span, and 6000 to 6999 are everybody's."""
    with pytest.raises(InputError) as error:
        outcome_of(county, "energikontor", 2025, "2025-02-01;1;6500;CHEF;;10;x\n")
    assert str(error.value) == (
        "utfall/energikontor_2025.csv rad 2: fann ”6500”, väntade att bara en kostnadspost passar; nu passar "
        "utfall/kostnadsposter.csv rad 2 och utfall/kostnadsposter.csv rad 3"
    )


def test_a_mapping_names_a_post_or_a_contribution(county: Path) -> None:
    edit(county / "utfall" / "kostnadsposter.csv", ";enhetschef", ";chef")
    with pytest.raises(InputError) as error:
        begin(str(county))
    known = "enhetschef, utveckling, ovrigt, eller för intäkter ett bidrag: region, kommuner"
    assert f"fann ”chef”, väntade en av avtalets kostnadsposter: {known}" in str(error.value)


def test_a_post_and_a_contribution_of_one_code_are_refused(county: Path) -> None:
    edit(county / "avtal" / "energikontor.yaml", "kod: ovrigt", "kod: region")
    with pytest.raises(InputError, match="att ingen kostnadspost har samma kod som ett bidrag"):
        begin(str(county))


def test_an_income_is_booked_in_class_3() -> None:
    data = {"datum": "2025-01-01", "verifikation": "1", "projekt": "", "motpart": "", "belopp": "−5", "text": ""}
    accounts = ["3010", "311", "5010", "8310", "1930"]
    kinds = [Entry.model_validate(data | {"konto": account}).is_income for account in accounts]
    assert kinds == [True, True, False, False, False]
