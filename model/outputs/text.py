"""What a report says in words: title, what it rests on, summary."""

from model.agreement import Contribution, Denominator
from model.outputs.blocks import Heading, Notice, Paragraphs
from model.outputs.swedish import MONTHS, joined, kr, percent, ratio
from model.outputs.year import AgreementYear


def title(view: AgreementYear) -> Heading:
    """Return the report's title."""
    return Heading(f"Ekonomisk rapport {view.year}: {view.agreement.name}", 1)


def basis(view: AgreementYear) -> Paragraphs:
    """Say which agreement, scenario and as-of date the report is about."""
    agreement, scenario = view.agreement, view.run.scenario
    return Paragraphs(
        [
            f"Avtal {agreement.reference}, {agreement.source}. Underlag per {view.run.series.as_of}. "
            f"Scenario: {scenario.name}. {scenario.why}"
        ]
    )


def assumptions(view: AgreementYear) -> Notice:
    """Name everything the figures rest on that is not decided and published for its own date."""
    if not view.remarks:
        return Notice("Alla siffror är fastställda", ["Inga antaganden, ersättande datum eller exempel används."])
    return Notice("Siffrorna vilar på antaganden och ersättande uppgifter", view.remarks)


def summary(view: AgreementYear) -> Paragraphs:
    """Sum the year up in words."""
    parts = [f"{contribution.name.lower()} {kr(amount)}" for contribution, amount in _contributions(view)]
    texts = [
        f"Basfinansieringen {view.year} är {kr(view.financing)}: {joined(parts)}. Beloppen är avtalets "
        f"{kr(view.agreement.total)} i {view.agreement.price_level.year} års prisnivå uppräknade med "
        f"{view.agreement.index.name}."
    ]
    texts.append(settlement_sentence(view))
    if len(view.invoices):
        months = " och ".join(MONTHS[month - 1] for month in sorted(view.agreement.billing.months))
        total = int(view.invoices["belopp_kr"].sum())
        texts.append(f"I {months} {view.year + 1} faktureras {kr(total)} för verksamhetsåret {view.year + 1}.")
    return Paragraphs(texts)


def _contributions(view: AgreementYear) -> list[tuple[Contribution, int]]:
    totals = view.allocation.groupby("bidrag")["belopp_kr"].sum()
    return [(item, int(totals[item.id])) for item in view.agreement.contributions]


def settlement_sentence(view: AgreementYear) -> str:
    """Say how the outcome compares with the financing, and what is settled."""
    settlement = view.settlement
    if settlement is None:
        return f"Utfallet för {view.year} finns ännu inte i underlaget, så ingen slutavräkning visas."
    rule = view.agreement.settlement
    against = "utfallet" if rule.denominator is Denominator.OUTCOME else "finansieringen"
    deviation = f"{kr(abs(settlement.deviation))} {'mer' if settlement.deviation >= 0 else 'mindre'} än utfallet"
    size = (
        f", {ratio(abs(settlement.deviation), settlement.denominator)} av {against}"
        if settlement.denominator
        else ""
    )
    limit = percent(rule.limit_percent)
    if not settlement.settled:
        return (
            f"Utfallet blev {kr(settlement.outcome)}. Finansieringen är {deviation}{size}: inte mer än {limit}, "
            f"så ingen slutavräkning görs."
        )
    flow = "betalas tillbaka till parterna" if settlement.amount > 0 else "betalas av parterna"
    return (
        f"Utfallet blev {kr(settlement.outcome)}. Finansieringen är {deviation}{size}: mer än {limit}, "
        f"så {kr(abs(settlement.amount))} {flow} i slutavräkningen."
    )
