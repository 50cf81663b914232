"""The rule language of inline templates, and the rules that the language entries hold."""

from __future__ import annotations

import pytest

from ultralink_assets.from_wikipedia.patterns import Arguments
from ultralink_assets.from_wikipedia.rule_words import Words
from ultralink_assets.from_wikipedia.rules import Rules
from ultralink_assets.from_wikipedia.template_rules import TemplateRules, compile_rule, drop
from ultralink_assets.from_wikipedia.wikitext import clean
from ultralink_assets.languages import Language, available, load
from ultralink_assets.records import SettingsError

RUSSIAN = Words(months=("января", "февраля", "марта"), units={"km": "км"}, decimal_mark=",")
FRENCH = Words(
    months=("janvier", "février"),
    decimal_mark=",",
    first_day="1er",
    digit_groups=" ",
    ordinals={"": "e", "I": "er"},
    ordinal_endings=("e", "er"),
)
ENGLISH = Words(
    months=("January", "February", "March"),
    units={"C": "°C", "sqmi": "square miles"},
    decimal_mark=".",
    date="{month} {day}, {year}",
)


def said(rule: str, arguments: str, words: Words = ENGLISH) -> str:
    return compile_rule(rule, words)(Arguments.of(arguments.split("|")))


@pytest.mark.parametrize(
    ("rule", "arguments", "text"),
    [
        ("drop", "a", ""),
        ("arg:2", "a|b", "b"),
        ("arg:2,1", "a|", "a"),
        ("arg:text,1", "1=x|text= y ", "y"),
        ("arg:last", "a|b|c", "c"),
        ("join", "a||b", "a b"),
        ("join:", "H|2|O", "H2O"),
        ("join:, ", "a|b", "a, b"),
        ("text:–", "", "–"),
        ("text:{1}[ ({2}[, {3}])]", "Aikido|合気道|Aikidō", "Aikido (合気道, Aikidō)"),
        ("text:{1}[ ({2}[, {3}])]", "Aikido|合気道", "Aikido (合気道)"),
        ("text:{1}[ ({2}[, {3}])]", "Aikido", "Aikido"),
        ("text:{?lc:as of:As of} {1}", "2014|lc=y", "as of 2014"),
        ("text:{?lc:as of:As of} {1}", "2014", "As of 2014"),
        ("text:{1}{?2=a: BC:}{?2=d: AD:}", "V|a", "V BC"),
        ("text:{1}{?2=a: BC:}{?2=d: AD:}", "V|e", "V"),
        ("text:10{^1}", "24", "10²⁴"),
        ("quote:{1}[ — {2}]", "To be.|Hamlet", "\n\nTo be. — Hamlet\n\n"),
        ("date:y,m,d", "1990|3|05|df=y", "March 5, 1990"),
        ("date:y,m,d", "1990|3", "March 1990"),
        ("date:y,m,d", "5 March 1990", "5 March 1990"),
        ("date:d,m,y", "3|1990", "March 1990"),
        ("date:d,m,y", "5|3", "5 March"),
        ("convert", "5|km|mi", "5 km"),
        ("convert", "5|to|10|sqmi|km2|abbr=on", "5 to 10 square miles"),
        ("convert", "5|-|10|C", "5–10 °C"),
        ("convert", "6|ft|2|in|m", "6 ft 2 in"),
        ("convert", "12", "12"),
        ("convert", "", ""),
        ("fraction", "1|3|2", "1 3/2"),
        ("fraction", "3|2", "3/2"),
        ("fraction", "3", "1/3"),
        ("fraction", "", ""),
        ("roman:{1} век", "19", "XIX век"),
        ("roman:{1} век", "XX", "XX век"),
    ],
)
def test_a_rule_says_what_readers_see(rule: str, arguments: str, text: str) -> None:
    assert said(rule, arguments) == text


def test_what_a_language_writes_otherwise_is_in_its_words() -> None:
    assert said("number:1", "1250000.5", FRENCH) == "1 250 000,5"
    assert said("number:1", "-1250", FRENCH) == "-1 250"
    assert said("number:1", "307,665 milliards", FRENCH) == "307,665 milliards"
    assert said("date:d,m,y", "01|1|1990", FRENCH) == "1er janvier 1990"
    assert said("ordinals: siècle", "XII|e|et|I|er", FRENCH) == "XIIe et Ier siècle"


def test_numbers_and_dates_are_written_as_the_language_writes_them() -> None:
    assert said("number:1", "3.5", RUSSIAN) == "3,5"
    assert said("number:1", "1.2.3", RUSSIAN) == "1.2.3"
    assert said("date:d,m,y", "12|2|1990", RUSSIAN) == "12 февраля 1990"
    assert said("convert", "1.5|km", RUSSIAN) == "1,5 км"


@pytest.mark.parametrize(
    "rule", ["", "nonsense", "arg:", "text:{1", "text:[a", "text:a]", "text:{}", "text:{?a}", "date:y,m"]
)
def test_a_rule_that_cannot_be_read_is_an_error_that_names_it(rule: str) -> None:
    entry = load("en")
    faulty = entry.model_copy(update={"wikitext": entry.wikitext.model_copy(update={"templates": {"odd one": rule}})})
    with pytest.raises(SettingsError, match=r"en\.toml: wikitext\.templates: 'odd one'"):
        Rules.of(faulty)


def test_a_family_of_names_yields_to_a_name_of_its_own() -> None:
    rules = TemplateRules.of(with_templates({"lang-*": "arg:1", "lang-de": "text:German: {1}", "lang-de-*": "drop"}))
    german, danish, low = rules.find("lang-de"), rules.find("lang-da"), rules.find("lang-de-at")
    assert german is not None
    assert german(Arguments.of(["Berg"])) == "German: Berg"
    assert danish is not None
    assert danish(Arguments.of(["Bjerg"])) == "Bjerg"
    assert low is drop
    assert rules.find("other") is None


def test_names_may_be_matched_by_an_expression_and_shown() -> None:
    language = with_templates({"/[0-9]+e/": "text:{0}[ {1}]", "3e": "drop"})
    assert clean("a {{21e|congrès}} {{3e}}b", Rules.of(language)).sections[0].text == "a 21e congrès b"
    with pytest.raises(SettingsError, match=r"'/\(/': no regular expression"):
        Rules.of(with_templates({"/(/": "drop"}))


def test_arguments_are_told_apart_by_position_and_name() -> None:
    arguments = Arguments.of([" a ", "b=c", "2=d", "url is http://x?y=z", "b="])
    assert arguments.get("1") == "a"
    assert arguments.get("b") == "c"
    assert arguments.values() == ["a", "url is http://x?y=z"]


@pytest.mark.parametrize("code", available())
def test_the_rules_of_every_language_entry_can_be_read(code: str) -> None:
    rules = Rules.of(load(code))
    assert rules.templates.find("sfn") is drop
    assert rules.files >= {"file", "image"}


def with_templates(templates: dict[str, str]) -> Language:
    entry = load("en")
    return entry.model_copy(update={"wikitext": entry.wikitext.model_copy(update={"templates": templates})})
