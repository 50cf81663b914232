"""What is said again and again, and what only looks so."""

from __future__ import annotations

import pytest

from ultralink_assets.gates import repetition
from ultralink_assets.records import Outcome, Said, Turn
from ultralink_assets_tests.gates.utterances import answer


@pytest.mark.parametrize(
    "text",
    [
        "船户跟着月亮出船。" * 3,
        "桥墩立在松木桩上，" + "然后" * 6 + "才砌上条石，最后铺好桥面，让行人通过。",
        "石匠修好了桥墩，石匠修好了栏杆，石匠修好了桥面，石匠修好了桥孔，石匠修好了石阶，石匠修好了护岸，石匠修好了桥亭，石匠修好了台阶。",
    ],
)
def test_loops_of_characters_are_found(text: str) -> None:
    assert repetition.check(answer("zh", text)).outcome is Outcome.FAIL


def test_a_name_that_comes_again_and_another_place_in_a_question_are_no_loop() -> None:
    text = "鹿鸣桥横跨鹿鸣溪，由石匠建成。鹿鸣桥的桥墩立在木桩上，鹿鸣桥有五个桥孔，洪水卷走了栏杆，鹿鸣桥却安然无恙。"
    assert repetition.check(answer("zh", text)).outcome is Outcome.PASS
    history = (Turn("1903年的洪水给鹿鸣桥带来了什么变化，过桥的人受到什么影响？", "没有。"),)
    said = Said("zh", "question", "1911年的大火给望海港带来了什么变化，过桥的人受到什么影响？", history=history)
    assert repetition.check(said).outcome is Outcome.PASS


def test_a_question_with_another_name_is_not_the_same_question() -> None:
    history = (Turn("How did the flood of 1903 change the bridge of Corran for its users?", "A."),)
    said = Said(
        "en", "question", "How did the fire of 1911 change the harbour of Corran for its users?", history=history
    )
    assert repetition.check(said).outcome is Outcome.PASS
