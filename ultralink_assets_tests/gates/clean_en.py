"""Clean English dialogues with their passages, written for these tests. (title, passage, ((question, answer), ...))"""

# ruff: noqa: E501 -- texts
from __future__ import annotations

DIALOGUES: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    (
        "Harrow Bridge",
        "Harrow Bridge is a stone arch bridge over the river Lenn. It was built between 1782 and 1789 by the mason Thomas Airey, "
        "who had lost two earlier bridges to floods. Airey set the piers on oak piles driven nine metres into the river bed. "
        "The bridge has five arches, the widest spanning 21.5 m, and cost £14,300, most of which came from a toll on salt. "
        "Tolls ended in 1851, when the county bought the bridge. A flood in February 1903 carried away the parapet but left "
        "the arches whole. Since 1974 the bridge has been closed to lorries above 7.5 tonnes.",
        (
            (
                "Why did Harrow Bridge survive floods that had destroyed the earlier bridges of Thomas Airey?",
                "Airey had learnt from losing two bridges before this one. For Harrow Bridge he founded the piers on piles of oak, "
                "sunk nine metres deep, so that rushing water could not undermine them. The flood of 1903 proved him right: "
                "it tore off the parapet, yet every arch stayed in place.",
            ),
            (
                "How was the construction of Harrow Bridge paid for, and what happened to those charges later?",
                "Its price was £14,300, and a salt toll raised the larger part of that sum. People paid to cross until 1851, "
                "the year in which the county became the owner and did away with tolls.",
            ),
        ),
    ),
    (
        "Blue carder moth",
        "The blue carder moth (Phytala lanaria) is a day-flying moth of upland bogs. Its wingspan is 28 to 34 mm. The caterpillars "
        "feed on bilberry for about eleven weeks and spin a cocoon from the hairs of sheep caught on heather, which gave the "
        "moth its name. Adults live for only six days and take no food. In 1998 a survey counted 4,200 individuals at 63 sites; "
        "by 2016 the number had fallen to 1,150, mainly because bogs were drained for forestry. A reserve at Corrow Moss "
        "has raised its water level since 2011, and numbers there have doubled.",
        (
            (
                "What explains the name of the blue carder moth?",
                "Before they pupate, its caterpillars gather wool that sheep leave behind on heather and work it into a cocoon. "
                "That habit resembles carding, the combing of wool, and so the moth was named after it.",
            ),
            (
                "How has the population of the blue carder moth changed since the late 1990s, and why?",
                "It has shrunk a great deal. Surveyors found 4,200 moths in 1998 but no more than 1,150 in 2016. Draining of bogs "
                "for plantations is the chief cause. Where water has been brought back, as at Corrow Moss, the trend has turned:\n\n"
                "1. The level of the water was raised from 2011 on.\n2. The colony there is now twice as large.",
            ),
        ),
    ),
    (
        "Marta Olsen",
        "Marta Olsen (1861–1934) was a Norwegian cartographer who mapped the coast of Finnmark. Trained as a seamstress, she taught "
        "herself trigonometry from her brother's school books. Between 1889 and 1897 she surveyed 640 km of coast in an open boat, "
        "often alone. The navy at first refused her charts, since women could not hold commissions, but printed them in 1901 "
        "under her brother's name. Her authorship was acknowledged in 1929. Three fjord branches and a research ship carry her name.",
        (
            (
                "Which obstacles did Marta Olsen meet before her charts of Finnmark were published?",
                "She had no formal training: sewing was her trade, and she learnt trigonometry on her own from books that belonged "
                "to her brother. When her survey was done, the navy would not take charts by a woman. They came out in 1901 "
                "only because her brother lent his name to them.",
            ),
            (
                "How was the work of Marta Olsen finally recognised?",
                "Recognition came late. It took until 1929 for her to be named as the author, five years before she died. Today a "
                "research vessel and several branches of fjords are called after her.",
            ),
        ),
    ),
    (
        "Tervel glass",
        "Tervel glass is a green glass made around the town of Tervel from the 13th to the 18th century. Its colour comes from iron "
        "in the local sand, and its makers added ash of bracken, which lowered the melting point to about 1,050 °C. Most pieces "
        "are small bottles for medicines. A ban on cutting bracken, issued in 1742 to protect pasture, ended the trade within "
        "a generation. About 900 pieces survive, 310 of them in the museum of Dobrich.",
        (
            (
                "What role did plants play in the making of Tervel glass?",
                "The glassmakers burnt bracken and mixed its ash into the melt. With the ash, the sand became liquid at "
                "roughly 1,050 °C, a heat that wood-fired furnaces could reach.",
            ),
            (
                "Why did the production of Tervel glass come to an end?",
                "In 1742 the authorities forbade people to cut bracken, because they wanted to keep grazing land intact. Without its "
                "ash the workshops had no flux, and the craft was gone some decades later.",
            ),
        ),
    ),
    (
        "Dry stacking",
        "Dry stacking is a way of storing mine waste in which water is pressed out before the waste is piled up. A filter press "
        "brings the moisture to 15 %, so that the heap stands without a dam. The method costs about twice as much as a "
        "pond, but it saves 80 % of the water and removes the risk of a dam failure. It was first used on a large scale in 1980 "
        "in the Atacama desert, where water is scarce. Rain is its main problem: above 1,500 mm a year the heap cannot be kept dry.",
        (
            (
                "What are the advantages and drawbacks of dry stacking compared with a tailings pond?",
                "Dry stacking avoids the danger of a bursting dam and returns 80 % of the water to the plant. On the other hand:\n\n"
                "- it is about two times as expensive as a pond\n- it suits dry regions only, since heavy rain soaks the heap",
            ),
            (
                "Why did the Atacama desert see the first large use of dry stacking?",
                "Water is precious there, so a method that recovers most of it pays off in spite of the higher price. Hardly any rain "
                "falls either, which keeps the heap firm.",
            ),
        ),
    ),
    (
        "Queen Ilse's Edict",
        "Queen Ilse's Edict of 3 May 1671 allowed peasants of the crown lands to sell timber on their own account. Until then, three "
        "quarters of the price went to the forester. Within ten years the number of sawmills grew from 12 to 57, and so many "
        "oaks were felled that the navy complained. The edict was withdrawn in 1689, but the sawmills stayed and began to "
        "import logs from the north. Historians such as Per Lind see in it the beginning of the country's timber industry.",
        (
            (
                "How did Queen Ilse's Edict change the timber trade of the crown lands?",
                "Peasants could now keep what their wood fetched; before 1671 most of the money, three quarters, had gone to the "
                "forester. The effect was quick. There had been 12 sawmills, and a decade later there were 57.",
            ),
            (
                "Did the withdrawal of Queen Ilse's Edict in 1689 end that growth?",
                "No. The mills carried on with logs brought in from the north. For that reason Per Lind and others count the edict "
                "as the birth of a whole industry, even though it was in force for less than two decades.",
            ),
        ),
    ),
    (
        "Corran tide clock",
        "The Corran tide clock stands at the harbour of Corran and shows the time of high water instead of the hour. The watchmaker "
        "Ewan Baird completed it in 1836 after nine years of measuring. Its dial turns once in 24 hours and 50 minutes, the "
        "length of a lunar day. Baird left out the effect of wind, so the clock may be wrong by forty minutes in a gale. "
        "It ran on weights until 1922 and has been driven by an electric motor since. Children in Corran still call a "
        'late person "a Baird".',
        (
            (
                "Why does the dial of the Corran tide clock not turn once in 24 hours?",
                "Tides follow the moon rather than the sun. A lunar day lasts 24 hours and 50 minutes, and the dial makes one turn "
                "in exactly that time, so high water always falls on the same mark.",
            ),
            (
                "How reliable is the clock that Ewan Baird built for Corran harbour?",
                "In calm weather it is dependable, as it rests on nine years of observation. It knows nothing of the wind, however: "
                'in a gale its error can reach forty minutes. Perhaps that is why someone who is late is known as "a Baird" there.',
            ),
        ),
    ),
    (
        "Sorting networks",
        "A sorting network is a fixed sequence of comparators, each of which swaps two values that are out of order. Because the "
        "sequence does not depend on the data, a network is easily built in hardware. The bitonic network was described by "
        "Ken Batcher in 1968 and needs a number of steps that grows with the square of the logarithm of the input size. For 16 "
        "inputs the best known network has 60 comparators. The zero-one principle says that a network which sorts all "
        "sequences of zeros and ones sorts every sequence.",
        (
            (
                "Why are sorting networks attractive for hardware?",
                "Their comparisons are laid down in advance and never depend on the values. So each comparator can be wired in place, "
                "and many work at once:\n\n```python\ndef comparator(values, i, j):\n    if values[i] > values[j]:\n"
                "        values[i], values[j] = values[j], values[i]\n```\n\nA circuit repeats this step in a fixed order.",
            ),
            (
                "How does the zero-one principle help to test a sorting network?",
                "Instead of trying all orders of all values, one checks inputs that consist of zeros and ones only. If the network "
                "puts each of those in order, it is sure to sort anything else as well.",
            ),
        ),
    ),
)
