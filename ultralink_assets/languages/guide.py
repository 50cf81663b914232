"""What each key of a language entry wants, in a sentence: the comments of a new entry."""

from __future__ import annotations

GUIDE: dict[str, str] = {
    "name": "The language's name in English.",
    "own_name": "How the language calls itself.",
    "filter_words": (
        "An article that holds one of these as a whole word is not used: placeholder texts and pornography. Words that "
        "serious articles hold too do not belong here."
    ),
    "conventions": "How the language writes sentences, words and numbers.",
    "conventions.characters_per_token": (
        "Characters of ordinary prose for each token of the model that will be trained. Measure it on a few pages; 3 to "
        "4.5 for alphabets, about 1.5 for Chinese."
    ),
    "conventions.identified_as": "Codes by which py3langid may call the language; mostly one, the language's own.",
    "conventions.neighbours": (
        "Codes of languages in the same script that would be taken for it by an identifier that does not know them."
    ),
    "conventions.sentence_end": "The characters that end a sentence.",
    "conventions.abbreviations": "Abbreviations with their dots: a dot here ends no sentence. Those that mostly end one are left out.",
    "conventions.decimal_mark": "The mark before the fraction of a number.",
    "conventions.group_marks": "Marks between thousands.",
    "conventions.number_joiners": "Words or parts of words between ones and tens, such as Spanish y in treinta y cinco; mostly none.",
    "conventions.numbers_written_together": "Whether number words are written as one word, as in Italian trentacinque.",
    "conventions.decade_words": "Words that make a number a decade, such as French années in les années 1920; mostly none.",
    "conventions.ordinals": (
        "What follows a numeral that counts: the usual ending under an empty key, others by their numeral; none where numerals "
        "stand alone."
    ),
    "conventions.ordinal_endings": "All endings that may follow a Roman numeral without a blank, such as French e in XIXe; mostly none.",
    "conventions.spaced_marks": "Punctuation marks that stand after a blank, such as the French question mark; mostly none.",
    "conventions.elisions": "Words that end in an apostrophe before a vowel, without it: French l and d; mostly none.",
    "conventions.numerals": "For languages that write numbers in characters without blanks, such as Chinese; else all empty.",
    "conventions.numerals.decimal": "The character between whole and fraction: Chinese 点.",
    "conventions.numerals.inexact": "Characters between a number and what multiplies it: Chinese 多 in 三百多万.",
    "conventions.numerals.centuries": "What follows the number of a century: Chinese 世纪.",
    "conventions.numerals.between": "Words between two numbers of which what follows multiplies both: Chinese 至 in 2至3万.",
    "conventions.scripts": "The first word of the Unicode names of its letters: LATIN, CYRILLIC, GREEK, ARABIC, CJK, ...",
    "conventions.chinese_script": "An opencc configuration, for languages written in two Chinese scripts; else empty.",
    "conventions.number_words": (
        "Number words with their values, in lower case and in every form (genders, cases, ordinals in the singular): 0 to 20, the "
        "tens, 100, 1000, a million, and so on. A word that ends in * stands for all words that begin so. Several words with "
        "hyphens or blanks between them are one number, where adding its parts up would not do: soixante-dix."
    ),
    "quantities": (
        "What beside number words counts: for comparing the numbers of a text and of its translation. A word that ends in * stands "
        "for all words that begin so. All of it may be empty, at the price of false alarms."
    ),
    "quantities.implied": (
        "Words that are a number in other languages, with their values: twice = [2], half = [2, 0.5, 50] (two halves, 50 percent). "
        "A number word that is listed here, such as third, claims no more than that."
    ),
    "quantities.perhaps": "The same of words that a translation may go without: both, couple, decade.",
    "quantities.ordinals": "Ordinals that a translation may word otherwise, such as second in the second week.",
    "quantities.months": "Names of months with their numbers; needed of the language that is translated from.",
    "quantities.beginnings": "Beginnings of words that count in passing, such as Russian пяти in пятилетний; mostly none.",
    "quantities.no_number": "Words that hold a number word and count nothing, such as Russian вторник.",
    "quantities.definite": "Articles after which a number that was there before only says which one: the 400-meter race.",
    "quantities.afternoon": "Words beside an hour that mean one after noon: pm, in the afternoon.",
    "quantities.ordinal_mark": "What stands before a number that says which one: Chinese 第; mostly empty.",
    "quantities.month_mark": "What stands after a number that names a month: Chinese 月; mostly empty.",
    "quantities.price_left": "What stands after a number that says how much of a price is left: Chinese 折; mostly empty.",
    "translation_gates": "What gates of translations look for, as regular expressions in '''...''', whatever the case.",
    "translation_gates.preambles": "What translators say before the text: 'Sure, here is the translation:'. English ones are known.",
    "translation_gates.remarks": "What translators say after the text, up to its end: 'Note: I kept the code unchanged.'",
    "translation_gates.length_ratio": (
        "Least and greatest length of a translation in characters, beside its English: [0.55, 2.0] for alphabets, "
        "[0.18, 0.8] where characters are syllables or words; empty for these."
    ),
    "gates": "Phrases as regular expressions in '''...''', whatever the case.",
    "gates.refers_to_passage": (
        "Phrases that speak of a text which readers do not have: 'according to the text', 'the passage says', 'the document "
        "above'. Ordinary uses such as 'the text of the constitution' must not match."
    ),
    "gates.refusal": "How a model refuses or speaks of itself: 'I'm sorry, but I can't', 'as a language model'.",
    "gates.toxic_words": (
        "Insults and obscenities with no other use, in lower case; one that ends in * stands for all words that begin so. Words "
        "that also name something else do not belong here."
    ),
    "gates.personal_data": (
        "Numbers by which a person is found, beside e-mail, +telephone, IBAN and cards: national ids, telephone numbers as they "
        "are dialled at home. Each has a name, a pattern and an example; checksum and public where they fit."
    ),
    "gates.duplicate_line_share": "The share of an answer's characters that may stand in repeated lines; FineWeb-2 lists one a language.",
    "gates.top_gram_shares": "The share of the text that its most frequent run of 2, 3 and 4 words may make up; FineWeb-2 lists them.",
    "judge": "What a judge of dialogues is told, and the rows by which it is judged itself.",
    "judge.system": "Who the judge is, and that one JSON object is wanted.",
    "judge.turn": "Asks for one turn's verdict. Variables, each of which must occur: answer, dialogue, document, question.",
    "judge.ask_again": "Asks for a verdict that can be read.",
    "judge.canaries": (
        "Passages of your own with rows about them: at least one good answer, and one that is bad in each of faithful, fluent "
        "and useful. Tables of the form [[judge.canaries]] at the end of the section."
    ),
    "wikitext": "What the cleaner must know of the language's Wikipedia.",
    "wikitext.file_namespaces": "Names of the file namespace in links, in lower case, beside File and Image; aliases too.",
    "wikitext.category_namespaces": "The same for categories.",
    "wikitext.redirect_words": "What stands after the # of a redirect, beside REDIRECT.",
    "wikitext.skip_sections": "Headings whose sections hold no prose: references, external links, see also, literature.",
    "wikitext.disambiguation_templates": "Templates of pages that only list what a title may mean, in lower case.",
    "wikitext.months": "The twelve months as they stand within a date.",
    "wikitext.date": "A full date: {day}, {month} and {year}.",
    "wikitext.month_of_year": "A month and its year.",
    "wikitext.day_of_month": "A day and its month.",
    "wikitext.first_day": "The first day of a month within a date, where it is not 1.",
    "wikitext.digit_groups": "What parts thousands in the numbers that templates write; empty where they stay as they are.",
    "wikitext.variants": "Which variant of -{zh-hans:..;zh-hant:..}- is taken, best first; for most languages none.",
    "wikitext.compass": "What follows a degree north (N), south (S), east (E) or west (W), where it is not this letter; {} stands for the degrees.",
    "wikitext.units": "Unit codes of the convert template, with the symbol or word that readers see.",
    "wikitext.ranges": "Words of the convert template between two numbers, with the language's own and their blanks.",
    "wikitext.templates": (
        "Template names in lower case, and what each says in running text. The rules are listed at the top of "
        "from_wikipedia/template_rules.py. Begin with references and editors' remarks (drop), nowrap, lang, dates and units; "
        "the metadata of raw_wikipedia lists the unknown ones by count."
    ),
    "prompts": "What the teacher is asked. Write them anew in the language rather than word for word.",
    "prompts.system": "Who the teacher is, and that nothing but the utterance is wanted.",
    "prompts.document": "How a passage is shown.",
    "prompts.first_question": "Asks for the first question. Its last paragraph must be like that of no other prompt.",
    "prompts.first_answer": "Asks for the first answer.",
    "prompts.deeper_question": "Asks for a question that goes deeper.",
    "prompts.wider_question": "Asks for a question that goes wider.",
    "prompts.following_answer": "Asks for the answer to a further question.",
    "prompts.closed_book_answer": "Asks for an answer without the document.",
    "prompts.document_in_question": "A question that carries the document itself.",
    "prompts.ask_again": "Says what was wrong, and asks for all of it once more.",
    "prompts.question_head": "Stands before a question in the dialogue that the teacher sees.",
    "prompts.answer_head": "Stands before an answer.",
    "prompts.reasons": "For each gate, what was wrong with the utterance, as one tells the teacher.",
    "translation": (
        "Examples for translations into the language. Leave the whole section out when it only gets dialogues of its own Wikipedia."
    ),
    "translation.style": (
        "One or two sentences, in English, on what goes for every translation: how readers are addressed, quotation marks, script."
    ),
    "translation.answer_line": 'How the line "The answer is: $answer" reads.',
    "translation.chat_question": "The example of a question of chat, translated. Everyday words.",
    "translation.chat_answer": "The answer to it. Lists and marks of Markdown stay.",
    "translation.math_question": "The example of a problem. People get names that are usual in the language; formulas stay.",
    "translation.math_answer": "Its solution, with the same names and terms. The line of the answer is that of answer_line.",
    "translation.code_question": "The example of a programmer's task. What stands between backticks stays.",
    "translation.code_answer": "Its solution. The block of code stays as it is, comments included.",
}
