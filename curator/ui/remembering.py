"""What the window remembers from one time to the next: between it and the settings."""

from dataclasses import replace
from typing import TYPE_CHECKING

from curator.settings import Settings
from curator.ui.filter_store import from_plain, to_plain
from curator.ui.filters import Filters
from curator.ui.keep_place import Place
from curator.ui.main_window import MainWindow

if TYPE_CHECKING:
    from curator.ui.gallery import Gallery


def restore(window: MainWindow, settings: Settings) -> None:
    """Show the window's controls as they were at the end of the last time."""
    window.strip.thumbnail_size.setValue(settings.thumbnail_size)
    kept = Filters(settings.sort, settings.min_score)
    if settings.filters:
        kept = from_plain(settings.filters)
    saved = {name: from_plain(one) for name, one in settings.saved_filters.items()}
    window.filters.restore(kept, saved)
    window.folders.restore(settings.root_id)
    window.grid_actions.restore(generic=settings.show_generic, advance=settings.auto_advance)
    window.comfort.restore(
        percent=settings.text_size, calm=settings.calm, stay=settings.keep_watching
    )


def remembered(window: MainWindow, gallery: "Gallery", settings: Settings) -> Settings:
    """The settings with what the window shows now."""
    wanted, place = window.filters.filters(), window.grid.place()
    geometry = window.saveGeometry().toBase64().data()
    return replace(
        settings,
        last_profile_id=None if gallery.profile is None else gallery.profile.id,
        geometry=bytes(geometry).decode("ascii"),
        splitter=window.splitter_state(),
        thumbnail_size=window.strip.thumbnail_size.value(),
        sort=wanted.sort,
        min_score=wanted.min_score,
        other_profile_id=None if gallery.other is None else gallery.other.id,
        filters=to_plain(wanted),
        saved_filters={n: to_plain(f) for n, f in window.filters.saved.saved.items()},
        stacks_collapsed=gallery.stacks.collapsed,
        root_id=window.folders.chosen_id(),
        photo_id=None if place is None else place.photo_id,
        photo_y=0 if place is None else place.y,
        chosen=() if place is None else place.chosen,
        show_generic=window.grid_actions.generic.isChecked(),
        auto_advance=window.grid_actions.advance.isChecked(),
        text_size=window.comfort.percent,
        calm=window.comfort.calm.isChecked(),
        keep_watching=window.comfort.stay.isChecked(),
    )


def kept_place(settings: Settings) -> Place | None:
    """Where the user was at the end of the last time."""
    if settings.photo_id is None:
        return None
    return Place(settings.photo_id, settings.photo_y, settings.chosen)
