"""German dialogues of our own with their passages, and faults to plant in them: for the entry that the docs show."""

# ruff: noqa: E501 -- texts
from __future__ import annotations

from ultralink_assets.records import Turn
from ultralink_assets_tests.gates.planting import Clean

CODE = "de"
DIALOGUES = (
    Clean(
        CODE,
        "Harrer Brücke",
        "Die Harrer Brücke ist eine steinerne Bogenbrücke über die Lenn. Sie wurde zwischen 1782 und 1789 von dem Maurer Thomas "
        "Ehrig gebaut, der zwei frühere Brücken an das Hochwasser verloren hatte. Ehrig setzte die Pfeiler auf Pfähle aus Eiche, "
        "die neun Meter tief im Flussbett stecken. Die Brücke hat fünf Bögen, deren weitester 21,5 m misst, und kostete 14.300 "
        "Gulden; das meiste davon brachte ein Zoll auf Salz. Der Zoll endete 1851, als das Land die Brücke kaufte. Ein Hochwasser "
        "im Februar 1903 riss das Geländer mit, doch die Bögen hielten.",
        (
            Turn(
                "Warum überstand die Harrer Brücke Hochwasser, die den früheren Brücken Thomas Ehrigs zum Verhängnis geworden waren?",
                "Ehrig hatte aus dem Verlust zweier Bauten gelernt. Diesmal ruhten die Pfeiler auf Eichenpfählen, die neun Meter tief "
                "reichten, sodass die Strömung sie nicht unterspülen konnte. Die Flut von 1903 gab ihm recht: Sie nahm nur das Geländer.",
            ),
            Turn(
                "Wie wurde der Bau der Harrer Brücke bezahlt, und was geschah später mit dem Zoll?",
                "Die Rechnung belief sich auf 14.300 Gulden, und eine Abgabe auf Salz deckte den größeren Teil. Gezahlt wurde bis 1851; "
                "dann ging das Bauwerk an das Land über, und die Überfahrt wurde frei.",
            ),
        ),
    ),
    Clean(
        CODE,
        "Gezeitenuhr von Korran",
        "Die Gezeitenuhr von Korran steht am Hafen und zeigt statt der Stunde die Zeit des Hochwassers. Der Uhrmacher Ewald Behrd "
        "vollendete sie 1836 nach neun Jahren des Messens. Ihr Zifferblatt dreht sich in 24 Stunden und fünfzig Minuten einmal, denn "
        "so lange dauert ein Mondtag. Den Wind ließ Behrd außer Acht, weshalb die Uhr bei Sturm um vierzig Minuten irren kann. "
        "Bis 1922 trieben Gewichte sie an, seitdem ein Elektromotor. Fünfunddreißig Modelle von ihr sind erhalten.",
        (
            Turn(
                "Weshalb dreht sich das Zifferblatt der Gezeitenuhr von Korran nicht in 24 Stunden?",
                "Ebbe und Flut folgen dem Mond und nicht der Sonne. Ein Mondtag währt 24 Stunden und 50 Minuten, und genau in dieser Zeit "
                "macht das Blatt eine Umdrehung; so fällt das Hochwasser stets auf dieselbe Marke.",
            ),
            Turn(
                "Wie verlässlich ist die Uhr, die Ewald Behrd für den Hafen von Korran baute?",
                "Bei ruhigem Wetter ist auf sie Verlass, denn in ihr stecken Jahre der Beobachtung. Vom Wind aber weiß sie nichts: Ein "
                "Sturm kann sie um 40 Minuten irreführen. Von den Modellen gibt es heute noch 35.",
            ),
        ),
    ),
)
FOREIGN = (
    "The miller sold his house because in summer the river no longer had enough water for the mill.",
    "De molenaar verkocht zijn huis, omdat er in de zomer niet genoeg water meer in de rivier stond voor de molen.",
)
REFERRING = (
    "Laut dem Text, ",
    "Wie im Text beschrieben, ",
    "Der Abschnitt erklärt, dass ",
    "Nach dem vorliegenden Text ist ",
)
REFUSING = (
    "Es tut mir leid, aber ich kann bei dieser Anfrage nicht helfen.",
    "Als KI habe ich dazu keine Meinung.",
    "Leider kann ich diese Frage nicht beantworten.",
)
COUNTED = ("Im Jahr {} wurde das erneut untersucht.", "Es gab {} solche Fälle.", "Dafür brauchte man {} Leute.")
PAGE = """
'''Alt-Harr''' ({{ens|Old Harr}}) ist ein [[Dorf]] an der [[Lenn]].<ref>{{Literatur|Titel=Dörfer}}</ref> Es wurde am {{Datum|5|3|1790}}
gegründet und hat {{nowrap|1.300 Einwohner}}{{Belege fehlen}}. Der Weg zur Stadt misst {{convert|3.5|to|5|mi|km}}.
[[Datei:Harr.jpg|mini|Der Markt]]

== Einzelnachweise ==
<references />
[[Kategorie:Dorf]]
"""
