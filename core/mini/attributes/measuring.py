"""All attributes of one photo at once."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from core.mini.attributes import colour, compression, content, detail, faces, layout, light, lines
from core.mini.attributes.attribute import ATTRIBUTES
from core.mini.attributes.scene import Scene

MEASURES: Mapping[str, Callable[[Scene], float]] = {
    "brightness": light.brightness,
    "contrast": light.contrast,
    "highlight_clipping": light.highlight_clipping,
    "shadow_clipping": light.shadow_clipping,
    "saturation": colour.saturation,
    "colourfulness": colour.colourfulness,
    "warmth": colour.warmth,
    "monochrome": colour.monochrome,
    "sharpness": detail.sharpness,
    "noise": detail.noise,
    "vignette": light.vignette,
    "compression": compression.compression,
    "reds": colour.reds,
    "yellows": colour.yellows,
    "blues": colour.blues,
    "negative_space": layout.negative_space,
    "clutter": layout.clutter,
    "symmetry": layout.symmetry,
    "thirds": layout.thirds,
    "centring": layout.centring,
    "depth_of_field": detail.depth_of_field,
    "horizon_tilt": lines.horizon_tilt,
    "leading_lines": lines.leading_lines,
    "texture": detail.texture,
    "format": layout.aspect,
    "faces": faces.presence,
    "face_size": faces.size,
    "sky": content.sky,
    "greenery": content.greenery,
    "water": content.water,
    "night": content.night,
}


def measure(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Measure a photo: raw values (31,) float32 in the order of `ATTRIBUTES`.

    `pixels` (height, width, 3) is upright sRGB, long side at most 2,048. A value that cannot be
    measured in this photo (the size of faces where there is none) is NaN. The global view is at
    most 512 pixels long and never enlarged; sharpness and noise are measured at fixed long sides
    too, so the same photo in another size has nearly the same values.

    Raises ValueError when the array is no such photo.
    """
    return measure_scene(scene_of(pixels))


def scene_of(pixels: NDArray[np.uint8]) -> Scene:
    """A photo's views. Raises ValueError as `measure` does."""
    if pixels.ndim != 3 or pixels.shape[2] != 3 or pixels.dtype != np.uint8 or pixels.size == 0:
        raise ValueError(
            f"a photo is (height, width, 3) uint8, not {pixels.shape} {pixels.dtype.name}"
        )
    return Scene(pixels)


def measure_scene(scene: Scene) -> NDArray[np.float32]:
    """As `measure`, of a photo whose views are used elsewhere too."""
    values = np.array([MEASURES[a.id](scene) for a in ATTRIBUTES])
    # the last digits may depend on threads and alignment; a look must not
    return values.round(5).astype(np.float32)
