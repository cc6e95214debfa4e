"""The line at the bottom: what is being done, how fast, on what device; pause and stop."""

from typing import Literal

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QSlider, QToolButton, QWidget

from curator.language import mark, tr
from curator.services.events import Progress
from curator.ui import icons
from curator.ui.elided_label import ElidedLabel
from curator.ui.words import left_in_words, number

Stage = Literal["starting", "reading", "looking", "judging", "idle", "paused", "stopped"]

_SAID = {
    "starting": mark("Starting"),
    "reading": mark("Reading photos"),
    "looking": mark("Looking at photos"),
    "judging": mark("Scoring"),
    "paused": mark("Paused"),
    "stopped": mark("Scoring stopped"),
}


class ProgressStrip(QWidget):
    """Progress with pause, resume and stop; the size of the thumbnails at its end.

    Signals:
        pause_requested, resume_requested, stop_requested: as the user asked.
        size_chosen: the side of the thumbnails in device-independent pixels.
    """

    pause_requested = Signal()
    resume_requested = Signal()
    stop_requested = Signal()
    size_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("strip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._stage: Stage = "starting"
        self._said = QLabel(tr("Starting…"))
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(200)
        self._bar.setAccessibleName(tr("Progress of scoring"))
        self._rate = ElidedLabel()
        self._rate.setProperty("role", "muted")
        self.pause = QToolButton()
        self.stop = QToolButton()
        self.stop.setAccessibleName(tr("Stop scoring"))
        self.stop.setToolTip(tr("Stop scoring; what is scored stays"))
        self._shown = QLabel()
        self._shown.setProperty("role", "muted")
        self.thumbnail_size = QSlider(Qt.Orientation.Horizontal)
        self.thumbnail_size.setRange(110, 480)
        self.thumbnail_size.setValue(190)
        self.thumbnail_size.setPageStep(40)
        self.thumbnail_size.setFixedWidth(120)
        self.thumbnail_size.setAccessibleName(tr("Size of the thumbnails"))
        self.thumbnail_size.setToolTip(tr("Size of the thumbnails (Ctrl+plus, Ctrl+minus, Ctrl+0)"))
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 4, 12, 4)
        line.setSpacing(10)
        for widget in (self.pause, self.stop, self._bar, self._said):
            line.addWidget(widget)
        line.addWidget(self._rate, 1)
        line.addWidget(self._shown)
        line.addWidget(self.thumbnail_size)
        self.pause.clicked.connect(self._on_pause_clicked)
        self.stop.clicked.connect(self.stop_requested)
        self.thumbnail_size.valueChanged.connect(self.size_chosen)
        self._draw_buttons()
        self._bar.hide()

    def show_progress(self, now: Progress, *, stopped: bool = False) -> None:
        """Show where the work stands; `stopped` when the user ended it before all was done."""
        self._stage = "stopped" if stopped else now.stage
        busy = self._stage in ("reading", "looking", "judging")
        self._bar.setVisible(self._stage != "idle" and now.total > 0)
        self._bar.setRange(0, max(1, now.total))
        self._bar.setValue(min(now.done, now.total))
        self._said.setText(_sentence(self._stage, now.done, now.total))
        parts = []
        if busy and now.per_second > 0:
            parts.append(tr("{number} photos/s").format(number=number(now.per_second, 1)))
        if parts and now.done < now.total:
            parts.append(left_in_words((now.total - now.done) / now.per_second))
        parts += [_device(now.device)] if now.device else []
        self._rate.setText(" · ".join(parts))
        self._draw_buttons()

    def said(self) -> str:
        """The sentence shown."""
        return self._said.text()

    def rate(self) -> str:
        """The speed, the time left and the device shown."""
        return self._rate.text()

    def show_count(self, text: str) -> None:
        """Show how many photos are shown and chosen."""
        self._shown.setText(text)

    def _draw_buttons(self) -> None:
        held = self._stage in ("paused", "stopped")
        said = tr("Resume scoring") if held else tr("Pause scoring")
        self.pause.setIcon(icons.icon("play" if held else "pause", self.palette()))
        self.pause.setAccessibleName(said)
        self.pause.setToolTip(said)
        self.pause.setEnabled(self._stage not in ("idle", "starting"))
        self.stop.setIcon(icons.icon("stop", self.palette()))
        self.stop.setEnabled(self._stage not in ("idle", "stopped", "starting"))

    def _on_pause_clicked(self) -> None:
        if self._stage in ("paused", "stopped"):
            self.resume_requested.emit()
        else:
            self.pause_requested.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw_buttons()


def _sentence(stage: Stage, done: int, total: int) -> str:
    if stage == "idle":
        if done < total:  # without a judge
            return tr("{done} of {total} photos are scored").format(
                done=number(done), total=number(total)
            )
        return tr("All photos are scored") if total else tr("Watching for new photos")
    said = tr(_SAID[stage])
    if not total:
        return f"{said}…"
    return tr("{said}: {done} of {total}").format(said=said, done=number(done), total=number(total))


def _device(device: str) -> str:
    return {
        "cpu": tr("on the processor"),
        "cuda": tr("on the GPU (CUDA)"),
        "mps": tr("on the GPU (MPS)"),
    }.get(device, tr("on {device}").format(device=device))
