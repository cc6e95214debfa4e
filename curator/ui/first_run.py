"""The first page a newcomer sees: who you are, what you like, where your photos are."""

from pathlib import Path

from PySide6.QtCore import QEvent, QStandardPaths, Qt, Signal
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from core import Profile
from curator.language import tr
from curator.ui import icons
from curator.ui.page import Page
from curator.ui.profile_form import ProfileForm
from curator.ui.text_size import scaled
from curator.ui.theme import tones


class FirstRunPage(Page):
    """Makes the first profile and adds the first folder.

    Signals:
        started: the profile (a Profile) and the folder (a Path, or None) are chosen.
    """

    started = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = ProfileForm()
        self.folder = QLineEdit()
        self.folder.setPlaceholderText(tr("A folder of photos; subfolders are included"))
        self.folder.setAccessibleName(tr("Folder of photos"))
        self.browse = QPushButton(tr("&Choose…"))
        self.browse.setAccessibleName(tr("Choose a folder of photos"))
        self.start = QPushButton(tr("&Start ranking"))
        self.start.setProperty("primary", True)
        self.start.setDefault(True)
        self._problem = QLabel()
        self._problem.setProperty("role", "muted")
        self._sign = QLabel()
        self._build()
        self.browse.clicked.connect(self._on_browse)
        self.start.clicked.connect(self._on_start)
        self.folder.textChanged.connect(self._check)
        self.folder.returnPressed.connect(self.start.click)
        self.form.changed.connect(self._check)
        self._draw_sign()
        self._check()

    def _build(self) -> None:
        title = QLabel(tr("Welcome to Curator"))
        title.setProperty("role", "title")
        about = QLabel(
            tr(
                "Curator ranks your photos by your own taste. Everything stays on this computer, "
                "and your originals are only ever read."
            )
        )
        about.setProperty("role", "muted")
        about.setWordWrap(True)
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(title)
        names.addWidget(about)
        head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(names, 1)
        where = QLabel(tr("Where are your &photos?"))
        where.setProperty("role", "heading")
        where.setBuddy(self.folder)
        choose = QHBoxLayout()
        choose.addWidget(self.folder, 1)
        choose.addWidget(self.browse)
        foot = QHBoxLayout()
        foot.addWidget(self._problem, 1)
        foot.addWidget(self.start)
        page = self._page = QWidget()
        lines = QVBoxLayout(page)
        lines.setContentsMargins(36, 28, 36, 24)
        lines.setSpacing(8)
        lines.addLayout(head)
        lines.addSpacing(10)
        lines.addWidget(self.form, 1)
        lines.addSpacing(8)
        lines.addWidget(where)
        lines.addLayout(choose)
        lines.addSpacing(6)
        lines.addLayout(foot)
        self._bound()
        around = QWidget()
        centre = QHBoxLayout(around)
        centre.setContentsMargins(0, 0, 0, 0)
        centre.addStretch(1)
        centre.addWidget(page, 100)
        centre.addStretch(1)
        self.show_content(around)

    def _bound(self) -> None:
        """No larger than is good to read, on any screen."""
        self._page.setMaximumSize(scaled(1040), scaled(880))

    def show_problem(self, sentence: str) -> None:
        """Say why it cannot start yet."""
        self._problem.setText(sentence)

    def _check(self) -> None:
        profile = self.form.profile()
        folder = self.folder.text().strip()
        problem = ""
        if not profile.name:
            problem = tr("Give your profile a name.")
        elif not folder:
            problem = tr("Choose a folder of photos.")
        elif not Path(folder).expanduser().is_dir():
            problem = tr("There is no such folder.")
        self._problem.setText(problem)
        self.start.setEnabled(not problem)

    def _on_browse(self) -> None:
        home = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        chosen = QFileDialog.getExistingDirectory(
            self, tr("Choose a folder of photos"), self.folder.text() or home
        )
        if chosen:
            self.folder.setText(chosen)

    def _on_start(self) -> None:
        profile: Profile = self.form.profile()
        self.started.emit(profile, Path(self.folder.text().strip()).expanduser())

    def _draw_sign(self) -> None:
        # its own palette is an old one while another page is shown
        colour = tones(QGuiApplication.palette()).accent
        self._sign.setPixmap(icons.pixmap("curator", colour, scaled(52), self.devicePixelRatioF()))

    def showEvent(self, event: QShowEvent) -> None:
        self._draw_sign()  # the theme may have changed while another page was shown
        super().showEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_sign"):
            self._draw_sign()
        elif event.type() == QEvent.Type.FontChange and hasattr(self, "_page"):
            self._bound()
