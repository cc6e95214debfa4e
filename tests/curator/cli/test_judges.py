from tests.curator.cli.conftest import Run


def test_listed_and_got(curator: Run) -> None:
    for args in (("judges",), ("judges", "list")):
        (line,) = curator(*args, "--json").lines
        assert set(line) == {"name", "description", "available", "problem"}
    assert "mini" in curator("judges").out
    assert curator("judges", "get", "mini", "--json").lines[0]["available"] is True
    assert curator("judges", "get", "vlm:x").code == 2
    names = [line["name"] for line in curator("judges", "--json").lines]
    assert names == ["mini", "fake"]  # as the judge for tests calls itself; not what was refused
