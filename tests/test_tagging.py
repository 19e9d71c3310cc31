"""Tags, patterns over them, and phrases: the words of the constructions and of the phrase cards."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tqa.languages import language
from tqa.languages.inflect import answering
from tqa.languages.phrases import Index, first_of, phrase, replacement
from tqa.languages.tagged import pattern, tagged
from tqa.languages.tagging import pieces, tagger
from tqa.languages.text import Text

UD = Path(__file__).parents[2] / "shared" / "data" / "ud"


def english(string: str) -> Text:
    return Text(string, language("en"))


def line(string: str) -> str:
    return " ".join(f"{p.lower}/{p.tag}" for s in tagged(english(string)) for p in s.pieces)


def test_a_sentence_is_tagged() -> None:
    assert line("The ministry doesn't know.") == "the/DT ministry/NN does/VBZ n't/RB know/VB ./."


@pytest.mark.parametrize(
    ("word", "cut"),
    [("don't", ("do", "n't")), ("cannot", ("can", "not")), ("court’s", ("court", "'s")), ("bus", ("bus",))],
)
def test_clitics_are_cut_as_treebanks_cut_them(word: str, cut: tuple[str, ...]) -> None:
    assert pieces(word) == cut


@given(st.text(max_size=60))
def test_every_piece_has_a_tag_and_stands_in_its_token(string: str) -> None:
    text = english(string)
    for sentence in tagged(text):
        assert all(
            p.tag and p.lower in text.tokens[p.token].text.lower().replace("’", "'")
            for p in sentence.pieces
            if p.lower.isascii()
        )


@pytest.mark.skipif(not UD.exists(), reason="the treebanks are not beside the project")
def test_the_tagger_is_as_good_as_its_card_says() -> None:
    from tqa.training.tagger import accuracy
    from tqa.training.tagger import tagged as read

    known = tagger("en")
    assert known is not None
    assert accuracy(known, read(UD / "en_ewt-ud-test.conllu.gz"))[0] > 0.91
    assert accuracy(known, read(UD / "en_gum-ud-test.conllu.gz"))[0] > 0.93


@pytest.mark.parametrize(
    ("written", "string", "found"),
    [
        ("the [ NN. ] VBD", "The storm ended.", "storm/NN"),
        ("~take DT? NN", "They took a break.", "took/VBD a/DT break/NN"),
        ("!DT NN", "Heavy rain.", "heavy/JJ rain/NN"),
        ("^ NN", "Rain ended.", "rain/NN"),
        ("( VBD|VBZ and )? left <! the >", "He came and left.", "came/VBD and/CC left/VBD"),
    ],
)
def test_a_pattern_finds(written: str, string: str, found: str) -> None:
    m = pattern(written).regex.search(tagged(english(string))[0].line)
    assert m is not None
    assert " ".join(m[m.re.groups].split()) == found


@pytest.mark.parametrize("written", ["( NN", "[ NN"])
def test_a_pattern_that_cannot_be_read_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="cannot be read|not closed"):
        pattern(written)


@given(
    st.lists(
        st.sampled_from(["the", "a", "court", "rules", "ruled", "has", "have", "left", "that", "of", "and", "."]),
        min_size=1,
        max_size=12,
    )
)
def test_what_a_pattern_needs_is_there_where_it_matches(words: list[str]) -> None:
    sentence = tagged(english(" ".join(words)))[0]
    for written in ("the NN|NNS VB. ?", "( of the )? court|rules", "!DT has|have", "~rule <! that >", "NN. + VBD"):
        one = pattern(written.replace(" ?", "?").replace(" +", "+"))
        assert one.may_occur(sentence) or not one.regex.search(sentence.line)


def test_a_phrase_survives_inflection_gaps_and_options() -> None:
    ukrainian = Text("У змаганнях узяли участь сто команд.", language("uk"))
    assert first_of(("узя*|взя* участь",), ukrainian) is not None
    assert first_of(("~змагання .. участь",), ukrainian) is not None
    assert first_of(("^ участь",), ukrainian) is None
    assert first_of(("узяли швидку? участь",), ukrainian) is not None


def test_a_phrase_without_a_word_is_refused() -> None:
    with pytest.raises(ValueError, match="no word that must occur"):
        phrase(".. #", "en")


def test_a_repair_takes_the_form_of_what_it_replaces() -> None:
    text = english("It Took place on time.")
    wrong = phrase("~take place", "en")
    (match,) = wrong.find(text)
    assert replacement("~happen", wrong, match, text) == "Happened"
    assert answering("have", "taken", "take", "was") == "had"


def test_an_index_meets_what_a_search_would_find() -> None:
    text = english("The council took part in talks about talks.")
    phrases = [phrase(w, "en") for w in ("~take part", "talk*", "Council", "in talks", "no such")]
    met = set(Index((p, p.written) for p in phrases).met(text))
    assert met >= {p.written for p in phrases if next(p.find(text), None)}
    assert "no such" not in met
