"""The papers of a meeting, and that a decision which is entered once stands in every report."""

import datetime as dt
import json
from pathlib import Path

import pytest
from dated import BASE, dated, decision
from notebook_cells import cells_of
from small_inputs import READINGS, closed, edit, index_csv, issued, published

from model.errors import InputError
from model.read.begin import begin
from model.run import Run
from model.year import year_of
from suite.cli.cli import main
from suite.publish.startpage import decisions_html
from suite.reports import meeting
from suite.reports.appendices import appendices
from suite.reports.catalogue import Report, named, reports_of
from suite.reports.meeting import Papers, chosen, open_papers
from suite.show.blocks import Paragraphs, Table
from suite.show.links import live_html

HEADING = "dag;avtal;organ;slag;status;kalla;anmarkning\n"
ROWS = """\
2026-10-05;;Samrådsgruppen;möte;fastställd;Protokoll;
2027-03-15;;Samrådsgruppen;möte;fastställd;Protokoll;
2027-05-10;natverk;Nätverkets styrgrupp;möte;fastställd;Protokoll;
2027-10-04;;Samrådsgruppen;möte;fastställd;Protokoll;
2027-11-24;;Regionfullmäktige;indexbeslut;fastställd;Plan;
"""


@pytest.fixture
def inputs(county: Path) -> Path:
    """All three agreements, known from the start, and meetings of 2026 and 2027."""
    published(county, "2019-01-02")
    (county / "moten.csv").write_text(HEADING + ROWS, encoding="utf-8")
    return county


def papers(inputs: Path, mote: str = "2027-03-15", as_of: str = "2027-02-15", year: int = 2026) -> Papers:
    return open_papers(year, mote, str(inputs), as_of)


def told(text: object) -> str:
    return str(text).replace("\u00a0", " ")


def asked(found: Papers) -> list[str]:
    return [told(each.text) for each in meeting.to_decide(found)]


def test_what_has_been_booked_since_the_last_meeting(
    inputs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A meeting on 5 October 2026; in January the year's book comes with 100 000 that nobody knew of then."""
    book = tmp_path / "bok.csv"
    heading, first = "datum;verifikation;konto;projekt;motpart;belopp;text", "2026-03-31;1;5010;CHEF;;400 000;Lön"
    for day, more in (("2026-04-10", ""), ("2027-01-20", "2026-12-31;2;5010;CHEF;;100 000;Lön\n")):
        book.write_text(f"{heading}\n{first}\n{more}", encoding="utf-8")
        take_up = ["utfall", str(book), "--avtal", "energikontor", "--ar", "2026", "--inputs", str(inputs)]
        assert main([*take_up, "--skriv", "--dag", day]) == 0
    capsys.readouterr()
    found = meeting.books(papers(inputs))
    assert isinstance(found, Table)
    assert found.rows[0] == ("Energikontoret 2026, bokfört", 400_000, 500_000)


def test_the_next_meeting_is_the_one_unless_told_otherwise(inputs: Path) -> None:
    run = begin(str(inputs), "2027-02-15")
    assert [(each.day, each.body) for each in chosen(run)] == [(dt.date(2027, 3, 15), "Samrådsgruppen")]
    assert chosen(begin(str(inputs), "2027-03-15"))[0].day == dt.date(2027, 5, 10)
    assert chosen(run, "2027-10-04")[0].day == dt.date(2027, 10, 4)


@pytest.mark.parametrize(
    ("mote", "words"),
    [
        (
            "2027-03-16",
            "mote: fann ”2027-03-16”, väntade en dag då ett möte är infört: 2026-10-05 (Samrådsgruppen), ",
        ),
        ("2027-11-24", "väntade en dag då ett möte är infört"),  # of another kind
        ("i vår", "mote: fann ”i vår”, väntade ett datum som 2025-11-01"),
    ],
)
def test_another_day_is_refused_with_those_that_are_known(mote: str, words: str, inputs: Path) -> None:
    with pytest.raises(InputError) as error:
        papers(inputs, mote)
    assert words in str(error.value)


def test_without_a_meeting_to_come_it_says_so(inputs: Path) -> None:
    with pytest.raises(
        InputError, match=r"inget möte är infört efter 2027-12-01, väntade något av 2026-10-05 \(Sam"
    ):
        papers(inputs, "", "2027-12-01")
    (inputs / "moten.csv").unlink()
    with pytest.raises(InputError, match=r"inget möte är infört; för in mötets dag i moten\.csv"):
        papers(inputs, "", "2027-02-15")


def test_the_command_makes_what_is_asked_for(
    inputs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["rapport", "2026", "--inputs", str(inputs), "--per-datum", "2027-02-15", "--ut", str(tmp_path)]
    assert main([*given, "--namn", "motesunderlag", "--mote", "2027-03-16"]) == 1
    assert "väntade en dag då ett möte är infört" in capsys.readouterr().err
    assert main([*given, "--namn", "partsblad", "--mote", "2027-03-15"]) == 1
    assert "--mote gäller bara --namn motesunderlag" in capsys.readouterr().err


def test_a_package_has_the_papers_of_the_next_meeting_alone(inputs: Path) -> None:
    def made(as_of: str) -> list[str]:
        return [each.name for each in reports_of(begin(str(inputs), as_of), 2026) if "mote" in each.parameters]

    assert made("2027-02-15") == ["motesunderlag_2026_2027-03-15"]
    assert made("2027-12-01") == []
    run = begin(str(inputs), "2027-02-15")
    assert [each.name for each, _ in named(run, 2026, "motesunderlag")] == ["motesunderlag_2026_2027-03-15"]
    later = named(run, 2027, "motesunderlag", period={"mote": "2027-10-04"})
    assert [each.name for each, _ in later] == ["motesunderlag_2027_2027-10-04"]


def test_a_meeting_of_one_agreement_is_about_that_alone(inputs: Path) -> None:
    (inputs / "tolkningar.yaml").write_text(READINGS, encoding="utf-8")
    assert [view.agreement.id for view in papers(inputs, "2027-05-10").now.views] == ["natverk"]
    assert len(papers(inputs).now.views) == 3
    own = [row[0].value for row in appendices(papers(inputs, "2027-05-10")).rows]
    assert "Ekonomisk rapport 2026" in own


@pytest.mark.clause("RUN/387/2023 §5", "samrådsgruppen beslutar och följer upp avtalets alla delar")
def test_what_is_to_be_decided_has_its_price(inputs: Path) -> None:
    """For 2025 1 648 000 was paid and 1 400 000 booked: 248 000 comes back if the books are closed so."""
    (inputs / "tolkningar.yaml").write_text(READINGS, encoding="utf-8")
    found = papers(inputs, "2026-10-05", "2026-03-02", 2025)
    texts = asked(found)
    assert texts[0] == "bokslutet 2025 för Energikontoret; då betalas tillbaka 247 999 kr."
    (question,) = [text for text in texts if "Allt eller det överskjutande?" in text]
    assert question.startswith("om frågan ”Allt eller det överskjutande?” (§7). Ett annat svar flyttar ")
    (ways,) = [block for block in meeting.readings(found).blocks if isinstance(block, Table)]
    assert [row[0] for row in ways.rows] == ["Som nu: Allt.", "Annars: Det överskjutande."]
    # Beyond 10 % of 1 400 000: 108 000 instead of 248 000, so all get 140 000 less, and Regionen half of that.
    assert ways.rows[1][1:] == (70_000, "Regionen", 140_000)
    assert (
        told(meeting.title(found))
        == "Samrådsgruppen 5 oktober 2026: 3 saker att besluta, den dyraste frågan 70 000 kr"
    )


def test_a_reading_that_moves_the_agreement_s_own_body_names_it() -> None:
    """What is left of the network may stay with the Region, which is not a party of it."""
    shown = meeting.readings(open_papers(2025, "2027-03-15", per_datum="2026-11-28")).blocks
    rows = [row for each in shown if isinstance(each, Table) for row in each.rows]
    told_so = "Annars: Det stannar hos Regionen, som också täcker det som fattas."
    assert (told_so, 16149, "Regionen", -16149) in rows


def test_a_notice_that_cannot_wait_for_the_next_meeting_comes_first(inputs: Path) -> None:
    first = asked(papers(inputs, "2027-10-04", "2027-09-01", 2027))[0]
    expected = "om Energikontoret ska gälla efter 31 december 2028: det måste sägas upp senast 31 december 2027, "
    assert first == f"{expected}före nästa möte. Förlängs det betalar parterna 1 854 838 kr för 2029."
    assert not any("sägas upp" in text for text in asked(papers(inputs)))  # there is a meeting before that day


def test_days_that_are_lacking_are_to_be_decided(inputs: Path) -> None:
    assert not any("ingen dag är införd" in text for text in asked(papers(inputs)))
    edit(inputs / "moten.csv", "2027-10-04;;Samrådsgruppen;möte;fastställd;Protokoll;\n", "")
    assert "när 1 möte 2027 ska hållas (RUN/387/2023 bilaga 1.2); ingen dag är införd." in asked(papers(inputs))


def test_what_has_changed_since_the_last_meeting_is_bridged_by_cause(inputs: Path) -> None:
    """LPIX of 2027 was 3 % and is decided to 4 % on 25 November 2026: 1 748 364 becomes 1 765 338 kr."""
    later = index_csv({2027: "4,0"}).splitlines()[1]
    with (inputs / "lpix.csv").open("a", encoding="utf-8") as file:
        file.write(f"{later}\n")
    rows = meeting.changes(papers(inputs))
    assert isinstance(rows, Table)
    assert [told(cell) for cell in rows.rows[0]] == [
        "Energikontoret 2027",
        "1748364",
        "1765338",
        "16974",
        "uppräkning +16 972 kr",
    ]
    figures = {told(each.label): told(each.value) for each in meeting.key_figures(papers(inputs)).figures}
    assert (
        figures["Beloppen 2027 sedan 5 oktober 2026"] == "+23 591 kr"
    )  # and of the network 681 522 becomes 688 139
    captions = [each.caption for each in meeting.in_full(papers(inputs)).blocks if isinstance(each, Table)]
    assert captions == ["Energikontoret 2027, part för part", "Nätverket 2027, part för part"]


def test_when_nothing_has_changed_it_says_so(inputs: Path) -> None:
    same = Paragraphs(["Beloppen för 2026 och 2027 är desamma som inför mötet 5 oktober 2026."])
    assert told(meeting.changes(papers(inputs)).html()) == told(same.html())
    edit(inputs / "moten.csv", "2026-10-05;;Samrådsgruppen;möte;fastställd;Protokoll;\n", "")
    first = papers(inputs)
    assert first.before is None
    assert "Inget tidigare möte är infört" in meeting.changes(first).html()
    assert "det senaste årets" in meeting.decided(first).html()


def test_figures_that_were_not_known_then_are_said_so(inputs: Path) -> None:
    published(inputs, "2026-11-24")
    assert "gick beloppen inte att räkna" in meeting.changes(papers(inputs)).html()


def test_links_to_the_appendices_are_for_a_package() -> None:
    page = '<a href="../a/a.html">Ett</a> <a href="#b">Två</a><p id="b"></p>'
    assert live_html(page) == page
    assert live_html(page, alone=True) == 'Ett <a href="#b">Två</a><p id="b"></p>'


NOTICE = "datum;avtal;part;slag;beslut;status;kalla\n2026-12-01;energikontor;2326;uppsägning;{};fastställd;Brev\n"
DECIDED = "beslutad: {{organ: Samrådsgruppen, datum: 2026-12-01, dnr: {}}}"


def term(folder: Path, number: str) -> None:
    """The municipalities owe 900 000 from 2028, decided on 1 December 2026: a term of the agreement's file."""
    path = folder / "avtal" / "energikontor.yaml"
    edit(path, BASE, 'BELOPP\n    betalare: ["2303"')
    later = ("2028-01-01", "900 000", decision("2026-12-01", number))
    dated(path, "BELOPP", "basbelopp", "800 000", later)
    edit(path, "totalt: 1 600 000", "TOTALT")
    dated(path, "TOTALT", "totalt", "1 600 000", ("2028-01-01", "1 700 000", decision("2026-12-01", number)))


def reading(folder: Path, number: str) -> None:
    """The reading is confirmed: in the register of readings."""
    (folder / "tolkningar.yaml").write_text(READINGS + f"    {DECIDED.format(number)}\n", encoding="utf-8")


def other_reading(folder: Path, number: str) -> None:
    """What is beyond the limit alone is settled from 2027: another reading."""
    more = ", fran: 2027-01-01, andrar: {slutavrakning.omfattning: overskjutande}}"
    text = f"{READINGS}    {DECIDED.format(number)[:-1]}{more}\n"
    (folder / "tolkningar.yaml").write_text(text, encoding="utf-8")


def happening(folder: Path, number: str) -> None:
    """Berg gives notice: among what has happened."""
    (folder / "handelser.csv").write_text(NOTICE.format(number), encoding="utf-8")


@pytest.mark.parametrize("enter", [term, reading, other_reading, happening])
def test_a_decision_is_entered_once_and_stands_everywhere(enter: object, inputs: Path) -> None:
    """In the papers of the next meeting, the log of decisions, the quality log and the ekonomisk rapport."""
    number, as_of = "RUN/77/2026", "2027-02-15"

    def everywhere() -> dict[str, bool]:
        given = {"inputs": str(inputs), "per_datum": as_of}
        pages = {
            name: json.dumps([*cells_of(Report(name, "", own), **given)], ensure_ascii=False)
            for name, own in {
                "motesunderlag": {"ar": 2026, "mote": "2027-03-15"},
                "kvalitetslogg": {"ar": 2026},
                "ekonomisk_rapport": {"ar": 2026},
            }.items()
        }
        pages["beslut"] = decisions_html(year_of(begin(str(inputs), as_of), 2026), "")
        return {name: number in page for name, page in pages.items()}

    assert set(everywhere().values()) == {False}
    enter(inputs, number)  # type: ignore[operator]
    assert everywhere() == dict.fromkeys(("motesunderlag", "kvalitetslogg", "ekonomisk_rapport", "beslut"), True)


def test_what_the_last_meeting_decided_is_new_at_the_next(inputs: Path) -> None:
    """A decision bears the day of its meeting, and the papers of that meeting were made before it."""
    edit(inputs / "moten.csv", "2026-10-05", "2026-12-01")
    term(inputs, "RUN/77/2026")
    found = papers(inputs, year=2027)
    assert found.before == dt.date(2026, 12, 1)
    assert "RUN/77/2026" in meeting.decided(found).html()
    rows = meeting.changes(found)
    assert isinstance(rows, Table)
    assert told(rows.rows[0][0]) == "Energikontoret 2028"


def test_what_was_decided_before_the_last_meeting_is_not_new(inputs: Path) -> None:
    happening(inputs, "RUN/77/2026")
    assert "RUN/77/2026" in meeting.decided(papers(inputs)).html()
    assert "RUN/77/2026" not in meeting.decided(papers(inputs, "2027-10-04", "2027-09-01", 2027)).html()


def test_closings_and_invoices_since_the_last_meeting_are_new(inputs: Path) -> None:
    closed(inputs, 2025, day="2026-11-10")
    issued(inputs, ("energikontor", 2027, "2321", 90_000), day="2027-01-01")
    found = told(meeting.decided(papers(inputs)).html())
    assert "2025 stängdes för Energikontoret, med kostnaden 1 400 001 kr." in found
    assert "1 januari 2027: 90 000 kr fakturerades (1 rad)." in found
    other = told(meeting.decided(papers(inputs, "2027-05-10")).html())
    assert "Energikontoret" not in other  # the network's own meeting


def test_the_same_run_is_begun_again_after_the_last_meetings(inputs: Path) -> None:
    found = papers(inputs)
    assert isinstance(found.then, Run)
    assert (found.then.series.as_of, found.now.run.series.as_of) == (dt.date(2026, 10, 4), dt.date(2027, 2, 15))
