"""Single gates on phrases that are easily mistaken: what must be caught, and what is ordinary speech."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ultralink_assets.from_wikipedia.tidy import tidied
from ultralink_assets.gates import filter_words, length, prompt_leaked, refers_to_passage, refusal
from ultralink_assets.gates import language as language_gate
from ultralink_assets.languages import load
from ultralink_assets.languages.tokens import count_tokens
from ultralink_assets.records import Message, Outcome
from ultralink_assets_tests.gates.utterances import answer


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "The text of the constitution was signed in May."),
        ("en", "After the passage of the law, the parties changed."),
        ("en", "Historians study texts and documents of the period."),
        ("en", "According to the text of the treaty, both sides withdrew."),
        ("en", "The passage from Corfu to Venice took nine days."),
        ("en", "In the document of 1215 the king promised much."),
        ("es", "El texto de la constitución se firmó en mayo."),
        ("es", "Según el texto del tratado, ambas partes se retiraron."),
        ("es", "Según el artículo 5 de la ley, el agua es de todos."),
        ("es", "En el documento de 1215 el rey prometió mucho."),
        ("es", "Los historiadores estudian textos y documentos de la época."),
        ("es", "La librería del pasaje cerró, y el pasaje de los Andes quedó libre."),
        ("es", "Es un documento anterior a la conquista, citado en el texto de la crónica."),
        ("es", "La información proporcionada por los testigos cambió el juicio."),
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
        ("zh", "宪法文本于五月签署。"),
        ("zh", "他在文中指出，改革势在必行。"),
        ("zh", "资料显示，全村共有三百户人家。"),
        ("zh", "历史学家研究那个时期的文献和档案。"),
        ("zh", "这批解密文档表明他曾经是间谍。"),
        ("zh", "条约的原文用拉丁文写成，第三段规定双方撤军。"),
        ("zh", "如上所述，这座桥用了七年才建成。"),
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
        ("es", "¿Qué dice el texto sobre el puente de Arenilla?"),
        ("es", "¿De qué trata el pasaje?"),
        ("es", "El puente, según el fragmento, lo construyó Aire."),
        ("es", "En el texto no se indica cuánto costó."),
        ("es", "El pasaje no menciona su longitud."),
        ("es", "¿Qué puentes se describen en el documento?"),
        ("es", "La información proporcionada no lo aclara."),
        ("es", "Como se explica en el párrafo, era nuevo."),
        ("es", "El autor del texto lo considera un error."),
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
        ("zh", "这段文字主要讲了什么？"),
        ("zh", "根据原文，这座桥是许三省建造的。"),
        ("zh", "资料中没有提到它花了多少钱。"),
        ("zh", "文中提到的石桥是谁建造的？"),
        ("zh", "从以上信息可以看出，桥墩十分牢固。"),
        ("zh", "正如文章所述，桥费后来取消了。"),
    ],
)
def test_references_to_the_passage_are_found(code: str, text: str) -> None:
    assert refers_to_passage.check(answer(code, text)).outcome is Outcome.FAIL


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "Unfortunately, the fleet could not leave the harbour before dawn."),
        ("en", "The king was sorry, but he did not have enough soldiers."),
        ("es", "Lamentablemente, la flota no pudo salir del puerto antes del alba."),
        ("es", "El rey lo sentía, pero no tenía bastantes soldados."),
        ("es", "La universidad enseña ramas como inteligencia artificial, robótica y óptica."),
        ("ru", "К сожалению, флот не смог выйти из гавани до рассвета."),
        ("ru", "Он извинился, но помочь уже не мог."),
        ("fr", "Malheureusement, la flotte ne put quitter le port avant l'aube."),
        ("fr", "Désolé de sa défaite, le roi n'avait plus assez de soldats."),
        ("fr", "En tant qu’assistant du professeur Valois, il tenait les registres."),
        ("fr", "Elle écrivit à sa sœur qu'elle ne pouvait pas l'aider."),
        ("zh", "很遗憾，舰队没能在黎明前离开港口。"),
        ("zh", "他道了歉，却已经帮不上忙。"),
        ("zh", "作为人工智能研究的先驱，她培养了许多学生。"),
        ("zh", "至今没有人能回答这个问题。"),
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
        ("en", "I'm sorry, but I cannot answer this question."),
        ("ru", "К сожалению, у меня нет таких сведений, и я не могу помочь."),
        ("zh", "抱歉，我目前还不能回答您的问题。"),
        ("zh", "我只是一个由研究人员训练的语言模型，没有个人经历。"),
        ("zh", "没有足够的信息来回答这个问题。"),
        ("zh", "作为一款智能助手，我不会发表看法。"),
    ],
)
def test_refusals_are_found(code: str, text: str) -> None:
    assert refusal.check(answer(code, text)).outcome is Outcome.FAIL


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
