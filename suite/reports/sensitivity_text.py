"""What moves a party's cost most, as text for the command line."""

from model.run import Run
from model.uncertainty.sensitivity import variance_shares
from model.uncertainty.tornado import drivers
from suite.show.swedish import joined, percent, signed


def sensitivity_text(run: Run, part: str) -> str:
    """Return the tornado of a party (``alla`` for all) and the shares of its variance."""
    lines = [f"Ett steg av varje antagande, kr {run.period} mot {run.scenario.name}"]
    lines.append(f"  {'Antagande':<34}{'nedåt':>12}{'uppåt':>12}  steg")
    for bar in run.tornado()[part]:
        told = ["" if change is None else signed(change) for change in (bar.down, bar.up)]
        lines.append(f"  {bar.factor.name:<34}{told[0]:>12}{told[1]:>12}  {bar.factor.step}")
    shares = variance_shares(run.plan())
    if part in shares:
        found = drivers(shares[part], part)
        names = (run.index_name, "egen folkmängd", "andras folkmängd", "samspel och skattningsfel")
        told = [f"{name} {share_text(share)}" for name, share in zip(names, found, strict=True)]
        lines += ["", f"Så mycket av variansen i simuleringen förklaras av {joined(told)}."]
    return "\n".join(lines)


def share_text(share: float) -> str:
    """Return a share of 1 in whole per cent; none is below 0, though an estimate can be."""
    return percent(max(round(100 * share), 0))
