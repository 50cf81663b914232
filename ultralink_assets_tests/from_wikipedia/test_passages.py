"""Articles become passages: nothing of a kept article is lost, no sentence is cut, and draws depend on ids alone."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ultralink_assets import languages
from ultralink_assets.from_wikipedia.passages import REASONS, PassageRules, draw_key, split_article
from ultralink_assets.from_wikipedia.script import in_own_script
from ultralink_assets.languages.model import Language
from ultralink_assets.languages.sentences import split_sentences
from ultralink_assets.languages.tokens import count_tokens
from ultralink_assets.records import Article, Passage, Section, SettingsError
from ultralink_assets_tests.from_wikipedia.articles import ENGLISH, RUSSIAN, any_article, article, sentence

EN = languages.load("en")
ALL = PassageRules(min_tokens=1, max_tokens=10**9, passage_tokens=200, per_page=0)


def passages_of(page: Article, rules: PassageRules = ALL, language: Language = EN) -> tuple[Passage, ...]:
    result = split_article(page, language, rules)
    assert result.rejection is None
    return result.passages


def reason_of(page: Article, rules: PassageRules = ALL, language: Language = EN) -> str:
    result = split_article(page, language, rules)
    assert result.rejection is not None
    assert not result.passages
    assert result.rejection.reason in REASONS
    return result.rejection.reason


def prose(words: int, sentences: int = 8, start: int = 0) -> str:
    return " ".join(sentence(start + number, words) for number in range(sentences))


def without_headings(text: str) -> str:
    return re.sub(r"^Heading\d+$", "", text, flags=re.MULTILINE)


# --------------------------------------------------------------------------------- splitting


@settings(max_examples=60, deadline=None)
@given(any_article(), st.integers(60, 400))
def test_the_passages_in_order_are_the_text_of_the_article(page: Article, limit: int) -> None:
    passages = passages_of(page, replace(ALL, passage_tokens=limit))
    whole = "".join(section.text for section in page.sections)
    made = "".join(without_headings(passage.text) for passage in passages)
    assert "".join(made.split()) == "".join(whole.split())


@settings(max_examples=60, deadline=None)
@given(any_article(), st.integers(60, 400))
def test_no_sentence_is_cut(page: Article, limit: int) -> None:
    sentences = [one.strip() for section in page.sections for one in split_sentences(section.text, EN)]
    passages = passages_of(page, replace(ALL, passage_tokens=limit))
    assert all(any(one in passage.text for passage in passages) for one in sentences if one)


@settings(max_examples=60, deadline=None)
@given(any_article(), st.integers(60, 400))
def test_a_passage_is_within_the_limit_unless_it_is_one_sentence(page: Article, limit: int) -> None:
    for passage in passages_of(page, replace(ALL, passage_tokens=limit)):
        assert passage.tokens == count_tokens(passage.text, EN)
        assert passage.tokens <= limit or len(split_sentences(passage.text, EN)) == 1


@settings(max_examples=60, deadline=None)
@given(any_article(longest_sentence=12))
def test_no_passage_is_shorter_than_half_of_the_average_when_sentences_are_short(page: Article) -> None:
    passages = passages_of(page, replace(ALL, passage_tokens=240))
    assert min(one.tokens for one in passages) >= sum(one.tokens for one in passages) / len(passages) / 2


@settings(max_examples=30, deadline=None)
@given(any_article())
def test_every_passage_names_the_path_to_the_section_that_it_begins_in(page: Article) -> None:
    for passage in passages_of(page):
        section = next(one for one in page.sections if passage.text.split("\n")[0] in one.text)
        assert passage.headings[-1:] == ((section.heading,) if section.heading else ())
        assert not passage.text.startswith("Heading")


def test_an_article_within_the_limit_is_one_passage_with_its_headings_on_lines_of_their_own() -> None:
    page = article(
        Section(1, "", sentence(1, 9)), Section(2, "History", sentence(2, 9)), Section(3, "Early", sentence(3, 9))
    )
    (passage,) = passages_of(page)
    assert passage.text == f"{sentence(1, 9)}\n\nHistory\n\n{sentence(2, 9)}\n\nEarly\n\n{sentence(3, 9)}"
    assert passage.headings == ()


def test_headings_are_the_path_to_the_section() -> None:
    page = article(
        Section(1, "", prose(15)),
        Section(2, "History", ""),
        Section(3, "Planning", prose(15, start=10)),
        Section(2, "Today", prose(15, start=20)),
    )
    assert [passage.headings for passage in passages_of(page, replace(ALL, passage_tokens=220))] == [
        (),
        ("History", "Planning"),
        ("Today",),
    ]


def test_a_cut_falls_on_a_section_border_rather_than_on_the_exact_middle() -> None:
    page = article(
        Section(1, "", "\n\n".join(prose(12, 2, start) for start in (0, 2, 4))),
        Section(2, "Today", "\n\n".join(prose(12, 2, start) for start in (6, 8, 10, 12))),
    )
    first, second = passages_of(page, replace(ALL, passage_tokens=210))
    assert first.text.endswith("place5.")
    assert second.headings == ("Today",)


def test_a_short_rest_is_not_left_alone() -> None:
    page = article(Section(1, "", f"{prose(15)}\n\n{prose(15, 1, 50)}"), Section(2, "End", sentence(60, 5)))
    tokens = [passage.tokens for passage in passages_of(page, replace(ALL, passage_tokens=190))]
    assert len(tokens) == 2
    assert min(tokens) > 90


def test_a_sentence_longer_than_the_limit_stays_whole_in_a_passage_of_its_own() -> None:
    giant = sentence(2, 300)
    page = article(Section(1, "", f"{sentence(1, 15)} {giant} {sentence(3, 15)}"))
    texts = [passage.text for passage in passages_of(page)]
    assert texts == [sentence(1, 15), giant, sentence(3, 15)]


def test_a_text_that_occurs_twice_in_an_article_is_one_passage() -> None:
    same = prose(15)
    passages = passages_of(article(Section(1, "", same), Section(2, "Again", same)), replace(ALL, passage_tokens=220))
    assert [passage.text for passage in passages] == [same]
    assert passages[0].position == 0


# ----------------------------------------------------------------------------------------- ids


def test_an_id_depends_on_language_page_and_text_and_not_on_what_stands_before_it() -> None:
    tail = Section(2, "Today", prose(15, start=20))
    before = passages_of(article(Section(1, "", prose(15)), tail), replace(ALL, passage_tokens=220))[-1]
    after = passages_of(article(Section(1, "", prose(14, start=40)), tail), replace(ALL, passage_tokens=220))[-1]
    assert before.passage_id == after.passage_id
    assert re.fullmatch(r"en:7:[0-9a-f]{16}", before.passage_id)
    other_page = replace(article(Section(1, "", prose(15)), tail), page_id=8)
    assert passages_of(other_page, replace(ALL, passage_tokens=220))[-1].passage_id != before.passage_id


# --------------------------------------------------------------------------------------- draws


@pytest.fixture
def long_page() -> Article:
    return article(*(Section(2, f"Part {number}", prose(15, 8, 10 * number)) for number in range(9)))


def test_per_page_draws_whole_passages_and_counts_the_others(long_page: Article) -> None:
    every = passages_of(long_page)
    result = split_article(long_page, EN, replace(ALL, per_page=2))
    assert len(result.passages) == 2
    assert set(result.passages) < set(every)
    assert result.not_drawn == len(every) - 2
    assert [one.position for one in result.passages] == sorted(one.position for one in result.passages)


def test_a_larger_draw_holds_the_smaller_one(long_page: Article) -> None:
    drawn = [set(passages_of(long_page, replace(ALL, per_page=number))) for number in (1, 2, 3, 4)]
    assert drawn[0] < drawn[1] < drawn[2] < drawn[3]


def test_the_lowest_draw_key_is_drawn_and_every_passage_has_its_chance(long_page: Article) -> None:
    ids = [passage.passage_id for passage in passages_of(long_page)]
    lowest = [min(ids, key=lambda one: draw_key(seed, one)) for seed in range(100)]
    for seed in range(5):
        assert [one.passage_id for one in passages_of(long_page, replace(ALL, per_page=1, seed=seed))] == [lowest[seed]]
    assert set(lowest) == set(ids)


def test_a_draw_key_differs_by_seed_and_by_passage() -> None:
    keys = {draw_key(seed, f"en:1:{number}") for seed in range(10) for number in range(10)}
    assert len(keys) == 100


# ---------------------------------------------------------------------------------- rejections


def test_limits_are_inclusive() -> None:
    page = article(Section(1, "", prose(15)))
    tokens = count_tokens(page.sections[0].text, EN)
    assert passages_of(page, replace(ALL, min_tokens=tokens, max_tokens=tokens))
    assert reason_of(page, replace(ALL, min_tokens=tokens + 1)) == "too_short"
    assert reason_of(page, replace(ALL, max_tokens=tokens - 1)) == "too_long"


def test_an_article_without_text_is_too_short() -> None:
    assert reason_of(article(Section(1, "", ""))) == "too_short"


@pytest.mark.parametrize("found", ["Lorem Ipsum", "LOREM ipsum", "see «lorem ipsum»!"])
def test_a_filter_word_turns_an_article_down_whatever_its_case(found: str) -> None:
    language = EN.model_copy(update={"filter_words": ("lorem ipsum", "zzz")})
    assert (
        reason_of(article(Section(1, "", prose(15)), Section(2, found, prose(15))), language=language) == "filter_word"
    )


def test_a_filter_word_within_a_longer_word_is_none() -> None:
    language = EN.model_copy(update={"filter_words": ("can", "ump")})
    assert passages_of(article(Section(1, "", prose(15) + " The canal pumps.")), language=language)


def test_a_filter_word_of_a_script_without_blanks_is_found_within_a_line() -> None:
    language = EN.model_copy(update={"filter_words": ("赌博",)})
    assert reason_of(article(Section(1, "", prose(15) + " 网上赌博网站.")), language=language) == "filter_word"


def test_an_article_in_another_language_is_turned_down() -> None:
    assert reason_of(article(Section(1, "", f"{RUSSIAN}. " * 8))) == "wrong_language"


def test_an_article_of_which_one_passage_is_in_another_language_is_turned_down() -> None:
    page = article(Section(1, "", prose(15, 24)), Section(2, "Poem", f"{RUSSIAN}. " * 7))
    assert reason_of(page) == "wrong_language"


def test_an_article_that_tells_nothing_is_undecided_and_turned_down() -> None:
    assert (
        reason_of(article(Section(1, "", "\n".join(f"{number} : {number}" for number in range(200)))))
        == "language_undecided"
    )


def test_a_rejection_names_the_article_and_the_cause() -> None:
    rejection = split_article(article(Section(1, "", ENGLISH)), EN, PassageRules()).rejection
    assert rejection is not None
    assert rejection.key == {"language": "en", "page_id": 7, "title": "Canal"}
    assert rejection.detail == "24 tokens, at least 1000"


# ------------------------------------------------------------------------------------- scripts


def with_script(configuration: str) -> Language:
    return EN.model_copy(update={"conventions": EN.conventions.model_copy(update={"chinese_script": configuration})})


def test_a_language_of_two_scripts_gets_its_articles_in_one() -> None:
    page = article(Section(1, "", "運河的歷史"), Section(2, "歷史", "煤炭"), title="運河")
    converted = in_own_script(page, with_script("t2s"))
    assert converted.title == "运河"
    assert converted.sections == (Section(1, "", "运河的历史"), Section(2, "历史", "煤炭"))


def test_an_unknown_script_configuration_is_an_error_that_names_it() -> None:
    with pytest.raises(SettingsError, match="nonsense"):
        in_own_script(article(), with_script("nonsense"))


def test_a_language_of_one_script_keeps_its_articles_as_they_are() -> None:
    page = article(Section(1, "", "漢字"))
    assert in_own_script(page, EN) is page
