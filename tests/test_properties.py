"""What must hold of any text: spans inside it, shards without influence, records that survive JSON."""

import json
import string
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tqa.audit.audit import audit, settle
from tqa.audit.plan import Plan
from tqa.feeds.inline import plain
from tqa.glossary import read_glossary
from tqa.languages import language
from tqa.languages.text import Text
from tqa.records import Mark, Segment, Span, to_json, to_raw, verdict_from_json

PLAN = Plan(termbase=read_glossary("glossaries/ukraine-news.csv"))
PIECES = [
    "СБУ",
    "Про це заявили",
    "не",
    "3,4 млн",
    "у середу",
    "Київ",
    "«слово»",
    ". ",
    ", ",
    "the the",
    "About this stated",
    "CPC",
    "34 million",
    "LIGA.netthe",
    "Wednesday",
    "not",
    '"quote',
    "(",
    "risen.The",
    "ukraine",
    "20, 000",
    "\u00a0",
    "é",
    "\u0301",
    "😀",
    "שלום",
    "中文",
    "\x00",
    "https://example.org/a",
    "{name}",
    "#tag",
    "was there are",
    "8. 4",
    "–",
    "…",
    "\n",
    "<b>",
    "&amp;",
]
texts = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=12).map(" ".join)
segments = st.lists(
    st.builds(
        Segment,
        id=st.text(string.ascii_letters, min_size=1, max_size=4),
        source=st.one_of(st.none(), texts),
        target=texts,
        source_lang=st.sampled_from(["uk", "ru", "de", "", "zh", "xx"]),
        target_lang=st.sampled_from(["en", "en-GB", "uk", "de", "he"]),
        translator=st.sampled_from(["", "a", "b"]),
        document=st.sampled_from(["d1", "d2"]),
    ),
    max_size=5,
)


@settings(max_examples=150, deadline=None)
@given(segments)
def test_spans_lie_inside_their_text_and_nothing_crashes(batch: list[Segment]) -> None:
    for verdict in settle(audit(batch, PLAN), PLAN):
        assert not verdict.failures
        for f in verdict.findings:
            assert f.source or f.target
            for span, text in ((f.source, verdict.segment.source or ""), (f.target, verdict.segment.target)):
                assert span is None or 0 <= span.start <= span.end <= len(text)
            assert 0 <= f.confidence <= 1


@settings(max_examples=60, deadline=None)
@given(segments, segments)
def test_a_batch_is_the_sum_of_its_parts(a: list[Segment], b: list[Segment]) -> None:
    assert audit(a + b, PLAN) == audit(a, PLAN) + audit(b, PLAN)


@settings(max_examples=60, deadline=None)
@given(segments)
def test_verdicts_survive_json(batch: list[Segment]) -> None:
    for verdict in audit(batch, PLAN):
        assert verdict_from_json(json.loads(json.dumps(to_json(verdict)))) == verdict


@settings(max_examples=60, deadline=None)
@given(segments)
def test_fingerprints_never_join_two_places(batch: list[Segment]) -> None:
    for verdict in audit(batch, PLAN):
        keys = [f.fingerprint for f in verdict.findings]
        assert len(keys) == len(set(keys))


@given(texts)
def test_tokens_cover_the_text_in_order(text: str) -> None:
    tokens = Text(text, language("en")).tokens
    assert all(text[t.start : t.end] == t.text for t in tokens)
    assert all(a.end <= b.start for a, b in pairwise(tokens))
    assert "".join(t.text for t in tokens).split() == "".join(text.split()).split()


@given(texts)
def test_sentences_lie_in_order(text: str) -> None:
    sentences = Text(text, language("uk")).sentences
    assert all(a.end <= b.start for a, b in pairwise(sentences))
    assert all(0 <= s.start < s.end <= len(text) for s in sentences)


@given(
    st.lists(
        st.sampled_from(["<b>", "</b>", '<a href="x">', "</a>", "&amp;", "&lt;", "text", " ", "<", "&", "<br/>", "é"]),
        max_size=12,
    ).map("".join)
)
def test_marks_lead_back_to_the_markup(raw: str) -> None:
    text, marks = plain(raw)
    for n, ch in enumerate(text):
        inside = [m for m in marks if m.start <= n < m.end]
        at = to_raw(marks, n)
        assert raw[at] == ch if not inside else raw[at:].startswith(inside[0].code)
    assert to_raw(marks, len(text)) == len(raw)


def test_a_span_of_no_length_overlaps_its_place() -> None:
    assert Span(3, 3).overlaps(Span(1, 3))
    assert not Span(1, 2).overlaps(Span(2, 3))
    assert to_raw((Mark(1, 1, "<b>"),), 0) == 0
