"""The cleaner: what it keeps, what it takes out, and what hostile input may not do to it."""

from __future__ import annotations

import pickle
from collections import Counter

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ultralink_assets.from_wikipedia.wikitext import Cleaned, Rules, clean, is_redirect
from ultralink_assets.languages import load
from ultralink_assets.languages.markup import leftovers
from ultralink_assets_tests.from_wikipedia.hostile import HOSTILE

EN = Rules.of(load("en"), {6: "File", 14: "Category"})
RU = Rules.of(load("ru"), {6: "Файл", 10: "Шаблон", 14: "Категория"})


def lead(text: str, rules: Rules = EN) -> str:
    sections = clean(text, rules).sections
    return sections[0].text if sections else ""


def all_text(cleaned: Cleaned) -> str:
    return "\n".join(f"{section.heading}\n{section.text}" for section in cleaned.sections)


def left_in(cleaned: Cleaned) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for section in cleaned.sections:
        counts.update(leftovers(section.heading))
        counts.update(leftovers(section.text))
    return dict(+counts)


# ------------------------------------------------------------------------------------- what is kept


@pytest.mark.parametrize(
    ("wikitext", "text"),
    [
        ("A [[bus]]es and [[Berlin|the city]].", "A buses and the city."),
        ("[[Mercury (planet)|]] and [[#Moons|its moons]] and [[:Category:Cities]]", "Mercury and its moons and Cities"),
        ("[[wikt:free|free]] [[s:Walden]]", "free Walden"),
        ("'''Bold''' and ''italic'' and '''''both'''''", "Bold and italic and both"),
        ("L''''X''' d'un", "L'X d'un"),
        ("l'''amour'' du '''pays'''", "l'amour du pays"),
        ("AT&amp;T, 5&amp;nbsp;km, R&D, a &lt; b, &#8212;", "AT&T, 5 km, R&D, a < b, —"),
        ("See [http://a.org/b?c=1 the page] and [http://a.org].", "See the page and."),
        ("10<sup>6</sup> ducks, H<sub>2</sub>O, 19<sup>th</sup>", "10⁶ ducks, H2O, 19th"),
        ("if a<b and c>d then", "if a<b and c>d then"),
        ("Write #include <stdio.h> here", "Write #include <stdio.h> here"),
        ("a<br>b<br />c", "a\nb\nc"),
        ("a<nowiki>''b''</nowiki>c<nowiki/>d", "a'b'cd"),
        ("10<sup>[1]</sup> <ruby>東京<rp>(</rp><rt>Tōkyō</rt><rp>)</rp></ruby>", "10 東京 (Tōkyō)"),
        ("<code>a[0]</code> or <source lang=c inline>x = {1};</source>", "a[0] or x = {1};"),
        ("{{convert|5|km|mi}} away", "5 km away"),
        ("About {{formatnum:1234}} of {{uc:abc}}", "About 1234 of ABC"),
        ("{{#if:x|yes|no}} {{#ifeq:a|b|same|other}} {{#switch:b|a=1|b=2}}", "yes other 2"),
        ("x {{nowrap|a {{lang|de|[[Berg|Berge]]}} b}} y", "x a Berge b y"),
        ("{{nowrap|E {{=}} mc{{sup|2}}}} and {{nowrap|a{{!}}b}}", "E = mc² and a|b"),
        ("{{Template:nowrap|a}} {{ nowrap\n| b }}", "a b"),
        ("one\ntwo\n\nthree", "one two\n\nthree"),
        ("-{zh-hans:联邦州; zh-hant:邦}-之一 -{R|邦}-", "联邦州之一 邦"),
        ("Berlin (German: {{IPA|x}}) and (at 1:2)", "Berlin (German) and (at 1:2)"),
    ],
)
def test_keeps_the_words(wikitext: str, text: str) -> None:
    assert lead(wikitext) == text


def test_reads_the_lead_of_a_russian_city() -> None:
    text = (
        "{{НП|статус=Город|вид=Земли{{!}}Земля}}\n"
        "'''Берли́н''' ({{lang-de|Berlin}} {{IPA|[bɛɐ̯ˈliːn]}}, {{audio|a.ogg|звук}}) — "
        "столица [[Германия|Германии]]<ref>{{БРЭ |статья=Берлин}}</ref>. Расположен на берегах рек:\n"
        "* [[Шпре]]е<ref name=b />,\n* [[Хафель]] {{век|19}}.\n"
        "[[Файл:A.jpg|thumb|вид [[Берлин]]а [http://a b]]]\n[[Категория:Города]]"
    )
    assert (
        lead(text, RU)
        == "Берли́н (нем. Berlin) — столица Германии. Расположен на берегах рек:\n- Шпрее,\n- Хафель XIX век."
    )


def test_keeps_lists_as_lines_and_their_order() -> None:
    text = "The rivers:\n* Spree\n** left\n; term : meaning\n: indented\nAfter."
    assert lead(text) == "The rivers:\n- Spree\n- left\nterm: meaning\nindented\n\nAfter."


def test_numbered_items_keep_their_numbers() -> None:
    text = "Do:\n# one\n## inner\n## inner\n#: more\n# two\n\n# three\n## again\nText.\n# anew"
    assert lead(text) == ("Do:\n1. one\n1. inner\n2. inner\n- more\n2. two\n3. three\n1. again\n\nText.\n1. anew")


def test_a_quotation_is_a_paragraph_of_its_own() -> None:
    assert lead("He said: {{quote|To be.|Hamlet}} Then left.") == "He said:\n\nTo be. — Hamlet\n\nThen left."


def test_a_poem_is_a_paragraph_of_lines() -> None:
    text = "He wrote:\n<poem>\nRoses are\n  ''red'',\n* blue\n</poem>\nand left."
    assert lead(text) == "He wrote:\n\nRoses are\nred,\n* blue\n\nand left."


def test_how_a_word_is_said_stays_where_a_sentence_speaks_of_it() -> None:
    text = "Rome ({{IPAc-en|r|oʊ|m}}; {{IPA|/ro(ː)ma/}}) has {{IPA|/ja, je/}} (one is {{IPA|/ju/}}) and {{IPA-de|tʃ}}."
    assert lead(text) == "Rome has /ja, je/ (one is) and [tʃ]."


def test_sections_have_level_heading_and_paragraphs() -> None:
    cleaned = clean(
        "Lead.\n== ''History'' of [[Rome]] ==\n=== Early{{fact}} ===\nText.\n===Empty===\n== Later ==\nMore.",
        EN,
    )
    assert [(s.level, s.heading, s.text) for s in cleaned.sections] == [
        (1, "", "Lead."),
        (2, "History of Rome", ""),
        (3, "Early", "Text."),
        (2, "Later", "More."),
    ]


def test_sections_without_prose_are_left_out_by_the_language() -> None:
    text = "A.\n== Примечания ==\n* b\n=== Книги ===\nc\n"
    text += "== Культура ==\n=== Литература ===\nВ городе жили поэты.\n=== Ссылки ===\n* d"
    assert [s.heading for s in clean(text, RU).sections] == ["", "Культура", "Литература"]


# -------------------------------------------------------------------------------- what is taken out


@pytest.mark.parametrize(
    ("wikitext", "text"),
    [
        ("Berlin ({{IPA|x}}) is", "Berlin is"),
        ("柏林（{{IPA|x}}）是", "柏林是"),
        ("Born ({{IPA|x}}, 1999) and ({{IPA|x}}; 1 May; {{IPA|y}})", "Born (1999) and (1 May)"),
        ("Deep (({{IPA|x}}) ( ; )) end", "Deep end"),
        ("A word {{citation needed}}, and {{fact}} more {{cn}}.", "A word, and more."),
        ("a<!-- b -->c <!-- d", "ac d"),
        ("a<ref>b</ref><ref name='c'/><ref name=d>e<ref>f</ref> g", "a e g"),
        ("x <source lang=c>\na[[0]]\n</source> y <gallery>\nFile:A.jpg|b\n</gallery>", "x y"),
        ("__NOTOC__ a __init__", "a __init__"),
        ("a\n{| class=x\n|-\n| b {{c|d}}\n{|\n|e\n|}\n|}\nf", "a\n\nf"),
        ("a <table><tr><td>b</td></tr></table> c", "a\nc"),
        ("[[File:A.jpg|thumb|a [[b]] c]]d [[fr:Berlin]][[Image:x.png]]", "d"),
        ("{{Infobox city\n| name = {{lang|de|Berlin}}\n| map = [[File:a.png]]\n}}\nText", "Text"),
    ],
)
def test_takes_out_what_is_no_prose(wikitext: str, text: str) -> None:
    assert lead(wikitext) == text


def test_unknown_templates_count_only_within_running_text() -> None:
    text = "{{Navbox thing|a}}\nSome {{strange|1}} words {{Strange_|2}} and {{lang|de|{{odd}}}}.\n"
    text += "* {{list thing|1}}\n{{end thing}}"
    assert clean(text, EN).unknown_templates == {"strange": 2, "odd": 1}


def test_what_is_not_closed_keeps_its_text() -> None:
    text = "Start {{quote|one [[two|three '''four <ref>five <!-- six {| seven -{ eight (nine [http://a ten"
    cleaned = lead(text)
    assert all(word in cleaned for word in ("Start", "one", "two", "three", "four", "five", "eight", "nine", "ten"))
    assert not left_in(clean(text, EN))


def test_prose_between_stray_brackets_stays() -> None:
    text = "One [[two.\n\nThree prose.\n\nFour]] five. {{ Six is prose.\n\nSeven }} eight."
    assert all(word in lead(text) for word in ("One", "two", "Three", "Four", "five", "Six", "Seven", "eight"))


def test_text_between_two_references_of_which_one_is_open_stays() -> None:
    assert lead("a<ref name=x> prose <ref>b</ref> more") == "a prose more"


def test_windows_line_ends_and_control_characters_do_no_harm() -> None:
    assert lead("a\r\n\r\nb\x00c\ufdd0d") == "a\n\nbcd"


def test_redirects_are_recognised() -> None:
    assert is_redirect("#REDIRECT [[Berlin]]", EN)
    assert is_redirect("#перенаправление: [[Берлин]]", RU)
    assert not is_redirect("A #REDIRECT [[Berlin]]", RU)


def test_rules_can_be_sent_to_another_process() -> None:
    _ = RU.files
    assert lead("[[Файл:A.jpg]]{{век|19}}", pickle.loads(pickle.dumps(RU))) == "XIX век"


# ------------------------------------------------------------------------------------- hostile input

FRAGMENTS = st.sampled_from(
    [
        *HOSTILE, "{{", "}}", "[[", "]]", "|", "=", "'", "&nbsp;", "&amp;nbsp;", "<br>", "</ref>", "<ref name=a />",
        "-->", "}-", "\n|}", "()", "（", "）", "{{nowrap|", "{{lang|de|", "[[Category:", "[[File:a.jpg|", ".jpg",
        "\n* ",
        "\n; ", "\n== ", " ==\n", "</nowiki>", "</math>", "</sup>", "]", "[", "{", "}", "<", ">", "&", ";", "#",
        "word", "слово", "字", "1999", ", ", "\ufdd2", "http://a.org", "lt", "&lt;ref&gt;", "&#91;&#91;",
    ]
)  # fmt: skip


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(FRAGMENTS, st.text(max_size=6)), max_size=40).map("".join))
@example("[{{[")
@example("&amp;#39;&#39;")
@example("(&lt;ref&gt;)")
@example("<<br>br>")
@example("[[File:a]]:b.jpg")
def test_nothing_is_left_of_any_markup(text: str) -> None:
    for rules in (EN, RU):
        cleaned = clean(text, rules)
        assert not left_in(cleaned)
        assert not set(all_text(cleaned)) & {chr(code) for code in range(0xFDD0, 0xFDF0)}


WORDS = st.text(st.sampled_from("abcdefgäöжы数"), min_size=1, max_size=8)
SENTENCES = st.builds(
    lambda words, end: " ".join(words) + end,
    st.lists(WORDS, min_size=1, max_size=8),
    st.sampled_from([".", "!", " (x).", ", 5,000.", " “y”."]),
)


@given(st.lists(st.lists(SENTENCES, min_size=1, max_size=4).map(" ".join), min_size=1, max_size=5).map("\n\n".join))
def test_plain_prose_passes_unchanged(text: str) -> None:
    assert lead(text) == text


@settings(max_examples=100, deadline=None)
@given(st.lists(FRAGMENTS, max_size=30).map("".join))
def test_every_word_outside_of_brackets_survives(noise: str) -> None:
    """A sentence between blank lines is not lost, whatever precedes it unclosed."""
    unclosed = (
        noise.replace("}", "").replace("]", "").replace("</", "").replace("-->", "").replace("=", "").replace("/", "")
    )
    assert "Kept sentence here" in all_text(clean(f"{unclosed}\n\nKept sentence here.", EN))
