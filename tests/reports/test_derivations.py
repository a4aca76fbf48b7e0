"""The derivation of an amount leads to every source, and shows its division."""

from model.explain import Node, Ratio, explain
from model.run import Run
from suite.reports.derivations import lines


def test_explanation_leads_to_every_source_and_the_amount(run: Run) -> None:
    agreement = run.agreement("energikontor")
    frame = run.allocation([agreement], [2026])
    for _, row in frame.iterrows():
        node = explain(run.basis(row["avtal"], row["bidrag"], 2026), row)
        assert node.value == row["belopp_kr"]
        leaves = [leaf for leaf in _leaves(node) if leaf.name != "Exakt del"]
        assert all(leaf.source and leaf.status for leaf in leaves)
        written = "\n".join(lines(node)).replace("\u00a0", " ")
        assert "lpix.csv rad 3" in written
        assert ("befolkning.csv rad 18" in written) == (row["part"] != "region_jh")
        assert "RUN/387/2023 §7" in written


def _leaves(node: Node) -> list[Node]:
    return [leaf for part in node.parts for leaf in _leaves(part)] if node.parts else [node]


def test_explanation_of_a_share_shows_the_division(run: Run) -> None:
    agreement = run.agreement("energikontor")
    frame = run.allocation([agreement], [2024])
    node = explain(run.basis("energikontor", "kommuner", 2024), frame[frame["part"] == "2309"].iloc[0])
    share = next(part for part in node.parts if part.name == "Andel")
    assert share.value == Ratio(2000, 16000)
    assert "2 000 / 16 000 = 12,5000 %" in "\n".join(lines(node)).replace("\u00a0", " ")
