"""A frame as CSV: texts stay texts, and amounts are read back as they were."""

from decimal import Decimal
from pathlib import Path

import pandas as pd

from model.run import Run
from suite.show.frame import csv_text, write_frame


def test_a_formula_in_a_csv_is_text_also_below_an_empty_cell() -> None:
    frame = pd.DataFrame({"text": [None, "=1+1", "@x", "Åre"], "belopp": [Decimal("-1.5"), None, None, None]})
    assert csv_text(frame).splitlines()[1:] == [";-1,5", "'=1+1;", "'@x;", "Åre;"]


def test_csv_reads_back_to_the_same_amounts(run: Run, tmp_path: Path) -> None:
    frame = run.allocation([run.agreement("energikontor")], range(2024, 2034))
    (tmp_path / "f.csv").write_text(csv_text(frame), encoding="utf-8")
    back = pd.read_csv(tmp_path / "f.csv", sep=";", decimal=",", dtype={"part": str})
    assert list(back.columns)[:6] == ["scenario", "avtal", "ar", "part", "partnamn", "belopp_kr"]
    assert back["belopp_kr"].tolist() == frame["belopp_kr"].tolist()
    assert back["faktor"].tolist() == [float(value) for value in frame["faktor"]]


def test_a_csv_file_is_as_swedish_excel_writes_it(tmp_path: Path) -> None:
    write_frame(pd.DataFrame({"namn": ["Åre", "a;b"], "belopp": [Decimal("1.5"), 2]}), tmp_path / "f.csv")
    assert (tmp_path / "f.csv").read_bytes() == '\ufeffnamn;belopp\r\nÅre;1,5\r\n"a;b";2\r\n'.encode()
