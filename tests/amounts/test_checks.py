"""The checks find what they are there to find."""

import pandas as pd
import pytest
from small_inputs import all_agreements, small_inputs

from model.amounts.checks import checks, holding
from model.read.begin import begin
from model.run import Run


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return begin(all_agreements(small_inputs(tmp_path_factory.mktemp("lanet") / "inputs")))


@pytest.fixture
def frame(network: Run) -> pd.DataFrame:
    return network.allocation(list(network.inputs.agreements.values()), range(2019, 2028)).copy()


def verdicts(run: Run, frame: pd.DataFrame) -> dict[str, bool]:
    found = checks(frame, run.inputs.agreements.values())
    assert holding(found) == all(check.holds for check in found)
    return {check.name: check.holds for check in found}


def test_what_is_computed_passes_every_check(network: Run, frame: pd.DataFrame) -> None:
    assert set(verdicts(network, frame).values()) == {True}
    assert all(check.cases > 10 for check in checks(frame, network.inputs.agreements.values()))


@pytest.mark.parametrize(
    ("column", "change", "broken"),
    [
        ("belopp_kr", 1, "Parternas belopp summerar till bidraget"),
        ("belopp_kr", 3, "Varje belopp är mindre än en krona från den exakta andelen"),
        ("bidrag_kr", 5, "Bidragen är basbelopp × faktor, räknat i bråk"),
        ("nyckel_taljare", 7, "Nycklarnas täljare summerar till nämnaren"),
        ("nyckel_folkmangd", 7, "Nycklarnas täljare summerar till nämnaren"),
    ],
)
def test_a_figure_that_is_off_is_found(
    column: str, change: int, broken: str, network: Run, frame: pd.DataFrame
) -> None:
    frame.loc[0, column] += change
    assert verdicts(network, frame)[broken] is False


@pytest.mark.parametrize("column", ["status", "paragraf", "nyckel_kalla"])
def test_an_amount_without_provenance_is_found(column: str, network: Run, frame: pd.DataFrame) -> None:
    frame.loc[0, column] = ""
    assert verdicts(network, frame)["Varje belopp har status, paragraf och källa"] is False
