"""The year wheel as people have it: in the terminal, as rows, and as a calendar file."""

import csv
import datetime as dt
from pathlib import Path

import pytest
from icalendar import Calendar
from small_inputs import published

from model.read.begin import begin
from model.status import Status
from model.year_wheel import Occasion
from suite.cli.cli import main
from suite.reports.year_wheel import calendar, key_figures, meeting_year, rows, status_line, title, year_days

HEADING = "dag;avtal;organ;slag;status;kalla;anmarkning\n"


@pytest.fixture
def inputs(county: Path) -> Path:
    """All three agreements, known from the start, and two meetings of 2027."""
    published(county, "2019-01-02")
    (county / "moten.csv").write_text(
        f"{HEADING}2027-03-15;;Samrådsgruppen;möte;fastställd;Protokoll;Årsmöte, bokslut; och rapporter\n".replace(
            "bokslut;", "bokslut"
        )
        + "2027-10-04;;Samrådsgruppen;möte;exempel;Påhittad;\n",
        encoding="utf-8",
    )
    return county


def asked(inputs: Path, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[str, str]:
    """What the verb says of 2027 as of 24 November 2026."""
    assert main(["arshjul", "2027", "--inputs", str(inputs), "--per-datum", "2026-11-24", *more]) == 0
    told = capsys.readouterr()
    return told.out.replace("\u00a0", " "), told.err


def test_the_days_are_told_with_what_clause_and_whose(inputs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, err = asked(inputs, capsys)
    assert out.startswith("Årshjul 2027\n\n2027-01-01  Energikontoret faktureras, 2027: 1 748 364 kr\n")
    assert "            RUN/387/2023 §7; Regionen; dagen är bestämd\n" in out
    assert (
        "2027-11-01  Folkmängden den här dagen delar 2028 års belopp\n"
        "            RUN/387/2023 §7, RUN/350/2019 §8; dagen är bestämd\n" in out
    )
    assert "2027-12-31  Sista dag att säga upp Energikontoret till 31 december 2028\n" in out
    assert (
        err
        == "Nätverkets styrgrupp ska träffas minst 1 gång om året (RUN/350/2019 §7), men inget möte är infört.\n"
    )


def test_without_meetings_the_wheel_goes_on_and_says_so(inputs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (inputs / "moten.csv").unlink()
    out, err = asked(inputs, capsys)
    assert "2027-12-31  Sista dag att säga upp" in out
    assert "Möte" not in out
    assert (
        "Samrådsgruppen ska träffas minst 2 gånger om året (RUN/387/2023 bilaga 1.2), "
        "men inget möte är infört." in err
    )


def test_one_agreement_has_its_own_days_and_those_of_all(inputs: Path) -> None:
    run = begin(str(inputs), "2026-11-24")
    own = year_days(run, 2027, "natverk")
    assert {each.agreement for each in own} == {"", "natverk"}
    assert [each.day for each in own if each.occasion is Occasion.MEETING] == [
        dt.date(2027, 3, 15),
        dt.date(2027, 10, 4),
    ]


def test_rows_can_be_written(inputs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked(inputs, capsys, "--ut", str(tmp_path / "dagar.csv"))
    with (tmp_path / "dagar.csv").open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.DictReader(file, delimiter=";"))
    assert [*found[0]] == ["dag", "handelse", "vad", "avtal", "paragraf", "vem", "belopp_kr", "status", "klart"]
    last = found[-1]
    assert (last["dag"], last["handelse"], last["status"], last["klart"]) == (
        "2027-12-31",
        "uppsägning",
        "fastställd",
        "nej",
    )


@pytest.mark.parametrize("name", ["dagar.txt", "dagar"])
def test_another_file_is_refused(
    name: str, inputs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["arshjul", "2027", "--inputs", str(inputs), "--ut", str(tmp_path / name)]) == 1
    assert "väntade ett filnamn som slutar på .csv, .json, .xlsx eller .ics" in capsys.readouterr().err


def test_a_calendar_takes_the_file_in(inputs: Path) -> None:
    """RFC 5545: lines end with CRLF and have 75 octets at most; whole days without a zone, and no method."""
    run = begin(str(inputs), "2026-11-24")
    data = calendar(run, 2027)
    lines = data.split(b"\r\n")
    assert lines.pop() == b""
    assert b"\n" not in b"".join(lines)
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode("utf-8")  # folded between letters
    assert b"METHOD" not in data
    assert b"TZID" not in data
    found = Calendar.from_ical(data)
    assert (found["version"], found["prodid"]) == ("2.0", "-//kostnadsmodell//Årshjul//SV")
    events = found.walk("VEVENT")
    first, last = events[0], events[-1]
    assert (first["summary"], first["dtstart"].dt, first["dtend"].dt) == (
        "Energikontoret faktureras, 2027",
        dt.date(2027, 1, 1),
        dt.date(2027, 1, 2),
    )
    assert first["dtstamp"].dt == dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
    assert last["summary"].replace("\u00a0", " ") == "Sista dag att säga upp Energikontoret till 31 december 2028"
    assert last["description"] == "Paragraf: RUN/387/2023 §11\nDagen är: bestämd"
    assert {str(each["status"]) for each in events} == {"CONFIRMED", "TENTATIVE"}
    codes = [str(each["uid"]) for each in events]
    assert len(set(codes)) == len(codes) == len(rows(run, 2027)) - 1  # both agreements have 1 November
    assert codes[-1] == "uppsagning-energikontor-2028-01-12-2028-12-31@kostnadsmodell"
    (met,) = [each for each in events if each["dtstart"].dt == dt.date(2027, 3, 15) and "Möte" in each["summary"]]
    assert met["summary"] == "Möte: Samrådsgruppen (Årsmöte, bokslut och rapporter)"


def test_the_same_days_are_the_same_bytes_and_the_same_codes(
    inputs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "a.ics"
    asked(inputs, capsys, "--ut", str(target))
    before = target.read_bytes()
    asked(inputs, capsys, "--ut", str(target))
    assert target.read_bytes() == before
    later = calendar(begin(str(inputs), "2026-12-24"), 2027)
    codes = [[str(each["uid"]) for each in Calendar.from_ical(data).walk("VEVENT")] for data in (before, later)]
    assert later != before
    assert codes[0] == codes[1]


def test_a_meeting_that_is_moved_or_has_another_note_keeps_its_code(inputs: Path) -> None:
    """By its order among the body's meetings of the year; a calendar takes the file with the higher sequence."""

    def events(day: str) -> dict[str, tuple[dt.date, int]]:
        found = Calendar.from_ical(calendar(begin(str(inputs), day), 2027)).walk("VEVENT")
        return {str(each["uid"]): (each["dtstart"].dt, int(each["sequence"])) for each in found}

    first = events("2026-11-24")
    path = inputs / "moten.csv"
    text = path.read_text(encoding="utf-8").replace("2027-03-15", "2027-04-19").replace("Årsmöte", "Årsmötet")
    path.write_text(text, encoding="utf-8")
    moved = events("2026-12-24")
    assert first.keys() == moved.keys()
    codes = [f"mote-2027-samradsgruppen-{number}@kostnadsmodell" for number in (1, 2)]
    assert [first[code][0] for code in codes] == [dt.date(2027, 3, 15), dt.date(2027, 10, 4)]
    assert [moved[code][0] for code in codes] == [dt.date(2027, 4, 19), dt.date(2027, 10, 4)]
    assert {moved[code][1] - first[code][1] for code in first} == {30}
    assert min(sequence for _, sequence in first.values()) > 0


def test_the_day_by_which_parties_have_the_amounts_in_their_budgets(
    inputs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of everybody on 15 June, and of two on a day of their own; in `kontroll` with what says the amounts."""
    heading = "avtal;part;ar;belopp_kr;senast;status;kalla;publicerad\n"
    rows = ";;2028;;2027-06-15;fastställd;Brev;\n;2321;2028;;2027-09-30;antagande;Brev;\n;2309;2028;;2027-09-30;"
    (inputs / "partsbudget.csv").write_text(f"{heading}{rows}fastställd;Brev;\n", encoding="utf-8")
    own = [each for each in year_days(begin(str(inputs), "2027-06-20"), 2027) if each.occasion is Occasion.BUDGET]
    assert [(str(each.day), each.year, each.who, each.status, each.done) for each in own] == [
        ("2027-06-15", 2028, "Alla parter", Status.FIXED, True),
        ("2027-09-30", 2028, "Åre och Krokom", Status.ASSUMED, False),
    ]
    events = Calendar.from_ical(calendar(begin(str(inputs), "2027-06-20"), 2027)).walk("VEVENT")
    assert len({str(each["uid"]) for each in events}) == len(events)
    assert main(["kontroll", "--inputs", str(inputs), "--per-datum", "2027-06-01"]) == 0
    told = capsys.readouterr().out
    assert "2027-06-15  Alla parter ska ha beloppen för 2028 i sin budget.\n" in told
    assert "python -m model rapport 2027 --namn partsblad" in told


def test_a_meeting_in_spring_is_about_the_year_that_has_ended() -> None:
    assert [meeting_year(dt.date(2027, month, 15)) for month in (3, 6, 7, 10)] == [2026, 2026, 2027, 2027]


ADVICE = {
    "radgivning/uppdrag.csv": "kommunkod;kommun;fran;till;status;kalla\n"
    "2303;Ragunda;2024-01-01;2027-06-30;fastställd;P\n",
    "projekt.csv": "projekt;namn;finansiar;roll;budget_kr;utfall_kr;fran;till;lage;ekr;status;kalla\n"
    "P1;Rådgivning 2025–2027;;;;;2025-01-01;2027-12-15;pågående;ja;fastställd;P\n"
    "P2;Annat;;;;;2025-01-01;2027-11-15;pågående;nej;fastställd;P\n",
}


@pytest.mark.clause("RUN/387/2023 bilaga 2.2", "dagarna för ansökan och halvårsrapporter")
def test_the_days_of_the_advice(inputs: Path) -> None:
    """Ragunda's mandate ends on 30 June 2027; the next project is applied for before this one ends."""
    (inputs / "radgivning").mkdir()
    for name, text in ADVICE.items():
        (inputs / name).write_text(text, encoding="utf-8")
    run = begin(str(inputs), "2026-11-24")
    own = [
        (each.day.isoformat(), each.occasion, each.year, each.months, each.note)
        for year in (2027, 2028)
        for each in year_days(run, year)
        if each.clause == "RUN/387/2023 bilaga 2.2"
    ]
    assert own == [
        ("2027-01-01", Occasion.REPORT, 2026, range(7, 13), "Ragunda"),
        ("2027-07-01", Occasion.REPORT, 2027, range(1, 7), "Ragunda"),
        ("2027-12-15", Occasion.APPLICATION, 2027, range(1, 13), "projektet Rådgivning 2025–2027 slutar"),
    ]


def test_the_title_the_figures_and_the_status_are_of_the_days_to_come(county: Path) -> None:
    """What was to be done in January is not next in November."""
    published(county, "2019-01-02")
    run = begin(county, "2026-11-24")
    assert title(run, 2026).replace("\u00a0", " ") == "2026: 1 dag att hålla, nästa den 1 december"
    assert key_figures(run, 2026).figures[0].value.replace("\u00a0", " ") == "1 december"
    assert status_line(run, 2026).lines == ["Alla dagar som återstår är bestämda."]
