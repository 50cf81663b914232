"""Where an utterance ends, in each way of writing."""

from __future__ import annotations

import pytest

from ultralink_assets.gates import cut_or_empty
from ultralink_assets.records import Outcome, Said
from ultralink_assets_tests.gates.utterances import answer


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("It stopped.", Outcome.PASS),
        ('He called it "a ruin".', Outcome.PASS),
        ("**Done.**", Outcome.PASS),
        ("```python\nx = 1\n```", Outcome.PASS),
        ("```python\nx = 1", Outcome.FAIL),
        ("Paris", Outcome.UNDECIDED),
        ("It was built by the same people who had", Outcome.UNDECIDED),
        ("It was built by the same people who had lost two others and the", Outcome.FAIL),
        ("He called it (as others", Outcome.FAIL),
        ("These are:", Outcome.FAIL),
        ("?!", Outcome.FAIL),
    ],
)
def test_endings(text: str, outcome: Outcome) -> None:
    assert cut_or_empty.check(answer("en", text)).outcome is outcome


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        (
            "Il demanda à tous ceux qui étaient venus sur le quai : « Partirez-vous avec la prochaine marée ? »",
            Outcome.PASS,
        ),
        (
            "Il demanda à tous ceux qui étaient venus sur le quai : «\u00a0Partirez-vous donc avec nous\u202f?\u00a0»",
            Outcome.PASS,
        ),
        ("On l’appelait sur toute la côte, du port jusqu’au phare, « la ruine du vieux maître ».", Outcome.PASS),
        (
            "Il demanda à tous ceux qui étaient venus sur le quai : « Partirez-vous avec la prochaine marée",
            Outcome.FAIL,
        ),
        ("Les raisons en sont nombreuses, et chacune mérite d’être expliquée :", Outcome.FAIL),
        ("Les raisons en sont nombreuses, et chacune mérite d’être expliquée ;", Outcome.FAIL),
    ],
)
def test_endings_with_blanks_before_marks(text: str, outcome: Outcome) -> None:
    assert cut_or_empty.check(answer("fr", text)).outcome is outcome


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("¿Cómo resistió el puente?", Outcome.PASS),
        ("¿Cómo resistió el puente", Outcome.FAIL),
        ("¡Qué puente! ¿Y cómo resistió las riadas", Outcome.FAIL),
        ("¡Qué puente!", Outcome.PASS),
    ],
)
def test_a_mark_that_opens_a_question_wants_the_one_that_closes_it(text: str, outcome: Outcome) -> None:
    assert cut_or_empty.check(Said("es", "question", text)).outcome is outcome


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("工程到此结束。", Outcome.PASS),
        ("人们叫它“鬼桥”。", Outcome.PASS),
        ("他说：“走吧！”", Outcome.PASS),
        ("北京", Outcome.UNDECIDED),
        ("桥墩立在打入河床九米深的松木桩上，水流再也掏不空基础，栏杆被卷走了，桥身却", Outcome.FAIL),
        ("工匠把蕨草烧成灰，", Outcome.FAIL),
        ("原因有以下几点：", Outcome.FAIL),
        ("他称之为（像别人一样", Outcome.FAIL),
        ("这本书叫《海塘志", Outcome.FAIL),
        ("办法有两个：\n1、抬高水位。\n2、种植芦", Outcome.FAIL),
    ],
)
def test_endings_in_a_script_without_blanks(text: str, outcome: Outcome) -> None:
    assert cut_or_empty.check(answer("zh", text)).outcome is outcome
