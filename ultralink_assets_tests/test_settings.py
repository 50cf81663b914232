"""Settings: where they come from, and one clear error for every mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from ultralink_assets import definitions, settings
from ultralink_assets.records import SettingsError

TEACHER = '[teacher]\nbase_url = "http://127.0.0.1:1/v1"\nmodel = "m"\n'


def written(folder: Path, text: str) -> dict[str, str]:
    file = folder / "my.toml"
    file.write_text(text, encoding="utf-8")
    return {"ULTRALINK_SETTINGS": str(file)}


def test_without_a_file_the_sample_and_the_demo_teacher_are_used(tmp_path: Path) -> None:
    loaded = settings.load({}, tmp_path)
    assert loaded.sample
    assert loaded.file is None


def test_a_file_in_a_parent_folder_is_found_and_its_paths_are_relative_to_it(tmp_path: Path) -> None:
    (tmp_path / "ultralink.toml").write_text('data_dir = "d"\n[raw_wikipedia]\nru = "dumps/*.bz2"\n')
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    loaded = settings.load({}, below)
    assert loaded.data_dir == tmp_path / "d"
    assert loaded.raw_wikipedia == {"ru": (str(tmp_path / "dumps/*.bz2"),)}
    assert not loaded.sample


def test_urls_are_left_as_they_are(tmp_path: Path) -> None:
    loaded = settings.load(
        written(tmp_path, '[raw_wikipedia]\nen = ["https://host/x.bz2", "s3://b/y.bz2"]\n'), tmp_path
    )
    assert loaded.raw_wikipedia["en"] == ("https://host/x.bz2", "s3://b/y.bz2")


def test_paths_of_the_mix_are_relative_to_the_file_and_a_model_only_where_it_is_a_folder(tmp_path: Path) -> None:
    benchmarks = '[pruned_mix.benchmarks]\nru = ["b/*.tsv", "~/c.txt"]\n'
    clusters = '[pruned_mix]\nselect = "clusters"\nembedding_model = "models/tiny"\n' + benchmarks
    assert settings.load(written(tmp_path, clusters), tmp_path).pruned_mix.embedding_model == "models/tiny"
    (tmp_path / "models" / "tiny").mkdir(parents=True)
    mix = settings.load(written(tmp_path, clusters), tmp_path).pruned_mix
    assert mix.embedding_model == str(tmp_path / "models" / "tiny")
    assert mix.benchmarks == {"ru": (str(tmp_path / "b/*.tsv"), str(Path.home() / "c.txt"))}
    by_score = '[pruned_mix]\nselect = "score"\nscore_file = "s.csv"\n'
    assert settings.load(written(tmp_path, by_score), tmp_path).pruned_mix.score_file == str(tmp_path / "s.csv")


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    environ = written(tmp_path, TEACHER) | {
        "ULTRALINK_TEACHER__MODEL": "other",
        "ULTRALINK_LANGUAGES": "ru",
        "ULTRALINK_DATA_DIR": "/elsewhere",
        "ULTRALINK_TEACHER__EXTRA_BODY": '{"top_k": 5}',
    }
    loaded = settings.load(environ, tmp_path)
    assert loaded.teacher is not None
    assert (loaded.teacher.model, loaded.languages, loaded.data_dir) == ("other", ("ru",), Path("/elsewhere"))
    assert loaded.teacher.extra_body == {"top_k": 5}


def test_replicas_behind_several_urls_share_the_name_that_was_given(tmp_path: Path) -> None:
    text = '[teacher]\nname = "mine"\nmodel = "m"\nbase_url = ["http://a/v1", "http://b/v1"]\n'
    loaded = settings.load(written(tmp_path, text), tmp_path)
    assert loaded.teacher is not None
    assert loaded.teacher.identity == "mine"


def test_a_judge_takes_what_it_does_not_set_from_the_teacher_but_its_name(tmp_path: Path) -> None:
    text = TEACHER + 'name = "t"\ntop_p = 0.5\n[judge]\nmodel = "large"\n'
    judge = settings.load(written(tmp_path, text), tmp_path).judging
    assert (judge.base_url, judge.model, judge.top_p) == (("http://127.0.0.1:1/v1",), "large", 0.5)
    assert (judge.temperature, judge.identity) == (0.0, "large@http://127.0.0.1:1/v1")


def test_without_a_judge_the_teacher_judges_without_chance(tmp_path: Path) -> None:
    judge = settings.load(written(tmp_path, TEACHER + 'name = "t"\n'), tmp_path).judging
    assert (judge.identity, judge.model, judge.temperature) == ("t", "m", 0.0)
    assert settings.load({}, tmp_path).judging.demo


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("data_dri = 1", ["unknown key 'data_dri'", "'data_dir'"]),
        (TEACHER + "temprature = 1", ["unknown key 'teacher.temprature'", "'teacher.temperature'"]),
        (TEACHER + "temperature = -1", ["teacher.temperature", "-1"]),
        (TEACHER + "budget_usd = 5", ["teacher.budget_usd", "price_per_million"]),
        ('[teacher]\nbase_url = "http://x/v1"\n', ["teacher.model", "missing"]),
        ('[teacher]\nbase_url = "localhost:1"\nmodel="m"\n', ["teacher.base_url"]),
        ("[passages]\nmin_tokens = 20000\n", ["passages.min_tokens", "max_tokens"]),
        ('languages = ["en", "rru"]', ["no language entry 'rru'", "'ru'"]),
        ('languages = ["en"]\n[raw_wikipedia]\nru = "x"\n', ["raw_wikipedia.ru", "languages"]),
        ("languages = [", ["not valid TOML"]),
        ('languages = ["ru", "ru"]', ["languages", "'ru' is listed twice"]),
        ("languages = []", ["languages", "at least one"]),
        ("[passages]\nfoo = 1", ["unknown key 'passages.foo'", "min_tokens", "per_page"]),
        (TEACHER + "price_per_million = {inpt = 1, output = 2}", ["'teacher.price_per_million.inpt'", ".input'?"]),
        ("temperature = 1", ["unknown key 'temperature'", "'teacher.temperature'"]),
        (TEACHER + '[judge]\nmodle = "x"\n', ["unknown key 'judge.modle'", "'judge.model'"]),
        ("[judgements]\nsample = 2\n", ["judgements.sample", "2"]),
        ("[pruned_mix.keep]\nmath = 1.5\n", ["pruned_mix.keep.math", "less than or equal to 1", "1.5"]),
        ("[pruned_mix.english]\nchat = -0.1\n", ["pruned_mix.english.chat", "greater than or equal to 0"]),
        (
            "[pruned_mix.keep]\nchat = 1.0\n",
            ["unknown key 'pruned_mix.keep.chat'", ".chat_specific' or", ".chat_agnostic'?"],
        ),
        ('[pruned_mix]\nselect = "grouped_by"\n', ["pruned_mix.select", "'grouped'", "'grouped_by'"]),
        ('[pruned_mix]\nselect = "clusters"\n', ["pruned_mix.embedding_model: missing"]),
        ('[pruned_mix]\nselect = "score"\n', ["pruned_mix.score_file: missing"]),
        ("[pruned_mix]\nnear_duplicate_similarity = 0\n", ["pruned_mix.near_duplicate_similarity"]),
        ('[pruned_mix.benchmarks]\nzz = "x"\n', ["pruned_mix.benchmarks.zz", "no language entry 'zz'"]),
        ("[gates.toxicity]\nlimit = 1\n", ["unknown key 'gates.toxicity.limit'", "threshold"]),
        ('[raw_wikipedia]\nzz = "x"\n', ["my.toml", "raw_wikipedia.zz", "no language entry 'zz'"]),
    ],
)
def test_a_mistake_is_one_error_that_names_file_key_and_remedy(tmp_path: Path, text: str, expected: list[str]) -> None:
    environ = written(tmp_path, text)
    with pytest.raises(SettingsError) as caught:
        settings.load(environ, tmp_path)
    assert all(part in str(caught.value) for part in expected), str(caught.value)
    assert caught.value.hint


def test_a_settings_variable_that_names_no_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"ULTRALINK_SETTINGS names 'gone\.toml'"):
        settings.load({"ULTRALINK_SETTINGS": "gone.toml"}, tmp_path)


def test_an_unknown_variable_is_an_error_that_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="ULTRALINK_TEACHER__MODEL"):
        settings.load({"ULTRALINK_TEACHER__MODLE": "x"}, tmp_path)


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"ULTRALINK_TEACHER__EXTRA_BODY": "{bad"}, "ULTRALINK_TEACHER__EXTRA_BODY: not valid JSON"),
        ({"ULTRALINK_TEACHER": "x", "ULTRALINK_TEACHER__MODEL": "y"}, "ULTRALINK_TEACHER__MODEL is set, and 'teacher'"),
    ],
)
def test_a_variable_that_cannot_be_read_is_named(tmp_path: Path, environ: dict[str, str], expected: str) -> None:
    with pytest.raises(SettingsError, match=expected) as caught:
        settings.load(environ, tmp_path)
    assert caught.value.hint


def test_an_override_of_a_gate_that_is_not_there_names_the_nearest(tmp_path: Path) -> None:
    loaded = settings.load(written(tmp_path, '[gates]\noverride = ["passages/langage"]\n'), tmp_path)
    with pytest.raises(SettingsError, match="'passages/language'"):
        definitions.build(loaded)


@pytest.mark.parametrize(
    ("text", "math"),
    [
        ("", 0.5),
        ("[translated_sft]\nkeep = { math = 0.3 }\n", 0.3),
        ('[english_sft]\nmath = "own.jsonl"\n', 0.125),
    ],
)
def test_of_the_small_sample_every_language_gets_a_half_unless_the_settings_say_otherwise(
    text: str, math: float, tmp_path: Path
) -> None:
    assert settings.load(written(tmp_path, text), tmp_path).translated_sft.keep.math == math


def test_a_share_of_one_part_leaves_those_of_the_others_as_they_are(tmp_path: Path) -> None:
    loaded = settings.load(written(tmp_path, "[translated_sft]\nkeep = { math = 0.3 }\n"), tmp_path)
    assert loaded.translated_sft.keep.model_dump() == {"chat": 0.25, "math": 0.3, "code": 0.125}
