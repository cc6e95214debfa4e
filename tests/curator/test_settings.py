"""Where things are kept, and what the window remembers."""

from pathlib import Path

import pytest

from curator.errors import OperationError
from curator.settings import Home, Settings


def test_home_is_the_named_one_then_the_variable_then_the_system_s(tmp_path: Path) -> None:
    named, variable = tmp_path / "named", tmp_path / "variable"
    environ = {"CURATOR_HOME": str(variable)}
    assert Home.find(named, environ).path == named
    assert not variable.exists()
    home = Home.find(None, environ)
    assert home.path == variable
    assert variable.is_dir()
    assert {p.parent for p in (home.database, home.cache, home.backups, home.settings)} == {
        variable
    }


def test_home_without_a_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr("curator.settings.user_data_path", lambda *_, **__: tmp_path / "Curator")
    assert Home.find(None, {"CURATOR_HOME": ""}).path == tmp_path / "Curator"


def test_home_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OperationError, match=r"cannot be made.*--home"):
        Home.find(tmp_path / "file" / "home", {})


def test_settings_come_back(tmp_path: Path) -> None:
    home = Home(tmp_path)
    assert Settings.load(home) == Settings()
    settings = Settings(
        last_profile_id=3,
        geometry="AAEC",
        splitter="BB",
        sort="date",
        min_score=62.5,
        root_id=2,
        photo_id=9,
        photo_y=-12,
        chosen=(9, 11),
        show_generic=True,
        auto_advance=True,
    ).with_judge("pmllm:/a")
    assert settings.with_judge("mini").with_judge("pmllm:/a").judges == ("pmllm:/a",)
    settings.save(home)
    assert Settings.load(home) == settings
    assert [p.name for p in tmp_path.glob("settings*")] == ["settings.json"]


@pytest.mark.parametrize(
    "content", ["", "{", "[1]", "null", '"text"', '{"thumbnail_size": "big"}', "\x00\x01"]
)
def test_damaged_settings_are_the_defaults(tmp_path: Path, content: str) -> None:
    home = Home(tmp_path)
    home.settings.write_text(content, encoding="utf-8")
    assert Settings.load(home) == Settings()


def test_unknown_and_unfit_settings_are_passed_over(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.settings.write_text(
        '{"sort": "colour", "device": ["cpu"], "last_profile_id": true, "future": 1,'
        ' "geometry": 5, "min_score": 40, "photo_id": "7", "chosen": [1, "2"], "auto_advance": 1}',
        encoding="utf-8",
    )
    assert Settings.load(home) == Settings(min_score=40)


def test_settings_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(OperationError, match="cannot be written"):
        Settings().save(Home(tmp_path / "missing"))


def test_a_tilde_that_leads_nowhere_is_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert Home.find(Path("~nobody-of-this-name"), {}).path == tmp_path / "~nobody-of-this-name"
