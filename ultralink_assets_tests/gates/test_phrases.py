"""Single gates on phrases that are easily mistaken: what must be caught, and what is ordinary speech."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ultralink_assets.from_wikipedia.tidy import tidied
from ultralink_assets.gates import (
    cut_or_empty,
    filter_words,
    invented_numbers,
    length,
    prompt_leaked,
    refers_to_passage,
    refusal,
    repetition,
)
from ultralink_assets.gates import language as language_gate
from ultralink_assets.languages import load
from ultralink_assets.languages.tokens import count_tokens
from ultralink_assets.records import Message, Outcome, Said, Turn

OPENED = {
    "en": "Opened in 1812 with 12 rooms for 2.5 million.",
    "fr": "Ouvert en 1812, avec 12 chambres, pour 2,5 millions.",
    "ru": "Открыт в 1812 году, 12 комнат.",
}


def answer(code: str, text: str, **more: object) -> Said:
    return replace(Said(code, "answer", text), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "The text of the constitution was signed in May."),
        ("en", "After the passage of the law, the parties changed."),
        ("en", "Historians study texts and documents of the period."),
        ("en", "According to the text of the treaty, both sides withdrew."),
        ("en", "The passage from Corfu to Venice took nine days."),
        ("en", "In the document of 1215 the king promised much."),
        ("ru", "Текст конституции был подписан в мае."),
        ("ru", "По тексту закона видно, что его готовили наспех."),
        ("ru", "Согласно тексту договора, стороны отступили."),
        ("ru", "В документах эпохи это имя встречается часто."),
        ("ru", "Отрывок железной дороги был разобран."),
        ("fr", "Le texte de la Constitution fut signé en mai."),
        ("fr", "Selon le texte du traité, les deux camps se retirèrent."),
        ("fr", "D’après l’article 5 de la loi, le péage est interdit."),
        ("fr", "Le passage du col prend neuf jours, et le minerai extrait part à dos de mulet."),
        ("fr", "Dans le document de 1215, le roi promettait beaucoup."),
        ("fr", "Les documents de l'époque et les informations fournies par les pêcheurs concordent."),
        ("fr", "Dans un contexte donné, il décrit le passage à l'âge adulte."),
        ("fr", "Le musée conserve un document donné par la veuve du peintre."),
        ("fr", "Quelle fut la portée de ce document ?"),
        ("fr", "Le passage ne permet pas aux charrettes de se croiser."),
    ],
)
def test_ordinary_uses_of_text_and_passage_are_no_reference(code: str, text: str) -> None:
    assert refers_to_passage.check(answer(code, text)).outcome is Outcome.PASS


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "What does the passage say about Harrow Bridge?"),
        ("en", "The bridge, as described in the text, was new."),
        ("en", "The passage does not mention its length."),
        ("en", "Who built the bridge mentioned in the text?"),
        ("en", "The information provided does not cover this."),
        ("ru", "О чём говорится в тексте?"),
        ("ru", "Мост, согласно отрывку, построил Аверин."),
        ("ru", "В тексте не указано, сколько он стоил."),
        ("ru", "Отрывок не упоминает его длину."),
        ("ru", "Какие мосты описаны в данном документе?"),
        ("fr", "Que dit le texte à propos du viaduc de Larmont ?"),
        ("fr", "Le viaduc, décrit dans le passage, était neuf."),
        ("fr", "Le texte ne mentionne pas sa longueur."),
        ("fr", "Qui a construit le pont cité dans l’extrait ?"),
        ("fr", "Les informations fournies ne permettent pas de le dire."),
        ("fr", "D'après le passage, quelles furent les causes de l’incendie ?"),
        ("fr", "Il n’est pas précisé dans le document combien il coûta."),
        ("fr", "Selon l’auteur du texte, la digue était trop droite."),
        ("fr", "Le document ne fournit aucune date."),
    ],
)
def test_references_to_the_passage_are_found(code: str, text: str) -> None:
    assert refers_to_passage.check(answer(code, text)).outcome is Outcome.FAIL


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "Unfortunately, the fleet could not leave the harbour before dawn."),
        ("en", "The king was sorry, but he did not have enough soldiers."),
        ("ru", "К сожалению, флот не смог выйти из гавани до рассвета."),
        ("ru", "Он извинился, но помочь уже не мог."),
        ("fr", "Malheureusement, la flotte ne put quitter le port avant l'aube."),
        ("fr", "Désolé de sa défaite, le roi n'avait plus assez de soldats."),
        ("fr", "En tant qu’assistant du professeur Valois, il tenait les registres."),
        ("fr", "Elle écrivit à sa sœur qu'elle ne pouvait pas l'aider."),
    ],
)
def test_regret_in_a_story_is_no_refusal(code: str, text: str) -> None:
    assert refusal.check(answer(code, text)).outcome is Outcome.PASS


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "I'm sorry, but I can't help with that."),
        ("en", "As an AI language model, I have no opinion."),
        ("ru", "К сожалению, я не могу ответить на этот вопрос."),
        ("ru", "Я всего лишь языковая модель, и мнения у меня нет."),
        ("fr", "Désolé, je ne peux malheureusement pas vous répondre."),
        ("fr", "Je ne suis qu’un modèle de langage et n’ai pas d’avis."),
        ("fr", "Il m’est impossible de répondre à cette question."),
        ("fr", "Je n’ai pas accès à ces informations."),
        ("fr", "Il n’y a pas assez d’informations pour y répondre."),
    ],
)
def test_refusals_are_found(code: str, text: str) -> None:
    assert refusal.check(answer(code, text)).outcome is Outcome.FAIL


@pytest.mark.parametrize(
    ("code", "passage", "text"),
    [
        ("en", "It opened in 1812.", "It opened early in the 19th century."),
        ("en", "It opened in 1812.", "It opened in the 1810s."),
        ("en", "It holds 14,300 books.", "It holds 14 300 books, nearly 14,000 of them bound."),
        ("en", "It has 3 parts and 2.5 million visitors.", "1. Three parts\n2. 2,500,000 visitors, for two reasons"),
        ("en", "The war lasted from 1914-18.", "It ended in 1918."),
        ("en", "The jet flew.", "The B-52 and the H2O of COVID-19 are names."),
        ("ru", "Открыт в 1812 году.", "Открыт в начале XIX века, в 1810-х годах."),
        ("ru", "В XIX веке было 2,5 млн жителей.", "В девятнадцатом веке жителей было 2 500 000."),
        ("ru", "Ему было двадцать пять лет.", "Ему исполнилось 25."),
        ("fr", "Il ouvrit en 1812.", "Il ouvrit au début du XIXe siècle, dans les années 1810."),
        ("fr", "Il ouvrit au XIXe siècle.", "Il ouvrit au dix-neuvième siècle, au 19e siècle donc."),
        ("fr", "Il coûta 3 250 000 francs.", "Il coûta 3,25 millions, soit 3\u202f250\u202f000 francs."),
        ("fr", "Elle avait soixante-dix-sept ans et quatre-vingt-un livres.", "À 77 ans, elle avait 81 livres."),
        (
            "fr",
            "Le procès dura 21 ans, et 1 971 témoins vinrent.",
            "Vingt et un ans, mille neuf cent soixante et onze témoins.",
        ),
        ("fr", "Elle naquit en 1927.", "Elle grandit dans les années vingt."),
    ],
)
def test_other_formats_and_what_follows_are_not_invented(code: str, passage: str, text: str) -> None:
    finding = invented_numbers.check(answer(code, text, passage=passage))
    assert finding.outcome is Outcome.PASS, finding


@pytest.mark.parametrize(
    ("code", "text", "found"),
    [
        ("en", "It opened in 1813.", "1813"),
        ("en", "It had 37 rooms.", "37"),
        ("en", "It had thirty-seven rooms.", "thirty-seven"),
        ("en", "It cost 2.5 billion.", "2.5 billion"),
        ("en", "It opened in the XVI century.", "XVI"),
        ("ru", "Открыт в 1813 году.", "1813"),
        ("ru", "Там сорок семь комнат.", "сорок семь"),
        ("ru", "В 1890-х годах он закрылся.", "1890"),
        ("fr", "Il ouvrit en 1813.", "1813"),
        ("fr", "Il avait quatre-vingt-dix-sept chambres.", "quatre-vingt-dix-sept"),
        ("fr", "Il coûta 2,5 milliards.", "2,5 milliards"),
        ("fr", "Il ouvrit au XVIe siècle.", "XVIe"),
        ("fr", "Il ferma dans les années 1890.", "1890"),
        ("fr", "Il ferma dans les années soixante-dix.", "soixante-dix"),
    ],
)
def test_numbers_from_nowhere_are_named(code: str, text: str, found: str) -> None:
    finding = invented_numbers.check(answer(code, text, passage=OPENED[code]))
    assert (finding.outcome, finding.detail) == (Outcome.FAIL, found)


def test_numbers_of_question_title_and_history_are_known() -> None:
    said = answer("en", "In 1901, 1902 and 1903.", passage="None.", title="Flood of 1901", question="What of 1902?")
    said = replace(said, history=(Turn("Why?", "Since 1903."),))
    assert invented_numbers.check(said).outcome is Outcome.PASS


def test_a_closed_book_answer_has_undecided_numbers() -> None:
    assert invented_numbers.check(answer("en", "In 1901.")).outcome is Outcome.UNDECIDED


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


@pytest.mark.parametrize("head", ["Question :", "Question\u00a0:", "Question\u202f:", "Question:", "**Réponse :**"])
def test_a_head_is_known_whatever_stands_before_its_colon(head: str) -> None:
    assert prompt_leaked.check(answer("fr", f"Il ferma en mai.\n{head} Pourquoi ?")).outcome is Outcome.FAIL
    assert tidied(f"{head} Pourquoi ?", "question", load("fr")) == "Pourquoi ?"


def test_an_answer_that_changes_its_language_on_the_way_fails() -> None:
    english = "The bridge was built of stone, and its piers stand on oak that was driven deep into the bed. " * 4
    russian = "Мост построили из камня, а опоры его стоят на дубовых сваях, глубоко забитых в дно реки. " * 4
    assert language_gate.check(answer("en", english)).outcome is Outcome.PASS
    assert language_gate.check(answer("en", english + russian)).outcome is Outcome.FAIL


def test_a_run_of_unknown_instructions_is_found_in_the_messages() -> None:
    told = Message("user", "The bridge is old.\nMention the weather of the day before you begin to answer anything.")
    leaked = "It is old. Mention the weather of the day before you begin to answer anything."
    said = answer("en", leaked, passage="The bridge is old.", prompts=(told,))
    assert prompt_leaked.check(said).outcome is Outcome.FAIL
    assert prompt_leaked.check(replace(said, text="The bridge is old.")).outcome is Outcome.PASS


def test_a_question_with_another_name_is_not_the_same_question() -> None:
    history = (Turn("How did the flood of 1903 change the bridge of Corran for its users?", "A."),)
    said = Said(
        "en", "question", "How did the fire of 1911 change the harbour of Corran for its users?", history=history
    )
    assert repetition.check(said).outcome is Outcome.PASS


def test_filter_words_are_whole_words_in_any_case() -> None:
    entry = load("en").model_copy(update={"filter_words": ("casino",)})
    assert filter_words.check("A Casino opened.", entry).outcome is Outcome.FAIL
    assert filter_words.check("Casinova opened.", entry).outcome is Outcome.PASS


@pytest.mark.parametrize(
    ("text", "limit", "outcome"),
    [
        ("The canal was opened in 1795. Boats came.", 20, Outcome.PASS),
        ("The canal was opened in 1795. Boats came.", 3, Outcome.FAIL),
        ("The canal that Penhale dug by hand through clay was opened in 1795.", 3, Outcome.PASS),
        ("The canal that Penhale dug by hand\nthrough clay was opened in 1795.", 3, Outcome.FAIL),
        (" \n", 3, Outcome.FAIL),
    ],
)
def test_only_a_single_sentence_may_be_longer_than_the_limit(text: str, limit: int, outcome: Outcome) -> None:
    entry = load("en")
    assert length.check(text, count_tokens(text, entry), limit, entry).outcome is outcome
    assert length.check(text, 1, limit, entry).outcome is Outcome.FAIL


def test_a_year_that_stands_in_the_headings_alone_is_not_invented() -> None:
    said = answer("en", "The flood came in 1847 and took the bridge.", passage="A flood took the bridge.")
    assert invented_numbers.check(said).outcome is Outcome.FAIL
    assert invented_numbers.check(replace(said, headings=("History", "Flood of 1847"))).outcome is Outcome.PASS
