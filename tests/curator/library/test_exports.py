"""The journal of exports."""

from pathlib import Path

from curator.library import ExportItem, Library


def test_journal(library: Library) -> None:
    export = library.exports.start({"to": "/somewhere", "photos": 2})
    source, target = Path("/in/b\udcff.jpg"), Path("/out/b.jpg")
    library.exports.record(export, source, target, "copy", photo_id=7)
    library.exports.record(export, source, target, "copy", "The disk is full.")
    assert library.exports.unfinished() == [export]
    library.exports.finish(export)
    assert library.exports.unfinished() == []
    assert library.exports.items(export) == [
        ExportItem(7, source, target, "copy", None),
        ExportItem(None, source, target, "copy", "The disk is full."),
    ]
