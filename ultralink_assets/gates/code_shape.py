"""What of a program no translation may change: its structure, its names, its imports, the formats in its strings.

Python is read by `ast`, other languages by Pygments' lexers. Comments, docstrings and the words in strings may differ.
"""

from __future__ import annotations

import ast
import re
import textwrap
import warnings
from collections import Counter

from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, String, Text
from pygments.util import ClassNotFound

PYTHON = frozenset({"", "py", "python", "python3", "py3"})
_FORMAT = re.compile(r"%[-#0 +]*\d*(?:\.\d+)?[a-zA-Z%]|\{[^{}\s]*\}|\\[nrt0]|\$\{[^}]*\}")
_NAME = re.compile(r"[^\W\d]\w*")
# What makes a text that parses a program: any single word of prose parses, too.
_STATEMENTS = (
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom, ast.Assign, ast.AugAssign),
    *(ast.AnnAssign, ast.For, ast.While, ast.If, ast.With, ast.Try, ast.Return),
)


def parsed(code: str) -> ast.Module | None:
    """The tree of a piece of Python, which may be indented as a whole; None for what does not parse."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "\d" in a string
            return ast.parse(textwrap.dedent(code))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def is_program(code: str) -> bool:
    """Whether a text without a fence is Python as a whole."""
    tree = parsed(code)
    return tree is not None and any(isinstance(statement, _STATEMENTS) for statement in tree.body)


def python_shape(tree: ast.Module) -> list[str]:
    """Names and structure in order. ``tree`` is changed."""
    return _NAME.findall(ast.dump(_Bare().visit(tree)))


class _Bare(ast.NodeTransformer):
    """Leaves of strings what formats them, and nothing of docstrings and other strings that are statements."""

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        text = isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        return None if text else self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        return ast.Constant(_formats(node.value)) if isinstance(node.value, str) else node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        self.generic_visit(node)
        values = [value for value in node.values if isinstance(value, ast.FormattedValue)]
        return ast.JoinedStr(sorted(values, key=ast.dump))


def _formats(text: str) -> str:
    return " ".join(sorted(_FORMAT.findall(text)))


def token_shape(code: str, language: str) -> list[str] | None:
    """The tokens of code in a language that Pygments knows, without comments and words of strings; None for others."""
    try:
        lexer = get_lexer_by_name(language)
    except ClassNotFound:
        return None
    tokens = [(kind.split(), value) for kind, value in lexer.get_tokens(code)]  # a kind's split are those above it
    meant = [(kinds, value) for kinds, value in tokens if Comment not in kinds and Text not in kinds]
    return [_formats(value) if String in kinds else value for kinds, value in meant]


def comments_of(code: str) -> str:
    """The comments and docstrings of a piece of Python, also where it does not parse."""
    tokens = [(kind.split(), value) for kind, value in get_lexer_by_name("python").get_tokens(code)]
    return "\n".join(value for kinds, value in tokens if Comment in kinds or String.Doc in kinds)


def difference(before: list[str], after: list[str]) -> str:
    """What is lost and what is new, in a few words; empty when both are equal."""
    if before == after:
        return ""
    lost, new = Counter(before) - Counter(after), Counter(after) - Counter(before)
    told = [f"{head}: {', '.join([*names][:3])}" for head, names in (("lost", lost), ("new", new)) if names]
    return "; ".join(told) or "another order"
