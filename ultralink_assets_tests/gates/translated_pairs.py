"""English texts of our own and faithful translations of them: gates of translations pass them, planted faults they do not."""

# ruff: noqa: E501 -- texts
from __future__ import annotations

from ultralink_assets.records import Translated

MATH = r"""A cistern holds 2,400 liters. Every hour 1/4 of what is in it at noon drains away, and twice that amount is drained on the second day. If $v_0 = 2400$, how much is left after 3.5 hours, when $v(t) = v_0 - \frac{v_0}{4} t$?

We put \(t = 3.5\) in: $$v(3.5) = 2400 - 600 \cdot 3.5 = 300.$$ So 300 liters are left, which is 12.5% of the whole.
The answer is: 300"""
CHAT = """To list the files of a folder, use `os.scandir` and skip what begins with a dot. Here is a small function that does it for 3 folders:

```python
import os

def visible(folder: str) -> list[str]:
    # hidden files begin with a dot
    return [entry.name for entry in os.scandir(folder) if not entry.name.startswith(".")]

for folder in ("bin", "etc", "tmp"):
    print(f"{folder}: {len(visible(folder))} files")
```

It takes about 20 milliseconds for 5,000 files. More is said at https://docs.python.org/3/library/os.html#os.scandir, in the section on directories."""
CODE = '''from typing import List


def running_mean(values: List[float], window: int) -> List[float]:
    """Return the mean of each run of `window` neighbours, from left to right.
    >>> running_mean([1.0, 2.0, 3.0], 2)
    [1.5, 2.5]
    """
    if window < 1:
        raise ValueError("window must be at least 1, not %d" % window)
    # the sum moves on by one place each time
    total = sum(values[:window])
    means = [total / window]
    for place in range(window, len(values)):
        total += values[place] - values[place - window]
        means.append(total / window)
    return means'''

_MATH = {
    "es": r"""Una cisterna contiene 2400 litros. Cada hora se vacía una cuarta parte de lo que hay en ella al mediodía, y el segundo día se vacía el doble de esa cantidad. Si $v_0 = 2400$, ¿cuánto queda después de 3,5 horas, cuando $v(t) = v_0 - \frac{v_0}{4} t$?

Sustituimos \(t = 3.5\): $$v(3.5) = 2400 - 600 \cdot 3.5 = 300.$$ Quedan, pues, 300 litros, que son el 12,5 % del total.
La respuesta es: 300""",
    "fr": r"""Une citerne contient 2 400 litres. Chaque heure, un quart de ce qu'elle contient à midi s'écoule, et deux fois plus le deuxième jour. Si $v_0 = 2400$, combien en reste-t-il au bout de 3,5 heures, quand $v(t) = v_0 - \frac{v_0}{4} t$ ?

Remplaçons \(t = 3.5\) : $$v(3.5) = 2400 - 600 \cdot 3.5 = 300.$$ Il reste donc 300 litres, soit 12,5 % du tout.
La réponse est : 300""",
    "ru": r"""В цистерне 2400 литров. Каждый час из неё вытекает четверть того, что было в ней в полдень, а на второй день — вдвое больше. Если $v_0 = 2400$, сколько останется через 3,5 часа, когда $v(t) = v_0 - \frac{v_0}{4} t$?

Подставим \(t = 3.5\): $$v(3.5) = 2400 - 600 \cdot 3.5 = 300.$$ Значит, остаётся 300 литров, то есть 12,5 % всего объёма.
Ответ: 300""",
    "zh": r"""一个水池装有2400升水。每小时流走中午时水量的四分之一，第二天流走的是这个量的两倍。若$v_0 = 2400$，当$v(t) = v_0 - \frac{v_0}{4} t$时，3.5小时之后还剩多少？

代入\(t = 3.5\)：$$v(3.5) = 2400 - 600 \cdot 3.5 = 300.$$ 所以还剩300升，是总量的12.5%。
答案是：300""",
}
_CHAT = {
    "es": (
        "Para ver los archivos de una carpeta, usa `os.scandir` y pasa por alto lo que empieza por un punto. Esta pequeña función lo hace con tres carpetas:",
        "Tarda unos 20 milisegundos con 5.000 archivos. Hay más detalles en https://docs.python.org/3/library/os.html#os.scandir, en el apartado sobre directorios.",
    ),
    "fr": (
        "Pour lister les fichiers d'un dossier, utilisez `os.scandir` et sautez ce qui commence par un point. Voici une petite fonction qui le fait pour 3 dossiers :",
        "Il faut environ 20 millisecondes pour 5 000 fichiers. On en lit davantage sur https://docs.python.org/3/library/os.html#os.scandir, dans la partie consacrée aux répertoires.",
    ),
    "ru": (
        "Чтобы перечислить файлы в папке, возьмите `os.scandir` и пропускайте то, что начинается с точки. Вот небольшая функция, которая делает это для трёх папок:",
        "На 5000 файлов уходит около 20 миллисекунд. Подробнее — на https://docs.python.org/3/library/os.html#os.scandir, в разделе о каталогах.",
    ),
    "zh": (
        "要列出文件夹里的文件，可以用`os.scandir`，并跳过以点开头的文件。下面这个小函数处理3个文件夹：",
        "处理5000个文件大约需要20毫秒。更多说明见https://docs.python.org/3/library/os.html#os.scandir，在关于目录的部分。",
    ),
}
_CODE = {
    "es": (
        "Devuelve la media de cada grupo de `window` valores vecinos, de izquierda a derecha.",
        "la suma avanza un lugar cada vez",
    ),
    "fr": (
        "Renvoie la moyenne de chaque suite de `window` voisins, de gauche à droite.",
        "la somme avance d'une place à chaque fois",
    ),
    "ru": (
        "Возвращает среднее каждой группы из `window` соседей, слева направо.",
        "сумма каждый раз сдвигается на одно место",
    ),
    "zh": ("从左到右返回每`window`个相邻值的平均数。", "总和每次向前移动一位"),
}
TARGETS = tuple(_MATH)


def math_of(code: str) -> Translated:
    """A problem with formulas and its answer."""
    return Translated(code, "math", "answer", MATH, _MATH[code])


def chat_of(code: str) -> Translated:
    """Prose around a block of code."""
    block = CHAT[CHAT.index("```python") : CHAT.rindex("```") + 3]
    before, after = _CHAT[code]
    return Translated(code, "chat", "answer", CHAT, f"{before}\n\n{block}\n\n{after}")


def code_of(code: str) -> Translated:
    """A program without a fence; its comments are translated."""
    docstring, comment = _CODE[code]
    text = CODE.replace("Return the mean of each run of `window` neighbours, from left to right.", docstring)
    return Translated(code, "code", "answer", CODE, text.replace("the sum moves on by one place each time", comment))


def pairs_of(code: str) -> tuple[Translated, ...]:
    """All of them in one language."""
    return math_of(code), chat_of(code), code_of(code)
