"""A rule card as a page: for the terminal and for the documentation."""

from __future__ import annotations

from collections.abc import Iterator

from tqa.checks.finder import Example, Rule
from tqa.feeds.inline import plain
from tqa.records import to_raw


def _marked(example: Example, side: str) -> str:
    text = (example.pairs[-1][0] if side == "source" else example.pairs[-1][1]) or ""
    marks = plain(text)[1]
    for name, span in sorted(example.spans, key=lambda s: -s[1].start):
        if name == side:
            start, end = to_raw(marks, span.start), to_raw(marks, span.end)
            text = f"{text[:start]}⟦{text[start:end]}⟧{text[end:]}"
    return text


def _example(example: Example) -> Iterator[str]:
    for source, target in example.pairs[:-1]:
        yield f"- before: {source + ' → ' if source else ''}{target}"
    if example.pairs[-1][0] is not None:
        yield f"- source: {_marked(example, 'source')}"
    yield f"- target: {_marked(example, 'target') or '(empty)'}"
    if example.fixed is not None:
        yield f"- fixed: {example.fixed}"


def card(rule: Rule) -> str:
    """The rule's page in Markdown: message, reason, measure, examples."""
    where = (
        f"{rule.source_lang or 'any language'} → {rule.target_lang if rule.target_lang != 'und' else 'any language'}"
    )
    lines = [
        f"# {rule.id}",
        "",
        f"**{rule.severity.value}**, {rule.category}; {where}; since {rule.since}",
        "",
        f"> {rule.message}",
        "",
        rule.why,
        "",
        f"Found by the check `{rule.check.name}`: {rule.check.doc}",
    ]
    if rule.settings:
        lines += [
            "",
            "Settings: " + ", ".join(f"`{k} = {getattr(v, 'pattern', v)}`" for k, v in sorted(rule.settings.items())),
        ]
    lines += [
        "",
        f"Measured: {rule.precision}." if rule.precision else "Not yet seen in the measured data.",
        f"Confidence: {rule.confidence:.2f}.",
    ]
    for title, examples in (("Wrong", rule.bad), ("Right", rule.good)):
        for example in examples:
            lines += ["", f"## {title}", "", *_example(example)]
    return "\n".join(lines) + "\n"


def entry(rule: Rule) -> str:
    """The rule in a few lines, for the page of a pair's phrase cards."""
    lines = [f"## {rule.id.rpartition('/')[2]}", "", f"**{rule.severity.value}**, {rule.category}. {rule.why}", ""]
    for title, examples in (("wrong", rule.bad), ("right", rule.good)):
        for example in examples:
            fixed = f" → {example.fixed}" if example.fixed is not None else ""
            lines.append(f"- {title}: {example.pairs[-1][0] or ''} | {_marked(example, 'target')}{fixed}")
    return "\n".join(lines) + "\n"
