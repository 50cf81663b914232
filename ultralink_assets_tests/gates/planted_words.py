"""What is planted, by language: another language, references to the passage, refusals, sentences with a number."""

from __future__ import annotations

FOREIGN = {
    "en": (
        "Der Müller verkaufte sein Haus, weil das Wasser des Flusses im Sommer nicht mehr für die Mühle reichte.",
        "Мельник продал свой дом, потому что летом воды в реке уже не хватало для мельницы.",
        "Le meunier vendit sa maison, car en été l'eau de la rivière ne suffisait plus pour le moulin.",
    ),
    "es": (
        "O moleiro vendeu a sua casa porque no verão a água do rio já não chegava para mover o moinho.",
        "El moliner va vendre la casa perquè a l'estiu l'aigua del riu ja no n'hi havia prou per al molí.",
        "The miller sold his house because in summer the river no longer had enough water for the mill.",
        "Il mugnaio vendette la casa, perché d'estate l'acqua del fiume non bastava più per il mulino.",
    ),
    "fr": (
        "The miller sold his house because in summer the river no longer had enough water for the mill.",
        "El molinero vendió su casa porque en verano el agua del río ya no bastaba para el molino.",
        "El moliner va vendre la casa perquè a l'estiu l'aigua del riu ja no era suficient per al molí.",
    ),
    "ru": (
        "The miller sold his house because in summer the river no longer had enough water for the mill.",
        "Мірошник продав свій будинок, бо влітку води в річці вже не вистачало для млина, і він поїхав до міста.",
        "Мелничарят продаде къщата си, защото през лятото водата в реката вече не стигаше за мелницата.",
    ),
    "zh": (
        "水車小屋の主人は、夏になると川の水が足りなくなり、水車を回すことができなくなったので、家を売って町へ引っ越した。",
        "The miller sold his house because in summer the river no longer had enough water for the mill.",
        "물레방아 주인은 여름이 되면 강물이 모자라서 방아를 돌릴 수 없었기 때문에 집을 팔고 도시로 떠났다.",
    ),
}
REFERRING = {
    "en": ("According to the text, ", "As mentioned in the passage, ", "The provided document states that ",
           "Based on the given information, ", "As the text explains, "),
    "es": ("Según el texto, ", "Como se menciona en el pasaje, ", "En el fragmento anterior se indica que ",
           "Según la información proporcionada, ", "El documento explica que ", "Tal y como describe el texto, "),
    "fr": ("Selon le texte, ", "Comme l’indique le passage, ", "Le document fourni précise que ",
           "D’après les informations données, ", "Comme l'explique ce texte, "),
    "ru": ("Согласно тексту, ", "Как указано в отрывке, ", "В данном тексте говорится, что ",
           "Исходя из представленной информации, ", "В приведённом отрывке сообщается, что "),
    "zh": ("根据上述文本，", "正如文中所述，", "所给资料中提到，", "根据所提供的信息，", "这段文字指出，"),
}  # fmt: skip
REFUSING = {
    "en": ("I'm sorry, but I can't help with that request.", "As an AI language model, I have no opinion on this.",
           "Unfortunately, I am unable to answer this question.", "I don't have enough information to answer."),
    "es": ("Lo siento, pero no puedo ayudarte con esa petición.", "Como modelo de lenguaje, no tengo opiniones.",
           "Lamentablemente, no me es posible responder a eso.", "No tengo suficiente información para contestar."),
    "fr": ("Je suis désolé, mais je ne peux pas vous aider à ce sujet.",
           "En tant que modèle de langage, je n’ai pas d’avis sur la question.",
           "Malheureusement, je ne suis pas en mesure de répondre à cette question.",
           "Je ne dispose pas d’informations suffisantes pour répondre."),
    "ru": ("Извините, но я не могу помочь с этим вопросом.", "Как языковая модель, я не имею собственного мнения.",
           "К сожалению, я не могу ответить на этот вопрос.", "У меня нет достаточной информации для ответа."),
    "zh": ("很抱歉，我无法回答这个问题。", "作为一个人工智能语言模型，我没有自己的看法。",
           "对不起，我不能协助处理这个请求。", "我没有足够的信息来回答。"),
}  # fmt: skip
COUNTED = {
    "en": ("In {} this was studied again.", "There were {} cases of it.", "It took {} people."),
    "es": ("En {} se estudió otra vez.", "Hubo {} casos de ello.", "Hicieron falta {} personas."),
    "fr": ("En {}, on l’étudia de nouveau.", "Il y en eut {} cas.", "Il y fallut {} personnes."),
    "ru": ("В {} году это изучали снова.", "Таких случаев было {}.", "Это заняло {} человек."),
    "zh": ("{}年又有人研究过它。", "这样的情形一共有{}例。", "为此用了{}个人。"),
}
CHAT_MARKS = ("[/INST]", "<|im_start|>assistant", "<document>", "### Response:", "<s>", "Human: ")
