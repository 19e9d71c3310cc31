"""Right sentences in the frames of news: who says it, put where it stands, so that a report by itself is no sign of damage."""

from __future__ import annotations

import random

from tqa.training.damage.marked import Marked

_SPEAKERS = (
    "the ministry", "the police", "officials", "the agency", "the press service", "the prosecutor 's office", "the statement", "the report", "he", "she",
    "the mayor", "the governor", "local media", "TASS", "Reuters", "the BBC", "Interfax", "the newspaper", "the company", "the spokesman", "the expert",
    "the organisers", "the Financial Times", "a source", "the channel", "the head of the department", "the general staff", "the coach", "scientists", "analysts",
)  # fmt: skip
_SAID = (
    "said",
    "reported",
    "noted",
    "added",
    "stated",
    "explained",
    "announced",
    "told reporters",
    "commented",
    "emphasized",
    "recalled",
    "clarified",
)
_PRESENT = ("says", "reports", "writes", "notes", "adds", "believes", "explains")
_DAYS = (
    "",
    "",
    "",
    "on Monday",
    "on Thursday",
    "earlier",
    "in a statement",
    "on Telegram",
    "in an interview",
    "at a briefing",
)


def framed(marked: Marked, rng: random.Random) -> Marked:
    """The words with a frame before or behind them; words that begin small stand behind an opening frame."""
    speaker, said, day = rng.choice(_SPEAKERS), rng.choice(_SAID if rng.random() < 0.7 else _PRESENT), rng.choice(_DAYS)
    opening = (
        f"According to {speaker} ,", f"As reported by {speaker} ,", f"{speaker} {said} {day} that", f"As {speaker} {said} ,",
        "It is noted that", f"It was reported {day} that", f"In {speaker} 's view ,", f"As {said} by {speaker} ,",
    )  # fmt: skip
    closing = (
        f", {speaker} {said} {day}", f", {said} {speaker}", f", according to {speaker}", f", as reported by {speaker}", f'" , {speaker} {said}', f", {speaker} {said} {day} with reference to {rng.choice(_SPEAKERS)}",
    )  # fmt: skip
    if rng.random() < 0.5:
        head = rng.choice(opening).split()
        head[0] = head[0][:1].upper() + head[0][1:]
        first, mark = marked[0]
        return [*((w, 0) for w in head), (first[:1].lower() + first[1:], mark), *marked[1:]]
    body = marked[:-1] if marked[-1][0] in (".", "!", "…") else marked
    tail = rng.choice(closing)
    quoted = [('"', 0)] if tail.startswith('"') else []
    return [*quoted, *body, *((w, 0) for w in tail.split()), (".", 0)]
