"""Where the eye goes first."""

import cv2
import numpy as np

from core.mini.attributes.scene import Floats, Scene

_SIDE = 64  # as in the paper: the scale of whole objects
_SMOOTH = 1.0  # so that how a photo was reduced hardly shows


def salience(scene: Scene) -> Floats | None:
    """(64, 64) salience, mean 1, or None in a photo where nothing stands out.

    The spectral residual of each LAB channel (Hou and Zhang 2007), and the distance of the local
    from the mean colour (frequency-tuned saliency, Achanta et al. 2009), which holds large objects
    together; squared, so that the peaks count.
    """
    if not scene.has_layout:
        return None
    square = cv2.resize(scene.small, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA)
    lab = np.asarray(cv2.GaussianBlur(square, (0, 0), _SMOOTH), dtype=np.float32)
    if float(np.max(np.std(lab, axis=(0, 1)))) < 0.5:
        return None
    residual = np.sum([_spectral_residual(lab[..., i]) for i in range(3)], axis=0)
    blurred = cv2.GaussianBlur(lab, (0, 0), 1.0)
    tuned = np.linalg.norm(blurred - lab.mean(axis=(0, 1)), axis=2)
    both = residual / np.mean(residual) + tuned / np.mean(tuned)
    squared = (both * both).astype(np.float32)
    return np.asarray(squared / np.mean(squared), dtype=np.float32)


def _spectral_residual(channel: Floats) -> Floats:
    spectrum = np.fft.fft2(channel)
    amplitude = np.abs(spectrum) + 1e-3
    log_amplitude = np.log(amplitude)
    smooth = cv2.blur(log_amplitude, (3, 3), borderType=cv2.BORDER_REFLECT)
    found = np.abs(np.fft.ifft2(np.exp(log_amplitude - smooth) * spectrum / amplitude)) ** 2
    return np.asarray(cv2.GaussianBlur(found.astype(np.float32), (0, 0), 2.5), dtype=np.float32)
