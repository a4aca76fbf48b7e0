"""A card for each scenario: what it costs and whom, why it is there, and what it assumes."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

import pandas as pd

from model.money import Amount, size
from suite.findings.remarks import issued_otherwise
from suite.reports.differences import differences
from suite.reports.scenario_report import Compared, Scenarios, percent_of
from suite.reports.text import more
from suite.show.blocks import Block, Group, Heading, Paragraphs, prose
from suite.show.front import Beside, Folded
from suite.show.swedish import joined, sentence, signed_kr
from suite.show.table import table

_MOST = 14
"""How many cards there are at most, for a page: the other scenarios are in the folded table alone."""

_ABREAST = 2
_LARGEST = 2
"""How many parties a card names to each side, and scenarios that come to the same."""

_PEOPLE = re.compile(r"Invånare i nyckeln")


def cards(found: Scenarios) -> Block:
    """Return the cards, those that change the most for anybody where there are many; and all in a folded table."""
    if not found.others:
        return Paragraphs(["Det finns inget annat scenario att jämföra med."])
    groups = _alike(found.others)
    most = sorted(groups, key=lambda own: -max(map(size, own[0].by_party.values()), default=0))[:_MOST]
    shown = [_card(found, own) for own in groups if own in most]
    rows = [Beside(shown[place : place + _ABREAST]) for place in range(0, len(shown), _ABREAST)]
    return Group([*rows, *_all(found)])


def _alike(every: Sequence[Compared]) -> list[list[Compared]]:
    """Return the scenarios in groups that come to the same for every party."""
    groups: dict[tuple[tuple[str, Amount], ...], list[Compared]] = {}
    for each in every:
        groups.setdefault(tuple(sorted(each.by_party.items())), []).append(each)
    return list(groups.values())


def _card(found: Scenarios, own: Sequence[Compared]) -> Block:
    heading = "; ".join(each.name for each in own[:_LARGEST])
    heading += f"; {', '.join(str(each.number) for each in own[_LARGEST:])}" if len(own) > _LARGEST else ""
    assumed = dict.fromkeys(line for each in own for line in assumptions(found, each))
    told = [f"{cost_sentence(found, own[0])} {sides_sentence(found, own[0])}".strip()]
    told += dict.fromkeys(sentence(each.run.scenario.why) for each in own)
    told += [text for each in own for text in issued_otherwise(each.run, found.base.horizon)]
    small = [Paragraphs([f"Antar: {'; '.join(assumed)}."], small=True)] if assumed else []
    return Group([Heading(heading, 3), Paragraphs(told), *small])


def cost_sentence(found: Scenarios, each: Compared) -> str:
    """Say what a scenario costs all the parties together against the first."""
    base = found.base.scenario.name
    if not each.change:
        return f"Lika mycket som {base} för alla tillsammans."
    share = percent_of(each.change, found.cost)
    return f"{more(each.change)} än {base} för alla{f' ({share})' if share else ''}."


def sides_sentence(found: Scenarios, each: Compared) -> str:
    """Say who pays more and who less, the largest two of each."""
    ranked = sorted(each.by_party.items(), key=lambda item: (-size(item[1]), item[0]))
    more, less = ([item for item in ranked if (item[1] > 0) is up] for up in (True, False))
    told = [
        f"{word}: {joined(f'{found.names[code]} {signed_kr(change)}' for code, change in own[:_LARGEST])}."
        for word, own in (("Störst ökning", more), ("Störst minskning", less))
        if own
    ]
    return " ".join(told) or "Ingen part betalar mer eller mindre."


def assumptions(found: Scenarios, each: Compared) -> list[str]:
    """Return what a scenario changes of the first, a line for each thing, but for each population."""
    lines = (line.text for line in differences(found.base, each.run, each.run.horizon))
    told = [line.partition(": ") for line in lines if not _PEOPLE.match(line)]
    return [
        f"{what}{colon}{', '.join(rest for _, _, rest in own)}"
        for (what, colon), own in groupby(told, key=lambda piece: piece[:2])
    ]


def _all(found: Scenarios) -> Iterator[Block]:
    """Yield everything that each scenario changes, from which year."""
    rows = [
        (each.name, str(line.first_year), line.text, prose(sentence(each.run.scenario.why)))
        for each in found.others
        for line in differences(found.base, each.run, each.run.horizon)
    ]
    if rows:
        caption = "Vad varje scenario ändrar, och från vilket år"
        frame = pd.DataFrame(rows, columns=["Scenario", "Från år", "Ändring", "Varför"]).set_index("Scenario")
        yield Folded(caption, [table(frame, caption)])
