"""Clean Spanish dialogues with their passages, written for these tests. (title, passage, ((question, answer), ...))"""

# ruff: noqa: E501 -- texts
from __future__ import annotations

DIALOGUES: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    (
        "Puente de Arenilla",
        "El puente de Arenilla es un puente de arcos de piedra sobre el río Lena. Lo construyó entre 1782 y 1789 el maestro Tomás Aire, "
        "a quien las crecidas ya le habían llevado dos puentes. Aire asentó las pilas sobre pilotes de roble clavados nueve metros "
        "en el lecho del río. El puente tiene cinco arcos, el mayor de 21,5 m de luz, y costó 14.300 ducados, que en su mayor parte "
        "salieron de un impuesto sobre la sal. El peaje se suprimió en 1851, cuando la provincia compró el puente. Una riada de febrero "
        "de 1903 se llevó el pretil, pero los arcos quedaron enteros. Desde 1974 no pueden cruzarlo camiones de más de 7,5 t.",
        (
            (
                "¿Por qué resistió el puente de Arenilla las crecidas que habían destruido los puentes anteriores de Tomás Aire?",
                "Aire había aprendido de la pérdida de sus dos obras anteriores. En esta apoyó las pilas en pilotes de roble hundidos "
                "nueve metros, de manera que la corriente no pudiera descalzarlas. La riada de 1903 le dio la razón: arrancó el "
                "pretil, y sin embargo todos los arcos siguieron en su sitio.",
            ),
            (
                "¿Cómo se pagó la construcción del puente de Arenilla y qué fue después del peaje?",
                "La obra salió por 14.300 ducados, y la mayor parte de esa suma vino de lo que se cobraba por la sal. Cruzar costó "
                "dinero hasta 1851, año en que la provincia pasó a ser la dueña y suprimió el pago.",
            ),
        ),
    ),
    (
        "Cardadora azul",
        "La cardadora azul (Phytala lanaria) es una mariposa diurna de las turberas de montaña. Tiene una envergadura de 28 a 34 mm. Sus "
        "orugas se alimentan de arándano durante unas once semanas y tejen el capullo con lana de oveja prendida en el brezo, de "
        "donde le viene el nombre. Los adultos viven solo seis días y no comen. En 1998 se contaron 4200 ejemplares en 63 lugares; en "
        "2016 quedaban 1150, sobre todo porque las turberas se drenaron para plantar árboles. En la reserva de Corro el nivel del agua "
        "sube desde 2011, y allí la población se ha duplicado.",
        (
            (
                "¿De dónde viene el nombre de la cardadora azul?",
                "Antes de convertirse en crisálida, la oruga recoge las hebras de lana que las ovejas dejan en el brezo y hace con ellas "
                "su capullo. Esa costumbre recuerda al cardado, el peinado de la lana, y por eso se llamó así a la mariposa.",
            ),
            (
                "¿Cómo ha cambiado la población de la cardadora azul desde finales de los años noventa, y por qué motivo?",
                "Ha bajado mucho: de las 4200 mariposas de 1998 solo se encontraron 1150 en 2016. La causa principal es el drenaje de "
                "las turberas. Donde ha vuelto el agua, como en Corro, la tendencia es otra:\n\n"
                "1. Desde 2011 se eleva el nivel del agua.\n2. La colonia del lugar es hoy el doble de grande.",
            ),
        ),
    ),
    (
        "Marta Olsen",
        "Marta Olsen (1861-1934) fue una cartógrafa noruega que levantó el mapa de la costa de Finnmark. Costurera de oficio, aprendió "
        "trigonometría por su cuenta en los libros de escuela de su hermano. Entre 1889 y 1897 midió 640 km de costa en una barca abierta, "
        "muchas veces sola. La Marina rechazó al principio sus cartas, porque una mujer no podía tener grado, pero las imprimió en 1901 "
        "a nombre del hermano. Su autoría se reconoció en 1929. Llevan su nombre tres brazos de fiordo y un buque de investigación.",
        (
            (
                "¿Con qué obstáculos tropezó Marta Olsen antes de que se publicaran sus cartas de Finnmark?",
                "No había recibido formación: vivía de la costura, y la trigonometría la estudió ella sola. Cuando terminó de medir, la "
                "Marina no quiso cartas hechas por una mujer. Salieron en 1901 únicamente porque su hermano les prestó el nombre.",
            ),
            (
                "¿De qué manera se reconoció al fin el trabajo de Marta Olsen?",
                "El reconocimiento llegó tarde. Hubo que esperar a 1929 para que se la nombrara autora, cinco años antes de su muerte. "
                "Hoy se llaman como ella un barco científico y varios brazos de fiordo.",
            ),
        ),
    ),
    (
        "Vidrio de Tervel",
        "El vidrio de Tervel es un vidrio verde que se fabricó en los alrededores de la ciudad de Tervel del siglo XIII al XVIII. Debe el "
        "color al hierro de la arena local, y sus artesanos le añadían ceniza de helecho, que rebajaba el punto de fusión hasta unos "
        "1050 °C. La mayoría de las piezas son frascos de botica. La prohibición de cortar helechos, dictada en 1742 para proteger los "
        "pastos, acabó con el oficio en una generación. Se conservan unas 900 piezas, 310 de ellas en el museo de Dobrich.",
        (
            (
                "¿Qué papel tuvieron las plantas en la fabricación del vidrio de Tervel?",
                "Los vidrieros quemaban helechos y mezclaban la ceniza con la arena. Gracias a ella la masa se fundía ya a unos 1050 °C, "
                "un calor que podían alcanzar los hornos de leña.",
            ),
            (
                "¿Por qué dejó de fabricarse el vidrio de Tervel en el siglo XVIII?",
                "En 1742 las autoridades prohibieron la corta de helechos, pues querían salvar las tierras de pasto. Sin la ceniza los "
                "talleres se quedaron sin fundente, y unas décadas más tarde el oficio había desaparecido.",
            ),
        ),
    ),
    (
        "Apilado en seco",
        "El apilado en seco es una forma de guardar los residuos de una mina en la que se les exprime el agua antes de amontonarlos. Un "
        "filtro prensa baja la humedad al 15 %, y el montón se sostiene sin presa. El método cuesta más o menos el doble que una balsa, "
        "pero ahorra el 80 % del agua y elimina el peligro de que reviente un dique. Se empleó por primera vez a gran escala en 1980 en el "
        "desierto de Atacama, donde falta el agua. Su mayor problema es la lluvia: por encima de 1500 mm al año no hay modo de mantener "
        "seco el montón.",
        (
            (
                "¿Qué ventajas y qué inconvenientes tiene el apilado en seco frente a una balsa de residuos?",
                "El apilado en seco evita que un dique se rompa y devuelve a la planta el 80 % del agua. También tiene desventajas:\n\n"
                "- resulta aproximadamente el doble de caro\n- sirve solo en regiones secas, porque la lluvia empapa el montón",
            ),
            (
                "¿Por qué se usó el apilado en seco a gran escala por primera vez en el desierto de Atacama?",
                "Allí el agua es muy valiosa, y un procedimiento que recupera casi toda compensa a pesar del precio. Además apenas llueve, "
                "así que el montón se mantiene firme.",
            ),
        ),
    ),
    (
        "Edicto de la reina Ilse",
        "El edicto de la reina Ilse, de 3 de mayo de 1671, permitió a los campesinos de las tierras de la Corona vender madera por su cuenta. "
        "Hasta entonces tres cuartas partes del precio eran para el guardabosque. En diez años el número de aserraderos pasó de 12 a 57, y "
        "se talaron tantos robles que la Armada se quejó. El edicto se retiró en 1689, pero los aserraderos siguieron y empezaron a "
        "traer troncos del norte. Historiadores como Per Lind ven en él el comienzo de la industria maderera del país.",
        (
            (
                "¿Cómo cambió el edicto de la reina Ilse el comercio de madera en las tierras de la Corona?",
                "Los campesinos pudieron quedarse con lo que les pagaban; antes de 1671 la mayor parte, tres cuartas partes, iba a parar al "
                "guardabosque. El efecto fue rápido: donde había 12 aserraderos, un decenio después trabajaban 57.",
            ),
            (
                "¿Terminó aquel crecimiento cuando se retiró el edicto de la reina Ilse en 1689?",
                "No. Los aserraderos continuaron con troncos llegados del norte. De ahí que Per Lind y otros cuenten aquella medida como el "
                "nacimiento de toda una industria, aunque estuvo en vigor menos de dos décadas.",
            ),
        ),
    ),
    (
        "Reloj de mareas de Corrán",
        "El reloj de mareas de Corrán está en el puerto de Corrán y no marca la hora, sino el momento de la pleamar. El relojero Evaristo Bardo "
        "lo terminó en 1836, después de nueve años de mediciones. La esfera da una vuelta en 24 horas y 50 minutos, lo que dura un día "
        "lunar. Bardo no tuvo en cuenta el viento, y por eso en un temporal el reloj puede equivocarse en cuarenta minutos. Hasta 1922 lo "
        "movieron unas pesas, y desde entonces un motor eléctrico. Los niños de Corrán todavía llaman «bardo» a quien llega tarde.",
        (
            (
                "¿Por qué la esfera del reloj de mareas de Corrán no da una vuelta en 24 horas?",
                "Las mareas obedecen a la Luna y no al Sol. Un día lunar dura 24 horas y 50 minutos, y en ese tiempo exacto da la esfera "
                "una vuelta, de modo que la pleamar cae siempre en la misma marca.",
            ),
            (
                "¿Hasta qué punto es de fiar el reloj que Evaristo Bardo hizo para el puerto de Corrán?",
                "Con buen tiempo se puede confiar en él, pues descansa en nueve años de observación. Del viento, en cambio, no sabe nada: "
                "en un temporal el error llega a cuarenta minutos. ¿Será por eso por lo que allí se llama «bardo» a quien se retrasa?",
            ),
        ),
    ),
    (
        "Redes de ordenación",
        "Una red de ordenación es una sucesión fija de comparadores, cada uno de los cuales intercambia dos valores que están desordenados. "
        "Como la sucesión no depende de los datos, la red se puede construir con facilidad en forma de circuito. La red bitónica la "
        "describió Ken Batcher en 1968, y el número de sus pasos crece con el cuadrado del logaritmo del tamaño de la entrada. Para 16 "
        "entradas la mejor red conocida tiene 60 comparadores. El principio de los ceros y los unos dice que una red que ordena todas las "
        "sucesiones de ceros y unos ordena cualquier sucesión.",
        (
            (
                "¿Por qué son interesantes las redes de ordenación para construir circuitos?",
                "Sus comparaciones están decididas de antemano y nunca dependen de los valores. Cada comparador tiene así un lugar propio, "
                "y muchos trabajan a la vez:\n\n```python\ndef comparator(values, i, j):\n    if values[i] > values[j]:\n"
                "        values[i], values[j] = values[j], values[i]\n```\n\nEl circuito repite este paso en un orden invariable.",
            ),
            (
                "¿Cómo ayuda el principio de los ceros y los unos a comprobar una red de ordenación?",
                "En vez de probar todos los órdenes de todos los valores, basta con las entradas que solo contienen ceros y unos. Si la red "
                "pone en orden cada una de ellas, seguro que también ordena lo demás.",
            ),
        ),
    ),
)
