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
    "zh": "1812年通车，有12间房，花了250万元。",
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
        ("zh", "宪法文本于五月签署。"),
        ("zh", "他在文中指出，改革势在必行。"),
        ("zh", "资料显示，全村共有三百户人家。"),
        ("zh", "历史学家研究那个时期的文献和档案。"),
        ("zh", "这批解密文档表明他曾经是间谍。"),
        ("zh", "条约的原文用拉丁文写成，第三段规定双方撤军。"),
        ("zh", "如上所述，这座桥用了七年才建成。"),
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
        ("zh", "这段文字主要讲了什么？"),
        ("zh", "根据原文，这座桥是许三省建造的。"),
        ("zh", "资料中没有提到它花了多少钱。"),
        ("zh", "文中提到的石桥是谁建造的？"),
        ("zh", "从以上信息可以看出，桥墩十分牢固。"),
        ("zh", "正如文章所述，桥费后来取消了。"),
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
        ("zh", "很遗憾，舰队没能在黎明前离开港口。"),
        ("zh", "他道了歉，却已经帮不上忙。"),
        ("zh", "作为人工智能研究的先驱，她培养了许多学生。"),
        ("zh", "至今没有人能回答这个问题。"),
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
        ("en", "I'm sorry, but I cannot answer this question."),
        ("ru", "К сожалению, у меня нет таких сведений, и я не могу помочь."),
        ("zh", "抱歉，我目前还不能回答您的问题。"),
        ("zh", "我只是一个由研究人员训练的语言模型，没有个人经历。"),
        ("zh", "没有足够的信息来回答这个问题。"),
        ("zh", "作为一款智能助手，我不会发表看法。"),
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
        ("zh", "1812年通车。", "十九世纪初通车，时间是19世纪10年代，也就是一八一二年。"),
        ("zh", "20世纪90年代，人口有1.2万。", "1990年代的人口是12,000人，或者说一万二千人。"),
        ("zh", "全长1亿2000万米，用了三十五年。", "它长1.2亿米，35年才建成，占百分之三十五。"),
        ("zh", "船长二十三米。", "1、船长23米\n2、一般说来，千百年来有七八种说法，人们十分惊讶"),
        ("zh", "2至3万人，300多万元。", "有两万到三万人，花去三百万元。"),
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
        ("zh", "通车于1813年。", "1813"),
        ("zh", "大桥共有19人看守。", "19"),
        ("zh", "大桥共有十九人看守。", "十九"),
        ("zh", "那里有三百七十间房。", "三百七十"),
        ("zh", "一共花了2.5亿元。", "2.5亿"),
        ("zh", "有35%的人反对。", "35"),
        ("zh", "二〇二四年重修。", "二〇二四"),
        ("zh", "一共有三座桥，宽度是12米，47、58米。", "47, 58"),
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
