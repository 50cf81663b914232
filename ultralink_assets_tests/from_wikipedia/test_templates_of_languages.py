"""What common templates of each Wikipedia say, by the rules of its language entry."""

from __future__ import annotations

import pytest

from ultralink_assets.from_wikipedia.wikitext import Rules, clean
from ultralink_assets.languages import load


@pytest.mark.parametrize(
    ("code", "wikitext", "text"),
    [
        ("en", "born {{birth date|1990|5|12}} at {{coord|1|2}}", "born May 12, 1990 at 1°N 2°E"),
        ("en", "{{Nihongo|'''Aikido'''|合気道|Aikidō|lead=yes}} is", "Aikido (合気道, Aikidō) is"),
        ("en", "a {{sic}} b {{circa|1500}} c {{USD|5 million}} {{'s}}", "a b c. 1500 c US$5 million ’s"),
        ("en", "{{val|6.241|e=18|u=C}} and {{frac|1|2}} of {{chem|H|2|O}}", "6.241×10¹⁸ C and 1/2 of H2O"),
        (
            "en",
            "At {{coord|12.5|N|45|33|45|W|type:city}} or {{coord|-33.90|151|display=inline,title}}",
            "At 12.5°N 45°33′45″W or 33.90°S 151°E",
        ),
        ("en", "A town{{coord|1|2|display=title}}. {{coord|display=t|1|N|2|E}} {{coord|n/a}}", "A town."),
        (
            "en",
            "He played {{hlist|golf|{{hlist|a|b}}}} and {{flatlist|\n* c\n* d\n}}.",
            "He played golf, a, b and c, d.",
        ),
        ("en", "* in {{hlist|a|b}} town\n* {{hlist|a|b}}", "- in a, b town\n- a\n- b"),
        ("en", "Do:\n{{ordered list|a{{ubl|b|c}}|d}}\nDone.", "Do:\n1. a\n- b\n- c\n2. d\n\nDone."),
        ("en", "* a {{unordered list|b|c}}\n* d", "- a\n- b\n- c\n- d"),
        ("en", "{{plainlist}}\n* a\n* b\n{{endplainlist}}\n{{plainlist|\n* c\n}}", "- a\n- b\n- c"),
        ("en", "by {{ill|A|de|B}}, {{ill|A|de|B|lt=C}}, {{ill|de|Alt|Neu|Label}}", "by A, C, Label"),
        (
            "en",
            "{{math|''x''<sup>2</sup> {{=}} {{sfrac|a + 1|2}}}} or {{radic|2}}, {{abs|{{mvar|x}}}}",
            "x² = (a + 1)/2 or √2, |x|",
        ),
        (
            "es",
            "nació el {{fecha|5|3|1990}}, murió en {{fecha|7|1995}} (un {{fecha|12|2}})",
            "nació el 5 de marzo de 1990, murió en julio de 1995 (un 12 de febrero)",
        ),
        ("es", "del {{siglo|V|a|s}} al {{siglo|19||s}}; {{Siglo|XX||S}}", "del siglo V a. C. al siglo XIX; Siglo XX"),
        (
            "es",
            "{{unidad|3.5|km|2}} a {{esd|5 km}} y 50{{esd}}°C{{cita requerida|t=20200101}}",
            "3,5 km² a 5 km y 50 °C",
        ),
        ("es", "mide {{convertir|5|to|10|ft|m}} por {{convertir|2|x|3|m}}", "mide 5 a 10 pies por 2 × 3 m"),
        ("es", "en {{coord|13|19|N|169|9|O}} o {{coord|1|-2}}", "en 13°19′N 169°9′O o 1°N 2°O"),
        (
            "es",
            "la {{ord|2|a}} y el {{ord|1|er}} {{versalita|Rey}} ({{lang-de|See}})",
            "la 2.ª y el 1.er Rey (alemán: See)",
        ),
        ("es", "Dijo: {{cita|Todo.|Juan}}", "Dijo:\n\nTodo. — Juan"),
        ("es", "hay {{lista horizontal|a|b}}, {{raíz|2}} y {{convertir|2|e6km|mi}}", "hay a, b, √2 y 2 millones de km"),
        (
            "es",
            "{{AP|Otro}}\n{{fecha|2020-01-05}} {{circa|1500}} {{a.C.}} {{€|5.5}}",
            "5 de enero de 2020 c. 1500 a. C. 5,5 €",
        ),
        ("ru", "родился {{дата|12|5|1990}} в {{век|20}}е", "родился 12 мая 1990 в XX веке"),
        (
            "ru",
            "{{нп3|Статья|текст|en|Page}} и {{не переведено|Другая}} и {{iw|Третья|||Third}}",
            "текст и Другая и Третья",
        ),
        ("ru", "{{num|3.5}} {{nobr|5 км}} {{lang-en|sea}}{{нет АИ|3|01|2018}}", "3,5 5 км англ. sea"),
        (
            "fr",
            "né le {{date|1|5|1990}} et le {{date-|12 mai}}, au {{s-|XIX|e}}",
            "né le 1er mai 1990 et le 12 mai, au XIXe siècle",
        ),
        (
            "fr",
            "du {{sp|XII|e|au|XIII|e|s}} ; {{-s|II}} ; {{s|I}}",
            "du XIIe au XIIIe siècles ; IIe siècle av. J.-C. ; Ier siècle",
        ),
        (
            "fr",
            "au {{XXe siècle}}, le {{1er janvier}}, {{84e|Congrès}} de {{Ier}}",
            "au XXe siècle, le 1er janvier, 84e Congrès de Ier",
        ),
        ("fr", "{{unité|1250000|habitants}} sur {{unité|12.5|km|2}}", "1 250 000 habitants sur 12,5 km²"),
        ("fr", "{{unité|0.4|m|3|s|-1}} et {{formatnum:98659}}", "0,4 m³·s⁻¹ et 98 659"),
        (
            "fr",
            "on a {{hlist|a|b}}, {{racine|2}} et {{convert|2|to|3|e6km|mi}}",
            "on a a, b, √2 et 2 à 3 millions de km",
        ),
        ("fr", "{{tmp|2|°C}} à {{heure|4|30}}, {{euro|77.80}}", "2 °C à 4 h 30, 77,80 €"),
        ("fr", "dit {{citation|oui}}{{refnec|, dit-on|date=mai 2020}}{{pas clair}} : a", "dit « oui », dit-on : a"),
        (
            "fr",
            "Berlin{{,}} {{Lien|langue=en|trad=City|texte=ville}}{{sfn|A|1990}} ; {{coord|48|12|N|16|21|W}}",
            "Berlin ville ; 48°12′ N 16°21′ O",
        ),
        ("ru", "Он писал: {{цитата|Всё.|автор=Толстой}}", "Он писал:\n\nВсё. — Толстой"),
        ("zh", "顾澄秋{{bd|1889年|4月6日|1971年|11月23日|catIdx=G}}是", "顾澄秋（1889年4月6日—1971年11月23日）是"),
        ("zh", "白石{{bd|1955年|10月28日||}}是", "白石（1955年10月28日—）是"),
        ("zh", "数学（{{lang-en|maths}}；{{lang|el|μάθημα}}）", "数学（英语：maths；μάθημα）"),
        ("zh", "由{{le|甲|A}}、{{tsl|en|B|乙}}和{{link-ja|東京塔|東京タワー|塔}}组成", "由甲、乙和塔组成"),
        ("zh", "高{{convert|333|m|ft}}，宽{{convert|2|to|3.5|km2|sqmi}}", "高333米，宽2至3.5平方公里"),
        ("zh", "生于{{birth date|1990|5|12}}，{{start date|1990|5}}迁居", "生于1990年5月12日，1990年5月迁居"),
        ("zh", "位于{{coord|31|12|N|121|30|E}}和{{coord|-31.5|12}}", "位于北纬31°12′ 东经121°30′和南纬31.5° 东经12°"),
        (
            "zh",
            "{{asof|2019|3}}，字{{僻字|湄|水名}}{{来源请求}}、{{拼音|méi}}（{{IPA|x}}）",
            "截至2019年3月，字湄、méi",
        ),
        ("zh", "{{NoteTA|G1=IT|1=zh-cn:甲;zh-tw:乙}}用-{zh-hans:程序; zh-hant:程式}-写", "用程序写"),
        ("zh", "用-{zh-tw:甲;zh-cn:乙}-写-{H|zh-cn:丙;zh-tw:丁}-的", "用乙写的"),
        ("zh", "有{{hlist|甲|乙}}，长{{convert|2|e6km|mi}}，读{{IPA|x}}（{{IPA|x}}）", "有甲、乙，长2百万公里，读x"),
        ("zh", "售价{{USD|500}}，{{JPN}}队{{small|（主）}}[[分类:球队]][[檔案:b.png]]", "售价500美元，日本队（主）"),
        ("zh", "柏林有人口三百万（{{CURRENTYEAR}}年统计）。", "柏林有人口三百万。"),
    ],
)
def test_common_templates_of_a_language(code: str, wikitext: str, text: str) -> None:
    assert clean(wikitext, Rules.of(load(code))).sections[0].text == text
