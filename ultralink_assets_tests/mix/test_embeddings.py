"""Embeddings: every text in its row, of length 1, and a whole file or none; a real model only where torch is."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from ultralink_assets.mix import embeddings
from ultralink_assets.mix.embeddings import BATCH, WINDOW, Matrix, embed, encoder
from ultralink_assets.records import SettingsError

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "words", "of", "a", "text", "."]


@pytest.fixture(autouse=True)
def _nothing_loaded() -> Iterator[None]:
    encoder.cache_clear()
    yield
    encoder.cache_clear()


def letters(texts: Sequence[str]) -> Matrix:
    """How often each of three letters is in a text."""
    return np.array([[text.count(letter) for letter in "abc"] for text in texts], np.float32)


def test_every_text_has_its_vector_in_its_row_of_length_1(tmp_path: Path) -> None:
    texts = ["a" * (row % 7 + 1) + "b" * (row % 3) for row in range(WINDOW + 2 * BATCH + 1)]
    vectors = embed(iter(texts), len(texts), letters, tmp_path / "vectors.npy")
    expected = letters(texts)
    np.testing.assert_allclose(vectors, expected / np.linalg.norm(expected, axis=1, keepdims=True), rtol=1e-6)


def test_texts_of_like_length_share_a_batch(tmp_path: Path) -> None:
    spans: list[int] = []

    def encode(texts: Sequence[str]) -> Matrix:
        spans.append(max(map(len, texts)) - min(map(len, texts)))
        return letters(texts)

    embed(["a" * (row * 37 % 1000 + 1) for row in range(1000)], 1000, encode, tmp_path / "vectors.npy")
    assert len(spans) == -(-1000 // BATCH)
    assert max(spans) <= BATCH


def test_a_vector_of_nothing_stays_nothing(tmp_path: Path) -> None:
    assert embed(["x", "a"], 2, letters, tmp_path / "vectors.npy").tolist() == [[0, 0, 0], [1, 0, 0]]


def test_a_model_that_fails_leaves_no_file_that_looks_whole(tmp_path: Path) -> None:
    def encode(texts: Sequence[str]) -> Matrix:
        if "b" in texts:
            raise MemoryError
        return letters(texts)

    with pytest.raises(MemoryError):
        embed(["a"] * WINDOW + ["b"], WINDOW + 1, encode, tmp_path / "vectors.npy")
    assert not (tmp_path / "vectors.npy").exists()


def test_fewer_texts_than_were_announced_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="1 texts, and 2 were announced"):
        embed(["a"], 2, letters, tmp_path / "vectors.npy")


@pytest.mark.parametrize("package", ["torch", "transformers"])
def test_a_model_without_its_packages_is_an_error_that_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(SettingsError, match=r"embedding_model needs(.|\n)*pip install 'ultralink-assets\[train\]'"):
        encoder("some/model")


def tiny_model(folder: Path, padding: str | None = "[PAD]") -> str:
    """A model of the kind that embeds, with random weights."""
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    torch.manual_seed(1)
    (folder / "vocab.txt").write_text("\n".join(WORDS))
    tokenizer = transformers.BertTokenizerFast(vocab_file=str(folder / "vocab.txt"), eos_token="[SEP]")
    tokenizer.pad_token = padding
    shape = {"hidden_size": 8, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 8}
    config = transformers.BertConfig(vocab_size=len(WORDS), max_position_embeddings=32, **shape)
    transformers.BertModel(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return str(folder)


def test_a_tiny_model_gives_the_mean_of_its_states_whatever_the_padding(tmp_path: Path) -> None:
    model = tiny_model(tmp_path)
    alone, padded = encoder(model)(["Words."]), encoder(model)(["Words.", "Words of a text of words."])
    np.testing.assert_allclose(alone[0], padded[0], atol=1e-5)
    assert padded.shape == (2, 8)
    assert padded.dtype == np.float32
    assert not np.allclose(padded[0], padded[1], atol=1e-3)


def test_a_text_longer_than_a_model_reads_is_cut_to_its_beginning(tmp_path: Path) -> None:
    found = encoder(tiny_model(tmp_path))(["words " * 1000, "words " * 2000])
    np.testing.assert_allclose(found[0], found[1], atol=1e-5)


def test_a_tokenizer_without_padding_pads_with_its_end(tmp_path: Path) -> None:
    assert encoder(tiny_model(tmp_path, padding=None))(["Words.", "Words of a text."]).shape == (2, 8)


def test_a_folder_without_a_model_is_an_error_that_says_what_to_name(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    pytest.importorskip("transformers")
    with pytest.raises(SettingsError, match=rf"{embeddings.KEY}: .* can't be loaded"):
        encoder(str(tmp_path))
