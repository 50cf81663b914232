"""Articles for tests: English and Russian prose of any shape."""

from __future__ import annotations

from hypothesis import strategies as st

from ultralink_assets.records import Article, Section

ENGLISH = "The canal was dug by hand through heavy clay, and the boats carried coal down to the quiet river port"
RUSSIAN = "Канал вырыли вручную в тяжёлой глине, и лодки возили уголь вниз по течению к тихой речной пристани"


def sentence(number: int, words: int, prose: str = ENGLISH) -> str:
    """A sentence of ``words`` words that occurs once: it ends in its number."""
    stock = prose.split()
    return f"{' '.join(stock[at % len(stock)] for at in range(words))} of place{number}."


def article(*sections: Section, title: str = "Canal", language: str = "en", page_id: int = 7) -> Article:
    return Article(language, page_id, title, "https://example.org/Canal", sections, "dump.xml", 99)


@st.composite
def any_article(draw: st.DrawFn, longest_sentence: int = 60) -> Article:
    """Sections of paragraphs and lists; every sentence and every heading occurs once."""
    count = 0
    sections = []
    for number in range(draw(st.integers(1, 6))):
        paragraphs = []
        for _ in range(draw(st.integers(0 if number else 1, 5))):
            lines = []
            for _ in range(draw(st.integers(1, 3))):
                sentences = []
                for _ in range(draw(st.integers(1, 6))):
                    count += 1
                    sentences.append(sentence(count, draw(st.integers(2, longest_sentence))))
                lines.append(draw(st.sampled_from(["", "- "])) + " ".join(sentences))
            paragraphs.append("\n".join(lines))
        level = draw(st.integers(2, 4)) if number else 1
        sections.append(Section(level, f"Heading{number}" if number else "", "\n\n".join(paragraphs)))
    return article(*sections)
