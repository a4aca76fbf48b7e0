"""The checks find what they are there to find."""

import pandas as pd
import pytest
from small_inputs import all_agreements, small_inputs

from model.read.begin import begin
from model.run import Run
from suite.findings.checks import Span, checks


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return begin(all_agreements(small_inputs(tmp_path_factory.mktemp("lanet") / "inputs")))


@pytest.fixture
def frame(network: Run) -> pd.DataFrame:
    return network.allocation(network.agreements, range(2019, 2028)).copy()


def spans(run: Run) -> list[Span]:
    return [(each, range(2019, 2034)) for each in run.agreements]


def verdicts(run: Run, frame: pd.DataFrame) -> dict[str, bool]:
    found = checks(frame, spans(run))
    return {check.name: check.holds for check in found}


def test_what_is_computed_passes_every_check(network: Run, frame: pd.DataFrame) -> None:
    assert set(verdicts(network, frame).values()) == {True}
    assert all(check.cases > 10 for check in checks(frame, spans(network)))


@pytest.mark.parametrize(
    ("column", "change", "broken"),
    [
        ("belopp_kr", 1, "Det som betalas är det räknade, om inget är fakturerat"),
        ("beraknat_kr", 1, "Parternas belopp summerar till bidraget"),
        ("beraknat_kr", 1, "Varje belopp är mindre än en krona från den exakta andelen"),
        ("bidrag_kr", 2, "Bidragen är basbelopp × faktor, räknat i bråk"),
        ("nyckel_taljare", 7, "Nycklarnas täljare summerar till nämnaren"),
        ("nyckel_folkmangd", 7, "Nycklarnas täljare summerar till nämnaren"),
    ],
)
def test_a_figure_that_is_off_is_found(
    column: str, change: int, broken: str, network: Run, frame: pd.DataFrame
) -> None:
    frame.loc[0, column] += change
    assert verdicts(network, frame)[broken] is False


def test_a_contribution_may_be_a_krona_off_as_where_each_year_is_rounded(
    network: Run, frame: pd.DataFrame
) -> None:
    frame["bidrag_kr"] += 1
    assert verdicts(network, frame)["Bidragen är basbelopp × faktor, räknat i bråk"] is False
    exact = frame[(frame["avtal"] == "energikontor") & (frame["ar"] == 2024)]
    assert verdicts(network, exact)["Bidragen är basbelopp × faktor, räknat i bråk"] is True


def test_each_check_looks_at_all_there_is_and_names_what_is_broken(network: Run, frame: pd.DataFrame) -> None:
    """2024 has 9 + 2 + 10 parties in six contributions, 2025 without Kompetensattraktion 9 + 10 in four.

    Invoiced are the two agreements, 38 amounts; from 2024 to 2025 there are 21 changes, two of them an end.
    """
    three = checks(frame[frame["ar"].isin([2024, 2025, 2026])], spans(network))
    assert [check.cases for check in three if check.name.startswith("Orsakerna")] == [21 + 19]
    frame = frame[frame["ar"].isin([2024, 2025])].reset_index(drop=True)
    frame.loc[0, "beraknat_kr"] += 1
    found = {check.name: (check.cases, check.broken) for check in checks(frame, spans(network))}
    part, whole = ["energikontor 2024 2303"], ["energikontor kommuner 2024"]
    rest = [(38, []), (21, []), (40, []), (40, part)]
    assert list(found.values()) == [(10, whole), (10, []), (40, part), (10, []), *rest]
    assert checks(frame, spans(network), {("energikontor", 2024, "2303", "förskott")})[-1].holds


@pytest.mark.parametrize("column", ["status", "paragraf", "nyckel_kalla"])
def test_an_amount_without_provenance_is_found(column: str, network: Run, frame: pd.DataFrame) -> None:
    frame.loc[0, column] = ""
    assert verdicts(network, frame)["Varje belopp har status, paragraf och källa"] is False
