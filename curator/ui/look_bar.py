"""The bar above the photos of the loupe and its kin: where one is, and what can be switched."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from curator.language import tr
from curator.ui.elided_label import ElidedLabel
from curator.ui.icon_button import IconButton
from curator.ui.photo_line import PhotoLine


class LookBar(QWidget):
    """Buttons take no focus: each has a key, which its tip says."""

    def __init__(self, title: str, hint: str = "", *, zoomable: bool = True) -> None:
        """`hint` says the keys of this view; without one, the line about the photo is shown."""
        super().__init__()
        self.setObjectName("filters")  # looks as the bar above the grid
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.back = _button("back", tr("Back to the photos (Esc)"))
        self.title = QLabel(title)
        self.title.setProperty("role", "heading")
        self.line = PhotoLine()
        self.hint = ElidedLabel(hint)
        self.hint.setProperty("role", "muted")
        self.zoom = QLabel()
        self.zoom.setProperty("role", "muted")
        self.zoom.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.actual = _button("actual-size", tr("One pixel for one (Z)"), checkable=True)
        self.focus = _button("focus", tr("Mark what is in focus (F)"), checkable=True)
        self.clipping = _button(
            "clipping", tr("Mark clipped lights and shadows (J)"), checkable=True
        )
        line = QHBoxLayout(self)
        line.setContentsMargins(8, 5, 10, 5)
        line.setSpacing(8)
        line.addWidget(self.back)
        line.addWidget(self.title)
        line.addWidget(self.hint if hint else self.line, 1)
        for widget in (self.zoom, self.actual, self.focus, self.clipping):
            line.addWidget(widget)
            widget.setVisible(zoomable)

    def show_zoom(self, factor: float | None, *, fitted: bool) -> None:
        """Say how large the photo is: pixels of the screen for one of it, if there is one."""
        percent = "" if factor is None else f"{100 * factor:.0f} %"
        self.zoom.setText(percent)
        self.zoom.setMinimumWidth(self.zoom.fontMetrics().horizontalAdvance("1600 % "))
        said = tr("Fitted, {percent}").format(percent=percent)
        self.zoom.setAccessibleName(said if fitted else percent)
        self.actual.setChecked(not fitted)


def _button(icon: str, name: str, *, checkable: bool = False) -> IconButton:
    button = IconButton(icon, name)
    button.setCheckable(checkable)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return button
