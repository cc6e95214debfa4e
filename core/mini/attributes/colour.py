"""Colour: saturation, colourfulness, warmth, monochrome."""

import cv2
import numpy as np

from core.mini.attributes.scene import Scene, mean_of

_OPPONENT = np.array([[1, -1, 0], [0.5, 0.5, -1]], dtype=np.float32)  # red-green, yellow-blue
_TONE_BINS = 16
_RESIDUAL_CHROMA = 4.0  # chroma beside the tone at which a photo is 1/e monochrome
_TONE_CHROMA = (25.0, 60.0)  # strongest chroma of a toned print, chroma that is plain colour


def saturation(scene: Scene) -> float:
    """CIELAB saturation C* / sqrt(C*^2 + L*^2) (Luebbe 2010), 0..1.

    A ratio of sums, so that noise in black areas, whose colour no one sees, does not count.
    """
    full = np.hypot(scene.chroma, scene.lightness)
    total = float(np.sum(full, dtype=np.float64))
    return float(np.sum(scene.chroma, dtype=np.float64)) / total if total > 0 else 0.0


def colourfulness(scene: Scene) -> float:
    """Colourfulness M3 of Hasler and Suesstrunk 2003, divided by 100: 0 grey to about 1.1."""
    opponent = cv2.transform(scene.view.astype(np.float32), _OPPONENT)
    mean, spread = cv2.meanStdDev(opponent)
    return float(np.hypot(*spread.ravel()) + 0.3 * np.hypot(*mean.ravel())) / 100


def warmth(scene: Scene) -> float:
    """Octaves by which red outweighs blue in the mean colour; 0 neutral, positive warm.

    The mean colour is the light's colour under the grey-world assumption (Buchsbaum 1980); along
    the Planckian locus its ratio of red to blue falls steadily with the colour temperature.
    """
    red, _, blue, _ = cv2.mean(scene.view)
    return float(np.log2((red + 4) / (blue + 4)))


def monochrome(scene: Scene) -> float:
    """How well one tone explains the colours, 1 for black-and-white, sepia and toned, 0..1.

    In a toned print colour is a function of lightness. The chroma that lightness leaves
    unexplained is the root mean square distance from the mean (a*, b*) of the pixel's class of
    lightness: the correlation ratio (Pearson 1905) left unnormalised. Strong colour, however
    uniform, is no toned print.
    """
    lab = scene.lab[::2, ::2]  # plenty for statistics
    lightness = lab[..., 0].ravel()
    classes = np.clip(lightness * (_TONE_BINS / 100), 0, _TONE_BINS - 1).astype(np.intp)
    count = np.maximum(np.bincount(classes, minlength=_TONE_BINS), 1)
    residual = 0.0
    for axis in (1, 2):
        opponent = lab[..., axis].ravel()
        sums = np.bincount(classes, weights=opponent, minlength=_TONE_BINS)
        squares = np.bincount(classes, weights=opponent * opponent, minlength=_TONE_BINS)
        residual += max(0.0, float(np.sum(squares - sums * sums / count)))
    unexplained = np.sqrt(residual / lightness.size) / _RESIDUAL_CHROMA
    print_like, plain = _TONE_CHROMA
    strength = np.clip((plain - mean_of(scene.chroma)) / (plain - print_like), 0, 1)
    return float(np.exp(-unexplained) * strength)
