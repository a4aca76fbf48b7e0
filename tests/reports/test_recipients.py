"""Who is to have which report, and the cover letter that says so: bodies and clauses, by hand."""

from pathlib import Path

import pytest
from small_inputs import edit

from model.errors import InputError
from model.read.begin import begin
from model.read.reporting import ReportKind
from model.year import year_of
from suite.publish.startpage import LETTER, LETTER_PDF, letter_files
from suite.reports.catalogue import NOTEBOOKS, Report, reports_of
from suite.reports.recipients import Sending, letter, letter_title, sendings
from suite.show.blocks import Away, Table

HEADING = "organ;avtal;rapport;paragraf;inom_dagar;status;kalla"
SUM = "0123456789abcdef" * 4


def written(folder: Path, *rows: str) -> Path:
    (folder / "mottagare.csv").write_text("\n".join([HEADING, *rows]) + "\n", encoding="utf-8")
    return folder


def told(sent: list[Sending]) -> list[tuple[str, str, str, str]]:
    return [(each.body, each.report.name, each.clause, str(each.last or "")) for each in sent]


@pytest.mark.clause("RUN/387/2023 §9", "till samrådsgruppen, och delges samverkansrådet")
@pytest.mark.clause("RUN/350/2019 §7", "till nätverkets styrgrupp")
@pytest.mark.clause("RUN/357/2023 §5", "till kommunerna, och delges regionala utvecklingsnämnden")
def test_the_bodies_that_the_agreements_name_have_what_they_are_to_have() -> None:
    run = begin()
    found = told(sendings(run, reports_of(run, 2025)))
    three = ["ekonomisk_rapport_2025", "projektportfolj_2025", "natverksrapport_2025"]
    assert [each for each in found if each[0] == "Samrådsgruppen"] == [
        ("Samrådsgruppen", name, "RUN/387/2023 §9", "") for name in three
    ]
    assert [each[1] for each in found if each[0] == "Regionens samverkansråd"] == three
    assert ("Nätverkets styrgrupp", three[2], "RUN/350/2019 §7", "") in found
    quarter = "kvartalsrapport_kompetensattraktion_2024_4"
    assert found[-2:] == [
        (body, quarter, "RUN/357/2023 §5", "") for body in ("Länets kommuner", "Regionala utvecklingsnämnden")
    ]
    own = [each for each in found if each[0] == "Kommun med uppdrag: Bräcke"]
    assert [(name, clause) for _, name, clause, _ in own] == [
        ("halvarsrapport_radgivning_2025_1_2305", "RUN/387/2023 bilaga 2.2"),
        ("halvarsrapport_radgivning_2025_2_2305", "RUN/387/2023 bilaga 2.2"),
    ]
    assert len(found) == 3 + 3 + 10 + 1 + 2


def test_a_day_is_so_many_days_after_what_the_report_is_of(county: Path) -> None:
    written(
        county,
        "Gruppen;energikontor;ekonomisk_rapport;§9;90;fastställd;Beslut",
        "Nämnden;kompetensattraktion;kvartalsrapport;§5;30;fastställd;Beslut",
        "Kommunen;energikontor;halvarsrapport_radgivning;bilaga 2.2;31;fastställd;Beslut",
    )
    run = begin(str(county))
    made = [
        Report("ekonomisk_rapport", "E", {"ar": 2024}),
        Report("kvartalsrapport", "K", {"ar": 2024, "kvartal": 1}, "kompetensattraktion"),
        Report("halvarsrapport_radgivning", "H", {"ar": 2024, "halvar": 1, "kommun": "2305"}),
    ]
    assert [(each.body, str(each.last)) for each in sendings(run, made)] == [
        ("Gruppen", "2025-03-31"),
        ("Nämnden", "2024-04-30"),
        ("Kommunen: Bräcke", "2024-07-31"),
    ]


def test_an_agreement_asks_for_its_own_report_and_for_none_when_it_is_not_in_force(county: Path) -> None:
    """Two agreements have a report of the same kind; the third ended with 2024."""
    written(
        county,
        "Ena;energikontor;natverksrapport;§9;;fastställd;Avtal",
        "Andra;natverk;natverksrapport;§7;;fastställd;Avtal",
        "Tredje;kompetensattraktion;ekonomisk_rapport;§5;;fastställd;Avtal",
    )
    run = begin(str(county))
    made = [
        Report("natverksrapport", "N", {"ar": 2025, "avtal": "natverk"}),
        Report("natverksrapport", "X", {"ar": 2025, "avtal": "x"}),
        Report("ekonomisk_rapport", "E", {"ar": 2025}),
    ]
    assert [(each.body, each.report.title) for each in sendings(run, made)] == [
        ("Ena", "N"),
        ("Ena", "X"),
        ("Andra", "N"),
    ]


def test_the_letter_says_who_what_why_and_which_file(county: Path) -> None:
    written(
        county,
        "Gruppen;energikontor;ekonomisk_rapport;§9;;fastställd;Avtal",
        "Gruppen;energikontor;projektportfolj;§9;;fastställd;Avtal",
        "Rådet;energikontor;ekonomisk_rapport;§9;10;fastställd;Avtal",
    )
    run = begin(str(county))
    made = [
        Report("ekonomisk_rapport", "Ekonomin", {"ar": 2024}),
        Report("projektportfolj", "Projekten", {"ar": 2024}),
    ]
    sent = sendings(run, made)
    assert letter_title(sent, 2024) == "2 rapporter om 2024 till 2 mottagare"
    name = "ekonomisk_rapport_2024"
    *_, whom, files = letter(sent, 2024, {name: {f"{name}.pdf": SUM, f"{name}.html": "x"}})
    assert isinstance(whom, Table)
    assert isinstance(files, Table)
    assert [column.heading for column in whom.columns] == ["Till", "Rapporter", "Enligt", "Senast", "Fil"]
    assert [tuple(map(plain, row)) for row in whom.rows] == [
        ("Gruppen", "Ekonomin och Projekten", "RUN/387/2023 §9", "ingen dag är satt", "1–2"),
        ("Rådet", "Ekonomin", "RUN/387/2023 §9", "10 januari 2025", "1"),
    ]
    grouped = " ".join(["01234567", "89abcdef"] * 4)
    assert [*files.rows] == [
        ["1", Away(f"{name}.pdf", f"{name}/{name}.pdf"), grouped],
        ["2", "projektportfolj_2024.pdf saknas", ""],
    ]


def plain(cell: object) -> str:
    return str(cell).replace("\u00a0", " ")


def test_where_no_day_is_set_there_is_no_column_of_them() -> None:
    run = begin()
    *_, whom, _ = letter(sendings(run, reports_of(run, 2025)), 2025, {})
    assert isinstance(whom, Table)
    assert [column.heading for column in whom.columns] == ["Till", "Rapporter", "Enligt", "Fil"]
    assert (whom.note, len(whom.rows)) == ("Avtalen säger hur ofta, men ingen dag.", 10)


def test_without_recipients_there_is_no_letter(folder: Path) -> None:
    run = begin(str(folder))
    assert letter_files(year_of(run, 2025), reports_of(run, 2025), {}, "Underlag.") == {}


@pytest.mark.slow
def test_the_letter_is_a_page_and_a_pdf_and_a_hundred_bodies_fit(folder: Path) -> None:
    rows = [f"Organ {number};energikontor;ekonomisk_rapport;§9;;fastställd;Avtal" for number in range(100)]
    run = begin(str(written(folder, *rows)))
    files = letter_files(year_of(run, 2025), reports_of(run, 2025), {}, "Underlag.")
    assert [*files] == [LETTER, LETTER_PDF]
    page, pdf = files.values()
    assert "1 rapport om 2025 till 100 mottagare" in page.decode().replace("\u00a0", " ")
    assert pdf.startswith(b"%PDF-")


def test_every_kind_of_report_can_be_sent() -> None:
    assert {*ReportKind} == {*NOTEBOOKS}


def test_the_papers_and_the_wheel_are_sent_before_what_they_are_about(county: Path) -> None:
    """The papers of the network's own meeting go to its body, and not by another agreement; 14 days before it."""
    (county / "moten.csv").write_text(
        "dag;avtal;organ;slag;status;kalla\n2026-03-16;natverk;Nätverkets styrgrupp;möte;fastställd;P\n"
        "2026-05-11;;Samrådsgruppen;möte;fastställd;P\n",
        encoding="utf-8",
    )
    written(
        county,
        "Gruppen;energikontor;motesunderlag;§9;14;fastställd;Beslut",
        "Styrgruppen;natverk;motesunderlag;§7;14;fastställd;Beslut",
        "Alla;energikontor;arshjul;§9;31;fastställd;Beslut",
    )
    run = begin(str(county))
    made = [Report("motesunderlag", "M", {"ar": 2025, "mote": day}) for day in ("2026-03-16", "2026-05-11")]
    sent = sendings(run, [*made, Report("arshjul", "Å", {"ar": 2026})])
    assert [(each.body, each.report.parameters.get("mote"), str(each.last)) for each in sent] == [
        ("Gruppen", "2026-05-11", "2026-04-27"),
        ("Styrgruppen", "2026-03-16", "2026-03-02"),
        ("Styrgruppen", "2026-05-11", "2026-04-27"),
        ("Alla", None, "2026-01-31"),
    ]


def test_a_body_is_to_have_a_report_once(folder: Path) -> None:
    row = "Gruppen;energikontor;ekonomisk_rapport;§9;90;fastställd;Beslut"
    written(folder, row, row)
    with pytest.raises(InputError, match=r"rad 3: väntade en enda rad per organ, avtal, rapport och dag; rad 2 "):
        begin(str(folder))


@pytest.mark.parametrize(
    ("old", "new", "column", "wanted"),
    [
        ("energikontor", "kontoret", "avtal", "något av: energikontor"),
        ("ekonomisk_rapport", "ekonomi", "rapport", "något av: ekonomisk_rapport, motesunderlag"),
        ("§9", "9", "paragraf", "en paragraf, till exempel §7, eller bilaga 1"),
        (";90;", ";-1;", "inom_dagar", "ett antal dagar, högst 10 000"),
    ],
)
def test_a_recipient_that_does_not_fit_is_told(folder: Path, old: str, new: str, column: str, wanted: str) -> None:
    written(folder, "Gruppen;energikontor;ekonomisk_rapport;§9;90;fastställd;Beslut")
    edit(folder / "mottagare.csv", old, new)
    with pytest.raises(InputError) as refused:
        begin(str(folder))
    (fault,) = map(str, refused.value.faults)
    found = new.strip(";")
    assert fault.startswith(f"mottagare.csv, rad 2, kolumn {column}: fann ”{found}”, väntade {wanted}")
