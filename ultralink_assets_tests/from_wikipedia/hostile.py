"""Pieces of wikitext whose repetition has brought cleaners down: unclosed marks, and what reads far ahead."""

from __future__ import annotations

HOSTILE = [
    "<ref>", "<ref ", "<ref name=a>", "{|", "\n{|", "''", "'''''", "<!--", "[http", "[http://a ", "<a", "==",
    "\n== a ==", "{{a|", "{{lang|a|", "[[", "[[File:", "[[a|b", "-{", "(", "( ,", ", )", "<nowiki>", "<pre>",
    "&amp;", "&#", "__", "A__", "|}", "}}", "]]", "{{{", "*", ":", "\n", " ", "<math>", "</ref>", "<sup>", "<li>",
    "{{quote|", "{{#if:", "{{!}}", "File:", "Category:a", "<math>x", "<math>x</math>", "</math>", "<chem>",
    "<!-- a -->", "<ref>a</ref>", "<source inline>", "<rt>", "<poem>\n", "</poem>", "$", "{{hlist|",
    "\n* {{hlist|a|b}}", "{{coord|", "({{inflation|US|1}}", "{{IPA|a}}(", "{{IPA|", "a.. ", "}}}", "\n# a", "\n#",
    "; a : ", "x<sup>''a", "{{tmath|", "{{convert|1|",
]  # fmt: skip

NESTED = [
    ("{{nowrap|", "}}"),
    ("[[a|", "]]"),
    ("-{", "}-"),
    ("(", ")"),
    ("{|\n", "\n|}"),
    ("<sup>", "</sup>"),
    ("<poem>", "</poem>"),
    ("<math>", "</math>"),
    ("{{hlist|", "}}"),
    ("{{a|[[", "]]}}"),
]
