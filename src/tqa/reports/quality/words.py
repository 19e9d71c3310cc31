"""What the figures say in words that are fair to people: no ranking below the least sample, uncertainty told."""

from __future__ import annotations

from collections.abc import Callable

from tqa.reports.quality.compare import LEAST_DOCUMENTS
from tqa.reports.quality.figures import Alert, Change, Comparison, Rate, Row

LEVEL = 0.05
Gettext = Callable[[str], str]


def rate(value: Rate | None, _: Gettext) -> str:
    """Points per 1,000 words with their interval."""
    if value is None:
        return "–"
    if value.value is None:
        return _("too few words")
    return f"{value.value:.1f} ({value.low:.1f}–{value.high:.1f})"


def compared(c: Comparison, _: Gettext) -> str:
    """A comparison as a sentence."""
    if not c.paired and c.units < LEAST_DOCUMENTS:
        return _("{one} and {other} have too few documents to be compared.").format(one=c.one, other=c.other)
    if c.adjusted_p > LEVEL:
        text = _("No difference between {one} and {other} is shown.")
        return text.format(one=c.one, other=c.other)
    better, worse = (c.one, c.other) if c.difference > 0 else (c.other, c.one)
    text = (
        _("On the same sources {better} costs {points} points a 1,000 words less than {worse}.")
        if c.paired
        else _(
            "{better} costs {points} points a 1,000 words less than {worse}; their texts differ, which may be part of it."
        )
    )
    return text.format(better=better, worse=worse, points=f"{abs(c.difference):.1f}")


def measured(c: Comparison, _: Gettext) -> list[str]:
    """What metrics with references say of a comparison, and what that would mean to people."""
    told = []
    for m in c.metrics:
        line = f"{c.one} → {c.other}: {m.metric} {m.difference:+.2f}, p = {m.p:.2g}"
        if m.agreement is not None and m.p <= LEVEL:
            line += "; " + _("people would agree in {share} of 100 cases").format(share=f"{100 * m.agreement:.0f}")
        told.append(line)
    return told


def headline(row: Row, total: Row, _: Gettext) -> str:
    """One group beside all, in a sentence."""
    if row.rate.value is None:
        return _("{words} words are too few for a number.").format(words=f"{row.words:,}")
    mean = total.points / max(1, total.words) * 1000
    if row.rate.low <= mean <= row.rate.high:
        return _("Within what chance allows of the average of all ({mean}).").format(mean=f"{mean:.1f}")
    text = (
        _("Cheaper than the average of all ({mean}).")
        if row.rate.high < mean
        else _("Dearer than the average of all ({mean}).")
    )
    return text.format(mean=f"{mean:.1f}")


def changed(change: Change, _: Gettext) -> str:
    text = _("more often than before") if change.after > change.before else _("more rarely than before")
    return f"{change.rule}: {text} ({change.before:.2f} → {change.after:.2f})"


def alarmed(alert: Alert, _: Gettext) -> str:
    name = alert.name or _("all")
    if not alert.alarms:
        return _("{name}: critical findings: {count}").format(name=name, count=f"{alert.value:.0f}")
    told = ", ".join(_(alarm) for alarm in alert.alarms)
    return f"{name}, {alert.period}: {told} ({alert.value:.1f})"
