"""What a site says of indicators, and what is said of a file that is wrong."""

from __future__ import annotations

import tomllib

import pytest

from data_access.indicators import every_indicator
from data_access.settings import SettingsError
from data_access.standards import Standard, read_standards
from tests.house.code import ROOT

EXAMPLE = ROOT / "assets" / "standards.toml"


def test_a_file_sets_what_it_names(tmp_path):
    file = tmp_path / "standards.toml"
    assert read_standards(file) == {}
    file.write_text(
        '[on_time]\ndocument = "晋委社〔2026〕3号"\ntarget = 95\n[kept_in_grid]\ntarget = 80.5', "utf-8"
    )
    assert read_standards(file) == {
        "on_time": Standard("晋委社〔2026〕3号", 95),
        "kept_in_grid": Standard(None, 80.5),
    }


def test_the_example_is_right_with_and_without_its_comment_signs(tmp_path):
    assert read_standards(EXAMPLE) == {}
    said = [line.removeprefix("# ") for line in EXAMPLE.read_text("utf-8").split("\n\n", 1)[1].splitlines()]
    (tmp_path / "own.toml").write_text("\n".join(said), "utf-8")
    assert read_standards(tmp_path / "own.toml")["on_time"] == Standard("晋委社〔2026〕3号", 95)
    assert set(tomllib.loads("\n".join(said))) <= {indicator.key for indicator in every_indicator()}


@pytest.mark.parametrize(
    ("written", "kind", "key"),
    [
        ("[on_time", "syntax", ""),
        ("[late]\ntarget = 1", "unknown", "late"),
        ("on_time = 1", "unknown", "on_time"),
        ("[on_time]\naim = 1", "unknown", "on_time.aim"),
        ("[on_time]\ndocument = 3", "words", "on_time.document"),
        ('[on_time]\ndocument = " "', "words", "on_time.document"),
        (f'[on_time]\ndocument = "{"字" * 101}"', "words", "on_time.document"),
        ('[on_time]\ntarget = "95"', "number", "on_time.target"),
        ("[on_time]\ntarget = -1", "number", "on_time.target"),
        ("[on_time]\ntarget = inf", "number", "on_time.target"),
        ("[reported]\ntarget = 10", "accrues", "reported.target"),
    ],
)
def test_a_file_that_is_wrong_is_named_with_the_key_at_fault(tmp_path, written, kind, key):
    file = tmp_path / "standards.toml"
    file.write_text(written, "utf-8")
    with pytest.raises(SettingsError) as caught:
        read_standards(file)
    assert (caught.value.kind, caught.value.key, caught.value.file) == (kind, key, file)
