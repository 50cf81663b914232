"""Texts become vectors by a model of the user's settings: a folder, or a name of the Hub, that transformers loads.

The vector of a text is the mean of the model's last hidden states over its tokens, without padding, of length 1. Only
a text's first `MOST_TOKENS` count. Nothing else is asked of a model: it needs no head, and is told no instruction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ultralink_assets.records import SettingsError

Matrix = npt.NDArray[np.float32]
Encoder = Callable[[Sequence[str]], Matrix]  # the vectors of one batch, a row each, of any length

KEY = "pruned_mix.embedding_model"
MOST_TOKENS = 512  # what models of this kind read
WINDOW = 4096  # texts, out of which batches of like length are made: a batch is padded to its longest
BATCH = 32


def embed(texts: Iterable[str], count: int, encode: Encoder, path: Path) -> Matrix:
    """Vectors of length 1, shape (count, numbers), memory-mapped from the file ``path``, which is whole or not there.

    A text's vector may differ in its last digits with the texts that it shares a batch with: give the same rows in
    the same order, and they are the same.
    """
    partial = path.with_name(f"{path.name}.partial")
    vectors: np.memmap[Any, np.dtype[np.float32]] | None = None
    done = 0
    for window in _windows(texts):
        for rows in _batches(window):
            found = _of_length_1(encode([window[row] for row in rows]))
            if vectors is None:
                shape = (count, found.shape[1])
                vectors = np.lib.format.open_memmap(partial, "w+", np.float32, shape)
            vectors[done + rows] = found
        done += len(window)
    if vectors is None or done != count:
        raise ValueError(f"{done} texts, and {count} were announced")
    vectors.flush()
    partial.replace(path)
    return np.load(path, mmap_mode="r")  # type: ignore[no-any-return]


def _windows(texts: Iterable[str]) -> Iterator[list[str]]:
    left = iter(texts)
    while window := list(islice(left, WINDOW)):
        yield window


def _batches(window: Sequence[str]) -> Iterator[npt.NDArray[np.int64]]:
    by_length = sorted(range(len(window)), key=lambda row: len(window[row]))
    for start in range(0, len(window), BATCH):
        yield np.array(by_length[start : start + BATCH], np.int64)


def _of_length_1(vectors: Matrix) -> Matrix:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    found: Matrix = vectors / np.maximum(lengths, np.float32(1e-12))
    return found


@lru_cache(maxsize=1)
def encoder(model: str) -> Encoder:
    """The encoder of the settings' ``model``, on a GPU where there is one; raises `SettingsError` when it can't be."""
    try:
        import torch  # seconds and hundreds of megabytes: only for who sets a model
        from transformers import AutoModel, AutoTokenizer

        device = "cuda" if torch.cuda.is_available() else "cpu"
        tokenizer: Any = AutoTokenizer.from_pretrained(model)
        network: Any = AutoModel.from_pretrained(model).float().eval().to(device)
    except ImportError as error:
        hint = "install them: pip install 'ultralink-assets[train]', or take another [pruned_mix] select"
        raise SettingsError(f"{KEY} needs transformers and torch: {error}", hint) from error
    except (OSError, ValueError) as error:
        hint = "name a folder, or a model of the Hub, that transformers' AutoModel loads"
        raise SettingsError(f"{KEY}: {model} can't be loaded: {error}", hint) from error
    if tokenizer.pad_token is None:  # as of models that only write
        tokenizer.pad_token = tokenizer.eos_token
    longest = min(
        MOST_TOKENS, tokenizer.model_max_length, getattr(network.config, "max_position_embeddings", MOST_TOKENS)
    )

    def encode(texts: Sequence[str]) -> Matrix:
        tokens = tokenizer(list(texts), padding=True, truncation=True, max_length=longest, return_tensors="pt").to(
            device
        )
        with torch.inference_mode():
            states = network(**tokens).last_hidden_state
            mask = tokens["attention_mask"].unsqueeze(-1).to(states.dtype)
            means = (states * mask).sum(1) / mask.sum(1).clamp(min=1)
        found: Matrix = means.cpu().numpy()
        return found

    return encode
