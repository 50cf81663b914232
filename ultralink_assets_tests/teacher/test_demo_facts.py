"""Which terms the demo teacher finds in a passage of any dump."""

from __future__ import annotations

from ultralink_assets.teacher.demo_facts import facts_of

PASSAGE = (
    "However, the old harbour was rebuilt by the engineer Ada North Wilson near Port Merrin in the spring. "
    "Suddenly the harbour of the town lost its trade, and the engineer left for Port Merrin. "
    "There the harbour keeps a lighthouse that Wilson's family sold to the town. "
    r"The height of the lighthouse in metres is $h = \frac{arc}{tangent}$ according to the plans. "
    "Interestingly, the lighthouse burned when the harbour froze in 1930 while everybody slept."
)


def terms(passage: str = PASSAGE) -> list[str]:
    return [term for fact in facts_of("en", "History", passage) for term in (fact.term, fact.other)]


def test_words_that_only_begin_sentences_are_no_terms_where_there_are_others() -> None:
    assert not {"However", "Suddenly", "There", "Interestingly"} & set(terms())


def test_names_of_several_words_come_first_and_possessives_are_names() -> None:
    assert terms()[:2] == ["Ada North Wilson", "Port Merrin"]
    assert "Wilson" in terms(PASSAGE.replace("Ada North Wilson", "Wilson"))


def test_words_that_the_passage_repeats_come_before_longer_ones() -> None:
    found = terms("The harbour froze suddenly. The frozen harbour cracked the breakwater. A harbour needs depth.")
    assert found[0] == "harbour"


def test_no_term_is_a_command_of_latex_and_no_year_counts_something() -> None:
    facts = facts_of("en", "History", PASSAGE)
    assert not {"frac", "tangent"} & set(terms())
    assert not [fact for fact in facts if fact.kind == "amount"]


def test_a_passage_of_poor_words_still_has_facts() -> None:
    assert len(facts_of("en", "History", "Suddenly everything seemingly disappeared. Nobody remembered anything.")) >= 1
