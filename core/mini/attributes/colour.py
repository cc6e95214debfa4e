"""Colour: saturation, colourfulness, warmth, monochrome, hues."""

import cv2
import numpy as np

from core.mini.attributes.scene import Floats, Scene, mean_of

_OPPONENT = np.array([[1, -1, 0], [0.5, 0.5, -1]], dtype=np.float32)  # red-green, yellow-blue
_TONE_BINS = 16
_RESIDUAL_CHROMA = 4.0  # chroma beside the tone at which a photo is 1/e monochrome
_TONE_CHROMA = (25.0, 60.0)  # strongest chroma of a toned print, chroma that is plain colour
# hue angles in degrees: of no red, of full red, of full red, of no red, and so on
_REDS = (-25.0, -5.0, 44.0, 60.0)
_YELLOWS = (44.0, 60.0, 102.0, 114.0)
_BLUES = (205.0, 225.0, 305.0, 320.0)
_VISIBLE_CHROMA = (10.0, 40.0)  # CIELAB chroma of hardly any and of full colour


def saturation(scene: Scene) -> float:
    """CIELAB saturation C* / sqrt(C*^2 + L*^2) (Luebbe 2010), 0..1.

    A ratio of sums, so that noise in black areas, whose colour no one sees, does not count.
    """
    total = mean_of(np.asarray(cv2.magnitude(scene.chroma, scene.lightness), np.float32))
    return mean_of(scene.chroma) / total if total > 0 else 0.0


def colourfulness(scene: Scene) -> float:
    """Colourfulness M3 of Hasler and Suesstrunk 2003, divided by 100: 0 grey to about 1.1."""
    opponent = cv2.transform(scene.colours.astype(np.float32), _OPPONENT)
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
    lightness = scene.lightness.ravel()
    classes = np.clip(lightness * (_TONE_BINS / 100), 0, _TONE_BINS - 1).astype(np.intp)
    count = np.maximum(np.bincount(classes, minlength=_TONE_BINS), 1)
    residual = 0.0
    for plane in scene.planes[1:]:
        opponent = plane.ravel()
        sums = np.bincount(classes, weights=opponent, minlength=_TONE_BINS)
        squares = np.bincount(classes, weights=opponent * opponent, minlength=_TONE_BINS)
        residual += max(0.0, float(np.sum(squares - sums * sums / count)))
    unexplained = np.sqrt(residual / lightness.size) / _RESIDUAL_CHROMA
    print_like, plain = _TONE_CHROMA
    strength = np.clip((plain - mean_of(scene.chroma)) / (plain - print_like), 0, 1)
    return float(np.exp(-unexplained) * strength)


def reds(scene: Scene) -> float:
    """Share of the area that is red, from crimson to vermilion, 0..1; pale red counts in part.

    By CIELAB hue angle h_ab (CIE 1976); the sRGB primaries lie at 40 (red), 103 (yellow), 136
    (green) and 306 degrees (blue), orange at about 70. Borders and weights by chroma are ours.
    """
    return _share(scene, _REDS)


def yellows(scene: Scene) -> float:
    """Share of the area that is orange, golden or yellow, 0..1, measured as `reds`."""
    return _share(scene, _YELLOWS)


def blues(scene: Scene) -> float:
    """Share of the area that is azure to ultramarine, 0..1, measured as `reds`."""
    return _share(scene, _BLUES)


def _share(scene: Scene, hues: tuple[float, float, float, float]) -> float:
    hue, weight = scene.cached(_hues)
    start, full, still, end = hues
    angle = (hue - start) % 360
    rising, falling = angle / (full - start), (end - start - angle) / (end - still)
    return mean_of(np.clip(np.minimum(rising, falling), 0, 1) * weight)


def _hues(scene: Scene) -> tuple[Floats, Floats]:
    """(h, w) CIELAB hue angle in degrees, and how visible it is, 0..1."""
    faint, full = _VISIBLE_CHROMA
    _, a, b = cv2.split(scene.small)
    chroma, hue = cv2.cartToPolar(a, b, angleInDegrees=True)
    return np.asarray(hue), np.asarray(np.clip((chroma - faint) / (full - faint), 0, 1))
