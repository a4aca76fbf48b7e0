"""Keys worked by hand: whole weights in the exact proportions that the parties are to have."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_inputs import edit

from model.agreements.keys import Key, KeyKind
from model.exact import NothingToSplitByError, key_weights
from suite.cli.cli import main

CODES = ["a", "b", "c"]


def key(kind: str, shares: dict[str, int] | None = None, **parts: str) -> Key:
    own = [{"typ": name, "procent": percent} for name, percent in parts.items()]
    return Key.model_validate({"typ": kind, "paragraf": "§7", "andelar": shares or {}, "delar": own})


def people(*figures: int) -> np.ndarray:
    return np.array(figures, dtype=np.int64)


MIXED = key("blandad", befolkning="70", lika="30")
OF_THREE = key("blandad", {"a": 1, "b": 1, "c": 2}, befolkning="50", lika="30", andelar="20")


@pytest.mark.parametrize(
    ("own", "weights"),
    [
        (key("befolkning"), [10, 20, 70]),
        (key("lika"), [1, 1, 1]),
        (key("andelar", {"a": 4, "c": 6}), [4, 0, 6]),
        # 70 % of 10, 20 and 70 hundredths, and 10 each: 17, 24 and 59 per cent.
        (MIXED, [17, 24, 59]),
        # 5 + 10 + 5, 10 + 10 + 5 and 35 + 10 + 10 per cent.
        (OF_THREE, [4, 5, 11]),
        # 3.35 + 66.5/3, 6.7 + 66.5/3 and 23.45 + 66.5/3 per cent, in sixtieths of a per cent.
        (key("blandad", befolkning="33.5", lika="66.5"), [1531, 1732, 2737]),
    ],
)
def test_weights_are_whole_and_in_proportion(own: Key, weights: list[int]) -> None:
    found = own.weights(CODES, people(10, 20, 70))
    assert found.tolist() == weights
    assert found.dtype == np.int64


def test_each_year_and_scenario_has_its_own_weights() -> None:
    """Two years by two scenarios: half by population, half equally; a common divisor is taken out of each."""
    figures = np.array([[[1, 2], [3, 0]], [[1, 6], [1, 4]]])
    found = key("blandad", befolkning="50", lika="50").weights(["a", "b"], figures)
    assert found.tolist() == [[[1, 3], [5, 1]], [[1, 5], [3, 3]]]
    shares = key("andelar", {"a": 2, "b": 5}).weights(["a", "b"], figures)
    assert shares.tolist() == [[[2, 2], [2, 2]], [[5, 5], [5, 5]]]
    assert key("lika").weights(["a", "b"], figures).tolist() == np.ones((2, 2, 2)).tolist()


def test_drawn_populations_are_left_as_they_are() -> None:
    """Whole numbers held in float64, as the simulation draws them, are not copied."""
    drawn = np.array([[10.0], [20.0]])
    assert np.shares_memory(key("befolkning").weights(["a", "b"], drawn), drawn)
    assert key("blandad", befolkning="70", lika="30").weights(["a", "b"], drawn).dtype == np.int64


@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=5).filter(any), st.integers(1, 99))
def test_a_mixed_key_gives_each_its_exact_share(figures: list[int], percent: int) -> None:
    codes = [str(place) for place in range(len(figures))]
    own = key("blandad", befolkning=str(percent), lika=str(100 - percent))
    parts = [(Fraction(percent), figures), (Fraction(100 - percent), [1] * len(figures))]
    assert own.weights(codes, people(*figures)).tolist() == key_weights(parts)


def test_a_part_of_the_key_without_anything_to_split_by_is_refused() -> None:
    nobody = np.array([[1, 0], [1, 0]])
    with pytest.raises(NothingToSplitByError):
        key("blandad", befolkning="70", lika="30").weights(["a", "b"], nobody)
    assert key("befolkning").weights(["a", "b"], nobody).tolist() == nobody.tolist()


def test_proportions_that_need_more_than_64_bits_are_as_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    """Per cent × two parties × the sum of their people: 200 × 46 116 860 184 273 879 is just below 2**63."""
    most, asked = 2**63 // 200, list[int]()
    monkeypatch.setattr(
        "model.agreements.keys.key_weights", lambda parts: asked.append(len(parts)) or key_weights(parts)
    )
    halves, finer = (key("blandad", befolkning=each, lika=str(100 - float(each))) for each in ("50", "50.5"))
    # 50.5 % takes twice as much.
    for own, figures, exactly in (
        (halves, (most - 1, 1), 0),
        (halves, (most, 1), 1),
        (finer, (most // 2 - 1, 1), 0),
        (finer, (most // 2, 1), 1),
    ):
        asked.clear()
        found = own.weights(["a", "b"], people(*figures))
        share = Fraction(own.population_percent)
        assert found.tolist() == key_weights([(share, list(figures)), (100 - share, [1, 1])])
        assert found.dtype == np.int64
        assert len(asked) == exactly


def test_weights_that_64_bits_do_not_hold_are_pythons_own() -> None:
    """Two years by one scenario: the first has no common divisor, the second has."""
    figures = np.array([[[2**62 + 1], [2**62]], [[2], [2**62]]])
    halves = key("blandad", befolkning="50", lika="50")
    found = halves.weights(["a", "b"], figures)
    assert found.shape == figures.shape
    assert found.dtype == object
    # Halves of (2**62 + 1) / (2**62 + 3) and 2 / (2**62 + 3), and a quarter each: over 4 × (2**62 + 3).
    assert found[:, 0, 0].tolist() == [3 * 2**62 + 5, 2**62 + 7]
    assert found[:, 1, 0].tolist() == [1, 1]


@pytest.mark.parametrize(
    ("own", "rest"),
    [
        (key("befolkning"), [1, 1, 1]),
        (key("lika"), [1, 1, 1]),
        (MIXED, [1, 1, 1]),
        (key("andelar", {"a": 2, "b": 4, "c": 6}), [1, 2, 3]),
        (key("andelar", {"a": 2, "b": 4}), [1, 2, 0]),
        (key("andelar", {"a": 1, "b": 99}), [1, 99, 0]),
        (key("andelar", {"a": 0, "b": 0, "c": 0}), [0, 0, 0]),
        (key("blandad", {"a": 2, "b": 4, "c": 0}, befolkning="70", andelar="30"), [1, 2, 0]),
        # 10 + 5, 10 + 5 and 10 + 10.
        (OF_THREE, [3, 3, 4]),
        # 50/3 + 50, 50/3 and 50/3.
        (key("blandad", {"a": 1, "b": 0, "c": 0}, lika="50", andelar="50"), [4, 1, 1]),
    ],
)
def test_what_of_a_key_is_not_population(own: Key, rest: list[int]) -> None:
    found = own.rest(CODES)
    assert found == rest
    assert {type(weight) for weight in found} == {int}


def test_what_a_key_is_made_of_and_its_day() -> None:
    assert MIXED.mix == {KeyKind.POPULATION: Decimal(70), KeyKind.EQUAL: Decimal(30)}
    assert key("lika").mix == {KeyKind.EQUAL: Decimal(100)}
    assert [each.population_percent for each in (key("befolkning"), key("lika"), OF_THREE)] == [100, 0, 50]
    assert key("befolkning").reference_date(2025) == dt.date(2024, 11, 1)


PARTS = [{"typ": "befolkning", "procent": "70"}, {"typ": "lika", "procent": "30"}]


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ({"typ": "blandad"}, "delar när typ är blandad"),
        ({"typ": "lika", "delar": PARTS}, "delar när typ är blandad, och bara då"),
        ({"typ": "blandad", "delar": PARTS[:1]}, "delar vars procent blir 100 tillsammans"),
        ({"typ": "blandad", "delar": [{"typ": "lika", "procent": "50"}] * 2}, "varje typ en enda gång"),
        ({"typ": "andelar"}, "andelar när typ, eller en del, är andelar"),
        ({"typ": "lika", "andelar": {"a": "1"}}, "andelar när typ, eller en del, är andelar, och bara då"),
    ],
)
def test_a_key_that_does_not_hold_together(terms: dict, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Key.model_validate({"paragraf": "§8", **terms})


def test_shares_are_for_every_payer(county: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(county / "avtal" / "natverk.yaml", "typ: lika\n", "typ: andelar\n      andelar: {region_fastighet: 1}\n")
    assert main(["kontroll", "--inputs", str(county)]) == 1
    assert "en andel för varje betalare i nyckeln" in capsys.readouterr().err
