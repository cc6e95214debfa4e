"""Constructed photos of which the values are known."""

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]


def flat(level: int | tuple[int, int, int], height: int = 200, width: int = 300) -> Pixels:
    return np.full((height, width, 3), level, dtype=np.uint8)


def blocks(seed: int = 0, *, height: int = 340, width: int = 512, count: int = 60) -> Pixels:
    """Sharp coloured boxes and discs on grey; the same picture at any size."""
    generator = np.random.default_rng(seed)
    image = flat(128, height, width)
    for _ in range(count):
        x, y, w, h = generator.random(4) * [width, height, width / 5, height / 5]
        colour = generator.integers(20, 236, 3).tolist()
        if generator.random() < 0.5:
            cv2.rectangle(image, (int(x), int(y)), (int(x + w), int(y + h)), colour, -1)
        else:
            cv2.circle(image, (int(x), int(y)), int(w / 2) + 1, colour, -1, cv2.LINE_AA)
    return image


def grain(image: Pixels, sigma: float, seed: int = 1) -> Pixels:
    noise = np.random.default_rng(seed).normal(0, sigma, (*image.shape[:2], 1))
    return np.clip(np.rint(image + noise), 0, 255).astype(np.uint8)


def natural(seed: int = 0, *, height: int = 340, width: int = 512) -> Pixels:
    """Colour fields whose amplitude falls as 1/f, as in photos of nature (Field 1987)."""
    generator = np.random.default_rng(seed)
    y, x = np.fft.fftfreq(height) * height, np.fft.rfftfreq(width) * width
    fall = 1 / np.maximum(1, np.hypot(y[:, None], x[None, :])) ** 1.1
    planes = [
        np.fft.irfft2(np.fft.rfft2(generator.standard_normal((height, width))) * fall)
        for _ in range(3)
    ]
    grey, *tints = ((plane - plane.mean()) / plane.std() for plane in planes)
    image = 120 + 45 * grey[..., None] + 12 * np.stack([tints[0], tints[1], -tints[0]], axis=2)
    return np.clip(np.rint(image), 0, 255).astype(np.uint8)


def spot(x: float, y: float, *, height: int = 300, width: int = 450) -> Pixels:
    """One small yellow disc on grey, at these shares of the sides."""
    image = flat(90, height, width)
    cv2.circle(image, (round(x * width), round(y * height)), height // 14, (250, 220, 40), -1)
    return image


def horizon(degrees: float, *, height: int = 340, width: int = 512) -> Pixels:
    """Light above, dark below a line that is turned clockwise."""
    y = np.arange(height)[:, None] - height / 2
    x = np.arange(width)[None, :] - width / 2
    below = y > x * np.tan(np.deg2rad(degrees))
    return np.repeat(np.where(below, 60, 200).astype(np.uint8)[..., None], 3, axis=2)


def landscape(*, height: int = 320, width: int = 480) -> Pixels:
    """Blue sky over grass, half and half."""
    image = flat((60, 130, 40), height, width)
    image[: height // 2] = (110, 160, 225)
    grass = np.random.default_rng(2).normal(0, 14, (height - height // 2, width, 1))
    image[height // 2 :] = np.clip(image[height // 2 :] + grass, 0, 255)
    return image


def face(*, height: int = 360, width: int = 360) -> Pixels:
    """A drawn face that the cascade takes for one, 160 pixels wide."""
    image = flat(60, height, width)
    cx, cy = width // 2, height // 2
    cv2.ellipse(image, (cx, cy), (80, 105), 0, 0, 360, (205, 170, 150), -1, cv2.LINE_AA)
    for side in (-1, 1):
        ex = cx + side * 34
        cv2.ellipse(image, (ex, cy - 26), (21, 11), 0, 0, 360, (110, 80, 70), -1, cv2.LINE_AA)
        cv2.circle(image, (ex, cy - 26), 8, (30, 25, 25), -1, cv2.LINE_AA)
        cv2.line(image, (ex - 20, cy - 46), (ex + 20, cy - 46), (70, 50, 45), 8, cv2.LINE_AA)
    cv2.line(image, (cx, cy - 20), (cx, cy + 18), (225, 195, 175), 12, cv2.LINE_AA)
    cv2.ellipse(image, (cx, cy + 22), (16, 6), 0, 0, 360, (150, 110, 100), -1, cv2.LINE_AA)
    cv2.ellipse(image, (cx, cy + 55), (34, 10), 0, 0, 360, (130, 60, 60), -1, cv2.LINE_AA)
    return cv2.GaussianBlur(image, (0, 0), 2.5).astype(np.uint8)
