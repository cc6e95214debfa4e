"""What a photo says of itself, read from its beginning: nothing is decoded but its thumbnail.

Runs in a decoding child.
"""

import io
import warnings
from pathlib import Path

from PIL import Image

from curator.worker.exif import ExifFacts, read_facts
from curator.worker.formats import kind_of
from curator.worker.raster import open_picture
from curator.worker.raw import read_raw_facts
from curator.worker.reading import DecodeError
from curator.worker.records import Recalled, RecallRequest
from curator.worker.sketching import sketch


def recall(request: RecallRequest) -> Recalled:
    """How a photo was taken, and its sketch. Raises DecodeError with a sentence."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # decoders grumble about harmless flaws
        try:
            with Image.open(io.BytesIO(request.thumbnail), formats=("JPEG",)) as small:
                grey = sketch(small)
        except Exception as error:  # decoders raise whatever the bytes provoke
            raise DecodeError("The thumbnail is damaged.") from error
        facts = _facts(request.path)
    return Recalled(facts.lens, facts.exposure, grey)


def _facts(path: Path) -> ExifFacts:
    """Those of a PNG are passed over: they may come after its pixels."""
    try:
        with path.open("rb") as file:
            kind = kind_of(file.read(32), path.suffix)
            file.seek(0)
            if kind == "raw":
                return read_raw_facts(file)
            with open_picture(file, path.suffix.lower(), heif=kind == "heif") as image:
                return ExifFacts() if image.format == "PNG" else read_facts(image)
    except Exception:  # gone, or damaged: the sketch is enough
        return ExifFacts()
