"""Clean French dialogues with their passages, written for these tests. (title, passage, ((question, answer), ...))

Apostrophes are straight and curved, blanks before marks plain and hard, as people and models write them.
"""

# ruff: noqa: E501 -- texts
from __future__ import annotations

DIALOGUES: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    (
        "Viaduc de Larmont",
        "Le viaduc de Larmont franchit la vallée de l'Ouze sur dix-sept arches. Il fut construit de 1868 à 1874 sous la direction "
        "de l'ingénieur Hippolyte Carrère, que deux éboulements avaient obligé à changer de tracé. Les piles reposent sur des pieux "
        "d'orme enfoncés de onze mètres dans la vase. L'ouvrage mesure 642,5 m et coûta 3 250 000 francs, dont la moitié fut "
        "avancée par les mines de plomb. Un obus en détruisit trois arches en août 1944 ; elles furent rebâties en deux ans. "
        "Depuis 1996, les trains y roulent à 40 km/h au plus.",
        (
            (
                "Pourquoi l’ingénieur Hippolyte Carrère dut-il revoir le tracé du viaduc de Larmont, et sur quoi fit-il reposer l’ouvrage ?",
                "Deux glissements de terrain avaient rendu le premier tracé impraticable. Sur le second, le fond n’offrait que de la vase, "
                "et Carrère y fit battre des pieux d’orme jusqu’à onze mètres. C’est sur eux que tiennent les piles des dix-sept arches.",
            ),
            (
                "Comment le viaduc de Larmont fut-il financé, et quelles épreuves a-t-il subies au XXe siècle ?",
                "Sa construction revint à 3,25 millions de francs. Les mines de plomb en avaient avancé la moitié, car elles en attendaient un "
                "débouché. L’été 1944, un obus fit tomber trois arches, que l’on releva en deux ans. Aujourd’hui, on n’y circule qu’à "
                "vitesse réduite : 40 km/h depuis 1996.",
            ),
        ),
    ),
    (
        "Azuré des tourbières",
        "L'azuré des tourbières (Lycaena turfosa) est un papillon de jour des marais de montagne. Son envergure est de 26 à 31 mm. "
        "La chenille se nourrit de canneberge pendant une dizaine de semaines, puis se laisse emporter par des fourmis, qui la "
        "nourrissent tout l'hiver comme une des leurs. L'adulte ne vit que neuf jours. En 1991, on en compta 3 800 sur 54 sites ; "
        "en 2014, il n'en restait que 960, à cause du drainage. À la réserve des Sagnes, où l'on a comblé les fossés en 2009, "
        "l'effectif a triplé.",
        (
            (
                "Quel rôle les fourmis jouent-elles dans la vie de l’azuré des tourbières ?",
                "Après s’être nourrie de canneberge, la chenille est ramassée par des fourmis, qui l’emportent chez elles. Tout l’hiver, elles la "
                "traitent comme un membre de la fourmilière. Sans leur aide, elle ne verrait pas le printemps, et le papillon n’aurait pas "
                "ses neuf jours de vol.",
            ),
            (
                "Comment les populations de l’azuré des tourbières ont-elles évolué, et qu’a-t-on fait pour les protéger ?",
                "Elles se sont effondrées : 3\u202f800 individus en 1991, mais 960 seulement en 2014, parce que l’on asséchait les marais. Aux Sagnes, "
                "la tendance s’est renversée :\n\n1. Les fossés ont été comblés en 2009.\n2. L’eau est remontée, et l’effectif y est trois fois plus élevé.",
            ),
        ),
    ),
    (
        "Léontine Marchal",
        "Léontine Marchal (1859-1931) fut une horlogère et astronome d'Arcey. Fille d'un garde-barrière, elle apprit l'optique dans les "
        "catalogues d'un marchand de lunettes. De 1886 à 1895, elle chronométra 412 éclipses des satellites de Jupiter depuis son grenier. "
        "L'Académie renvoya d'abord ses tables, faute d'une signature masculine, puis les imprima en 1902 sous le nom de son "
        "beau-frère. Une plaque lui rend justice depuis 1927. Deux rues et un cratère portent son nom.",
        (
            (
                "Quels obstacles Léontine Marchal rencontra-t-elle avant que ses tables soient publiées ?",
                "Elle n’avait reçu aucune formation : fille d’un garde-barrière, elle s’instruisit dans des catalogues d’opticien. Quand ses "
                "mesures furent prêtes, l’Académie n’en voulut pas, puisqu’elles étaient l’œuvre d’une femme. Elles ne parurent qu’en 1902, "
                "et encore, sous le nom de son beau-frère.",
            ),
            (
                "De quelle façon le mérite de Léontine Marchal fut-il reconnu par la suite ?",
                "La reconnaissance vint tard, quatre ans avant sa mort : une plaque fut posée en 1927. Depuis, on a donné son nom à deux rues, et "
                "même à un cratère.",
            ),
        ),
    ),
    (
        "Verre de Taravel",
        "Le verre de Taravel est un verre bleu fabriqué du XIIIe au XVIIIe siècle dans la forêt de Taravel. Sa couleur vient du cobalt "
        "contenu dans le sable de la rivière. Les verriers y ajoutaient de la cendre de fougère, qui abaissait la température de fusion "
        "à environ 1 080 °C. Une ordonnance de 1739 interdit de couper la fougère afin de préserver les pâturages, et le métier "
        "s'éteignit en une trentaine d'années. Il subsiste près de 870 pièces, dont 265 au musée de Brèche.",
        (
            (
                "À quoi servait la fougère dans la fabrication du verre de Taravel ?",
                "On la brûlait pour en recueillir la cendre. Mêlée au sable, celle-ci le faisait fondre à quelque 1\u00a0080\u00a0°C, une chaleur qu’un four à "
                "bois peut atteindre. Le bleu, lui, ne devait rien à la plante : il venait du cobalt de la rivière.",
            ),
            (
                "Pourquoi les verreries de Taravel ont-elles disparu au dix-huitième siècle ?",
                "En 1739, il fut défendu de couper la fougère, que l’on voulait garder au bétail. Privés de cendre, les verriers ne pouvaient plus "
                "abaisser la température de fusion. Trente ans plus tard, le métier n’existait plus.",
            ),
        ),
    ),
    (
        "Puits à neige",
        "Un puits à neige est une fosse couverte où l'on tassait la neige en hiver pour en vendre la glace en été. Dans les montagnes de "
        "Lure, on en creusa 38 entre 1620 et 1790. La neige y était foulée par couches de 50 cm séparées par de la paille, ce qui réduisait "
        "la fonte à un cinquième. Le transport se faisait de nuit, à dos de mulet, et la moitié du chargement se perdait en route. Le "
        "chemin de fer, qui apporta de la glace du nord dès 1861, ruina ce commerce. Le principal ennemi du puits n'était pas la "
        "chaleur, mais la pluie.",
        (
            (
                "Par quels moyens limitait-on la fonte dans les puits à neige des montagnes de Lure ?",
                "On n’y jetait pas la neige en vrac, car elle aurait fondu bien avant l’été. On procédait plutôt ainsi :\n\n- elle était foulée par couches de 50 cm\n- de la paille séparait une couche "
                "de la suivante\n- un toit arrêtait la pluie, plus redoutable que le soleil",
            ),
            (
                "Pourquoi le commerce de la glace de Lure prit-il fin, alors qu’il avait duré si longtemps ?",
                "Il souffrait d’un défaut ancien : la moitié de la glace fondait pendant le trajet nocturne. Quand le train en livra du nord, à partir de "
                "1861, les mulets ne purent soutenir la comparaison. « À quoi bon ? » durent se dire les muletiers.",
            ),
        ),
    ),
    (
        "Édit de Montrevel",
        "L'édit de Montrevel, signé le 1er mai 1683 par la régente Aliénor, permit aux villages de moudre leur grain où ils voulaient. Jusque-là, "
        "le seigneur prenait un seizième de la farine. En douze ans, le nombre des moulins passa de 21 à 94, et tant de rivières furent "
        "barrées que les bateliers se soulevèrent. L'édit fut révoqué en 1702, mais les moulins restèrent. L'historien Paul Vachon y "
        "voit l'origine des minoteries du pays.",
        (
            (
                "En quoi l’édit de Montrevel changea-t-il la vie des villages ?",
                "Ils pouvaient désormais choisir leur moulin, alors que le seigneur retenait auparavant un seizième de la farine. L’effet fut rapide : "
                "on comptait 21 moulins avant l’édit, et 94 une douzaine d’années plus tard. M. Vachon fait remonter à cette époque, "
                "c.-à-d. à la fin du XVIIe siècle, les minoteries du pays.",
            ),
            (
                "La révocation de l’édit de Montrevel, en 1702, mit-elle fin à cet essor ?",
                "Non. Les moulins bâtis entre-temps continuèrent de tourner, malgré la colère des bateliers, que les barrages gênaient. L’édit n’avait "
                "été en vigueur que peu de temps, mais ses effets lui survécurent.",
            ),
        ),
    ),
    (
        "Cadran lunaire d'Esquerre",
        "Le cadran lunaire d'Esquerre, sur le quai du port, donne l'heure de la haute mer. L'horloger Joseph Bastide l'acheva en 1827 après huit "
        "années de relevés. L'aiguille fait un tour en 24 heures et 50 minutes, durée du jour lunaire. Bastide négligea l'effet du vent, "
        "et le cadran peut se tromper de trois quarts d'heure par gros temps. Il marcha à poids jusqu'en 1919 ; un moteur "
        "électrique l'anime depuis lors. À Esquerre, on dit encore d'un retardataire qu'il « suit Bastide ».",
        (
            (
                "Pourquoi l’aiguille du cadran d’Esquerre ne fait-elle pas le tour en vingt-quatre heures exactement ?",
                "Les marées obéissent à la lune, et non au soleil. Or le jour lunaire dure cinquante minutes de plus que le nôtre. En réglant "
                "l’aiguille sur 24 h 50, Bastide s’assura que la haute mer tombe toujours sous le même trait.",
            ),
            (
                "Jusqu’à quel point peut-on se fier au cadran que construisit Joseph Bastide ?",
                "Par temps calme, on peut s’y fier, car il repose sur huit ans d’observations. Le vent, en revanche, n’y entre pour rien : un coup de "
                "vent peut fausser l’heure de trois quarts d’heure. De là, peut-être, l’expression du port, où celui qui traîne « suit\u00a0Bastide\u00a0».",
            ),
        ),
    ),
    (
        "Filtres de Bloom",
        "Un filtre de Bloom est une structure de données qui répond à une question : un élément a-t-il déjà été vu ? Il peut répondre oui à tort, "
        "mais jamais non à tort. Burton Bloom le décrivit en 1970. L'élément est transformé par plusieurs fonctions de hachage, dont "
        "chacune désigne un bit d'un tableau. Avec 10 bits par élément et sept fonctions, la part d'erreurs est inférieure à 1 %. On ne "
        "peut pas en retirer un élément sans risquer d'en effacer d'autres.",
        (
            (
                "Comment un filtre de Bloom vérifie-t-il qu’un élément a déjà été rencontré ?",
                "Chaque fonction de hachage désigne un bit du tableau. Si l’un d’eux est à zéro, l’élément est nouveau à coup sûr :\n\n```python\n"
                "def vu(element, bits, fonctions):\n    return all(bits[f(element)] for f in fonctions)\n```\n\n"
                "Si tous valent un, il a sans doute été vu ; une erreur reste possible.",
            ),
            (
                "Pourquoi ne peut-on pas retirer un élément d’un filtre de Bloom ?",
                "Un même bit sert à plusieurs éléments. L’effacer pour l’un reviendrait à faire oublier les autres, et le filtre répondrait alors « non » "
                "à tort, ce qu’il ne doit jamais faire !",
            ),
        ),
    ),
)
