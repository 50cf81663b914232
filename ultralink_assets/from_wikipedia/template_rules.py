"""What inline templates say in running text: a small rule language, data of a language's ``[wikitext.templates]``.

A rule belongs to a template's name in lower case with blanks, to all names that start so (``"lang-*"``), or to those
that a regular expression in slashes matches as a whole (``"/[0-9]+e/"``). Arguments are ``1``, ``2``, ... for unnamed
ones, else their names; ``0`` is the template's name as it was written. The rules::

    drop                    nothing, without being counted as unknown
    arg:2,text              the first of these arguments that holds something; "last" is the last unnamed one
    list                    all unnamed arguments, each as a line of a list; one that is a list already stays one
    numbered                the same, with numbers
    row                     the same where it stands alone on its line; within a sentence with commas between them
    join / join:SEPARATOR   all unnamed arguments; the separator is a blank if none is given
    text:PATTERN            PATTERN filled in: {2} and {2,text} are arguments as in arg, {#1} is a number, {^1} a
                            superscript, {?lc:as of:As of} depends on whether lc is set, and [...] is left out when an
                            argument in it is empty
    quote:PATTERN           the same, as a paragraph of its own
    roman:PATTERN           the same, with 1 as a Roman number where it is an Arabic one; what is no number stays alone
    ordinals:TEXT           all unnamed arguments with blanks between them, and TEXT; numerals get the ending that
                            ``conventions.ordinals`` gives them, endings that are given are left out
    sound:1, sound:[1]      how something is said, in brackets or slashes: parentheses hold none, sentences keep it
    other:PATTERN           as text, for a value of which readers see another one: parentheses around it are left out
    number:1                the argument with the language's decimal mark
    date:y,m,d              arguments that hold year, month and day ("date:d,m,y"), written as ``wikitext.date`` says;
                            1990-05-12 is read too
    coordinates             {{coord|13|19|N|169|9|W}}: 13°19′N 169°9′W; nothing where it stands alone on its line
    convert                 {{convert|5|to|10|km|mi}}: what was measured, with the unit's name of ``wikitext.units``
    fraction                {{frac|1|3|2}}: 1 3/2
    root                    {{radic|x|3}}: ³√x
    tex                     {{tmath|x^2}}: LaTeX, as in <math>
    interlanguage           {{ill|Page|de|Seite}}: its label lt, else the page; the old {{ill|de|Seite|Page|label}} too

A real one: ``nihongo = "text:{1}[ ({2}[, {3}])]"`` makes "Aikido (合気道, Aikidō)" of
{{Nihongo|'''Aikido'''|合気道|Aikidō|lead=yes}}.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ultralink_assets.from_wikipedia.formulas import tex
from ultralink_assets.from_wikipedia.marks import EQUALS, OTHER, PIPE, SOUND
from ultralink_assets.from_wikipedia.measures import converted, fraction, root
from ultralink_assets.from_wikipedia.patterns import Arguments, Pattern
from ultralink_assets.from_wikipedia.rule_words import Words
from ultralink_assets.languages import Language
from ultralink_assets.records import SettingsError

Rule = Callable[[Arguments], str]

_ISO_DATE = re.compile(r"([0-9]{1,4})-([0-9]{1,2})-([0-9]{1,2})")
_ANY_ROMAN = re.compile(r"[0-9]+|[IVXL\u0425]+")  # the last one is Cyrillic
_LANGUAGE_CODE = re.compile("[a-z]{2,3}")
_DEGREES = re.compile(r"[-−]?[0-9]{1,4}(?:\.[0-9]{1,12})?")
_IN_SLASHES = re.compile(r"/(.+)/")
_LIST_MARKS = ("*", "#", ":", ";")
_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def drop(_: Arguments) -> str:
    return ""


@dataclass(frozen=True)
class TemplateRules:
    """The compiled rules of one language. `find` takes names in lower case."""

    exact: Mapping[str, Rule]
    prefixes: tuple[tuple[str, Rule], ...]
    patterns: tuple[tuple[re.Pattern[str], Rule], ...]
    number: Callable[[str], str]

    @classmethod
    def of(cls, language: Language) -> TemplateRules:
        """Compile ``language.wikitext.templates``; raises `SettingsError` that names a rule that can't be read."""
        wikitext = language.wikitext
        words = Words.of(language)
        compiled: dict[str, Rule] = {}
        patterns: list[tuple[re.Pattern[str], Rule]] = []
        for name, rule in wikitext.templates.items():
            try:
                compiled[name] = compile_rule(rule, words)
                if expression := _IN_SLASHES.fullmatch(name):
                    patterns.append((_expression(expression[1]), compiled[name]))
            except ValueError as error:
                where = f"{language.code}.toml: wikitext.templates: {name!r}"
                raise SettingsError(
                    f"{where}: {error}", "the rules are listed in from_wikipedia/template_rules.py"
                ) from error
        families = {name[:-1]: rule for name, rule in compiled.items() if len(name) > 1 and name.endswith("*")}
        by_length = sorted(families.items(), key=lambda item: -len(item[0]))
        return cls(compiled, tuple(by_length), tuple(patterns), words.number)

    def find(self, name: str) -> Rule | None:
        """The rule of ``name``: its own, else that of the longest family, else that of the first expression."""
        rule = self.exact.get(name)
        if rule is None:
            for prefix, family in self.prefixes:
                if name.startswith(prefix):
                    return family
            return next((rule for pattern, rule in self.patterns if pattern.fullmatch(name)), None)
        return rule


def _expression(source: str) -> re.Pattern[str]:
    try:
        return re.compile(source)
    except re.error as error:
        raise ValueError(f"no regular expression: {error}") from error


@dataclass(frozen=True)
class Placed:
    """A rule for running text, and another one for a template that stands alone on its line."""

    inline: Rule
    alone: Rule

    def __call__(self, arguments: Arguments) -> str:
        return self.inline(arguments)


def compile_rule(rule: str, words: Words) -> Rule:
    """A function of the arguments; raises ValueError with what is wrong."""
    kind, _, detail = rule.partition(":")
    if kind == "coordinates":
        return Placed(_Coordinates(words), drop)  # alone they stand above the title
    if kind == "convert":
        return lambda arguments: converted(arguments, words.number, words.units)
    if kind in _WHOLE:
        return _WHOLE[kind]
    if kind == "join":
        separator = detail if ":" in rule else " "
        return lambda arguments: separator.join(value for value in arguments.values() if value)
    if kind == "date":
        return _date(detail, words)
    if kind == "ordinals":
        return lambda arguments: words.in_order(arguments.values()) + detail
    if kind == "sound":
        return _sound(detail)
    if kind in ("arg", "number", "text", "quote", "roman", "other"):
        if not detail and kind not in ("text", "other"):
            raise ValueError(f"the rule {rule!r} names no argument")
        return _pattern(kind, detail, words)
    raise ValueError(f"no rule is called {kind!r}")


def _pattern(kind: str, detail: str, words: Words) -> Rule:
    source = {"arg": f"{{{detail}}}", "number": f"{{#{detail}}}"}.get(kind, detail)
    pattern = Pattern.of(source, words.number)
    if kind == "quote":
        return lambda arguments: f"\n\n{pattern.fill(arguments)}\n\n"
    if kind == "roman":
        return lambda arguments: _century(pattern, arguments)
    if kind == "other":
        return lambda arguments: OTHER + pattern.fill(arguments)
    return pattern.fill


def _date(detail: str, words: Words) -> Rule:
    order = [part.strip() for part in detail.split(",")]
    if sorted(order) != ["d", "m", "y"]:
        raise ValueError(f"'date:{detail}' is no order of y, m and d")
    places = {part: str(index) for index, part in enumerate(order, start=1)}

    def date(arguments: Arguments) -> str:
        if iso := _ISO_DATE.fullmatch(arguments.get("1")):
            return words.written_date(*iso.groups())
        if not arguments.get("2"):
            return arguments.get("1")
        year, month, day = (arguments.get(places[part]) for part in "ymd")
        return words.written_date(year, month, day)

    return date


def _sound(detail: str) -> Rule:
    keys = detail.strip("[]/")
    before, _, after = detail.partition(keys)

    def sound(arguments: Arguments) -> str:
        said = " ".join(arguments.get(keys).split())
        return f"{SOUND}{before}{said}{after}{SOUND}" if said else ""

    return sound


def _list(arguments: Arguments, mark: str = "*") -> str:
    items = (_item(value, mark) for value in arguments.values() if value)
    lines = "\n".join(items)
    return f"\n{lines}\n" if lines else ""


def _item(value: str, mark: str) -> str:
    """One that is a list already stays one; a list within an item is one level deeper."""
    if value.startswith(_LIST_MARKS):
        return value
    lines = (f"{mark}{line}" if line.startswith(_LIST_MARKS) else line for line in value.split("\n"))
    return f"{mark} " + "\n".join(lines)


def _row(arguments: Arguments) -> str:
    """The items of a list within a sentence."""
    lines = (line.strip(" *#:;") for value in arguments.values() for line in value.split("\n"))
    return ", ".join(line for line in lines if line)


def _interlanguage(arguments: Arguments) -> str:
    first = arguments.get("1")
    return arguments.get("lt") or (arguments.get("4,3,2,1") if _LANGUAGE_CODE.fullmatch(first) else first)


def _tex(arguments: Arguments) -> str:
    return tex(arguments.get("1").replace(PIPE, "|").replace(EQUALS, "="), alone=False)


@dataclass(frozen=True)
class _Coordinates:
    words: Words

    def __call__(self, arguments: Arguments) -> str:
        if arguments.get("display").replace(" ", "") in ("title", "t"):
            return ""
        found: list[str] = []
        text = ""
        for value in arguments.values():
            if _DEGREES.fullmatch(value) and len(found) < 3:
                found.append(value)
            elif value in ("N", "S", "E", "W") and found:
                text += f" {self.written(found)}{self.words.compass.get(value, value)}"
                found = []
            else:
                break
        if len(found) == 2 and not text:  # decimal degrees, negative ones in the south and west
            return " ".join(self.signed(value, sides) for value, sides in zip(found, ("NS", "EW"), strict=True))
        return text.strip()

    def written(self, parts: list[str]) -> str:
        return "".join(self.words.number(part) + mark for part, mark in zip(parts, "°′″", strict=False))

    def signed(self, value: str, sides: str) -> str:
        side = sides[value[0] in "-−"]
        return f"{self.written([value.lstrip('-−')])}{self.words.compass.get(side, side)}"


def _century(pattern: Pattern, arguments: Arguments) -> str:
    first = arguments.get("1")
    return pattern.fill(arguments.with_first(_roman(first))) if _ANY_ROMAN.fullmatch(first) else first


def _roman(text: str) -> str:
    """Centuries are written so: "19" becomes "XIX"; what is no number below 40 stays."""
    if not text.isdecimal() or not 0 < int(text[:4]) < 40:
        return text
    number, roman = int(text), ""
    for value, letters in _ROMAN:
        while number >= value:
            roman, number = roman + letters, number - value
    return roman


_WHOLE: dict[str, Rule] = {
    "drop": drop,
    "list": _list,
    "numbered": lambda arguments: _list(arguments, "#"),
    "row": Placed(_row, _list),
    "fraction": fraction,
    "root": root,
    "tex": _tex,
    "interlanguage": _interlanguage,
}
