"""A recipe that makes no sense says which key is wrong."""

from pathlib import Path

import pytest

from models.errors import RecipeInvalid, UsageError
from models.recipes.exports import CrossEncoderExport
from models.recipes.recipe import load_recipe, packaged_recipes

RECIPE = """
name = "mine"
role = "embedder"
[weights]
title = "Mine"
source = "file:weights"
[export]
kind = "encoder"
max_tokens = 32
[quantize]
kind = "none"
"""


def written(tmp_path: Path, text: str) -> str:
    path = tmp_path / "mine.toml"
    path.write_text(text)
    return str(path)


def test_every_packaged_recipe_can_be_read() -> None:
    assert {"embedder", "writer"} <= set(packaged_recipes())
    for name in packaged_recipes():
        assert load_recipe(name).name == name


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        ("max_tokens = 32", "max_tokens = 32\nmax_token = 3", "export.max_token"),
        ('title = "Mine"\n', "", "weights.title"),
        ("file:weights", "ftp://weights", "weights.source"),
        ("max_tokens = 32", "max_tokens = -1", "export.max_tokens"),
        ("[export]", f'[weights.sha256]\n"../../evil" = "{64 * "0"}"\n[export]', "weights.sha256.*without “..”"),
        ("[export]", f'[weights.sha256]\n"/tmp/evil" = "{64 * "0"}"\n[export]', "weights.sha256.*no absolute path"),
        ('role = "embedder"', 'role = "writer"', "“export”: a model with the role writer is of the kind decoder"),
        ('role = "embedder"', 'role = "reader"', "“export”: a model with the role reader is of the kind cross-encoder"),
        ('role = "embedder"', 'role = "embedder"\nphrases = false', "“phrases”: only a writer phrases answers"),
        ("max_tokens = 32", 'max_tokens = 32\ntask = "text-classification"', "export.task"),
    ],
)
def test_a_wrong_key_is_named(tmp_path: Path, before: str, after: str, key: str) -> None:
    with pytest.raises(RecipeInvalid, match=key):
        load_recipe(written(tmp_path, RECIPE.replace(before, after)))


PRUNED = """
name = "mine"
role = "writer"
[weights]
title = "Mine"
source = "file:weights"
[export]
kind = "decoder"
context_tokens = 128
[quantize]
kind = "none"
[prune]
calibration = "file:texts"
layers = 2
"""


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("layers = 2", "layers = true", "“prune.layers”: must be how many layers stay, or the numbers"),
        ("layers = 2", "layers = -2", "“prune.layers”: must be how many layers stay, or the numbers"),
        ("layers = 2", 'layers = ["first"]', "“prune.layers”: must be how many layers stay, or the numbers"),
        ("layers = 2", "layers = [true]", "“prune.layers”: must be how many layers stay, or the numbers"),
        ("layers = 2", "layers = [2, 1]", "“prune.layers”: must be numbers of layers, each once and in their order"),
        ("layers = 2", "ffn = true", "“prune.ffn”: must be a whole number"),
        ("layers = 2", "ffn = 100", "“prune.ffn”: must be a multiple of 64"),
        ("layers = 2", 'vocabulary = "all"', '“prune.vocabulary”: must be how many tokens stay, or "used"'),
        ("layers = 2", 'layers = 2\nkeep = "Kelpline"', "“prune.keep”: must be a list of texts"),
        ('"file:texts"', '"texts"', "“prune.calibration”: must be file: and a file or a folder"),
        ('"mine"', '"My Writer"', "“name”: must be of small letters, digits and hyphens"),
        ('kind = "none"', "", "lacks the key “quantize.kind”"),
        ('kind = "none"', 'kind = "int4"', "“quantize”: `kind` must be one of 'dynamic-int8', 'blocks', 'matrices'"),
        ('role = "writer"', 'role = "writer"\nadapter = "file:a"', "“adapter”: must be a table"),
        ('role = "writer"', 'role = "writer"\nphrases = true', "“phrases”: must be false"),
        ("[export]", '[weights.sha256]\n"a" = "1"\n[export]', "“weights.sha256.a”: must be 64 hexadecimal digits"),
    ],
)
def test_a_value_that_makes_no_sense_is_told_in_the_words_of_a_recipe(
    tmp_path: Path, before: str, after: str, says: str
) -> None:
    with pytest.raises(RecipeInvalid) as told:
        load_recipe(written(tmp_path, PRUNED.replace(before, after, 1)))
    assert says in told.value.problem


def test_an_unknown_name_lists_the_names_there_are() -> None:
    with pytest.raises(UsageError, match=r"embedder, .*writer"):
        load_recipe("no-such-model")


def test_a_file_that_is_no_toml_is_said_to_be_unreadable(tmp_path: Path) -> None:
    with pytest.raises(RecipeInvalid, match="cannot be read"):
        load_recipe(written(tmp_path, "name ="))


def test_a_file_that_is_not_there_is_told_in_words_and_is_wrong_usage(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    with pytest.raises(UsageError) as told:
        load_recipe(str(file))
    assert told.value.problem == f"The recipe {file} cannot be read: No such file or directory."


def test_a_choice_changes_the_hash(tmp_path: Path) -> None:
    one = load_recipe(written(tmp_path, RECIPE))
    other = load_recipe(written(tmp_path, RECIPE.replace("32", "64")))
    assert one.hash != other.hash
    assert one.hash == load_recipe(written(tmp_path, RECIPE)).hash


def test_a_relative_folder_is_found_beside_the_recipe(tmp_path: Path) -> None:
    assert load_recipe(written(tmp_path, RECIPE)).weights.source == f"file:{tmp_path / 'weights'}"


def test_a_recipe_from_a_windows_editor_is_read(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(RECIPE, encoding="utf-8-sig")
    assert load_recipe(str(path)).name == "mine"


READER = """
name = "mine"
role = "reader"
[weights]
title = "Mine"
source = "file:weights"
[export]
kind = "cross-encoder"
[quantize]
kind = "dynamic-int8"
"""


def test_a_cross_encoder_is_calibrated_by_its_logit_alone_where_its_recipe_says_nothing(tmp_path: Path) -> None:
    export = load_recipe(written(tmp_path, READER)).export
    assert isinstance(export, CrossEncoderExport)
    assert (export.max_tokens, export.relevance, export.fusion) == (256, (1.0, 0.0), 0.16)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("max_tokens = 16", "“export.max_tokens”: must be greater than 16"),
        ("relevance = 2.0", "“export.relevance”: must be the slope and the offset of a sigmoid"),
        ("relevance = [2.0]", "“export.relevance.1”: must be the slope and the offset of a sigmoid"),
        ("relevance = [2.0, 1.0, 3.0]", "“export.relevance”: must be the slope and the offset of a sigmoid"),
        ('relevance = ["steep", 1.0]', "“export.relevance.*must be the slope and the offset of a sigmoid"),
        ("relevance = [nan, 1.0]", "“export.relevance.0”: must be a finite number"),
        ("fusion = -0.1", "“export.fusion”: must be greater than or equal to 0"),
        ("fusion = inf", "“export.fusion”: must be a finite number"),
        ('pooling = "mean"', "has a key that nothing reads: “export.pooling”"),
    ],
)
def test_what_a_cross_encoder_cannot_be_served_with_is_named(tmp_path: Path, line: str, says: str) -> None:
    text = READER.replace('kind = "cross-encoder"', f'kind = "cross-encoder"\n{line}')
    with pytest.raises(RecipeInvalid, match=says):
        load_recipe(written(tmp_path, text))


def test_only_a_reader_is_a_cross_encoder(tmp_path: Path) -> None:
    with pytest.raises(RecipeInvalid, match="the role embedder is of the kind encoder"):
        load_recipe(written(tmp_path, READER.replace('role = "reader"', 'role = "embedder"')))
