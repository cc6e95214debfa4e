"""The measured attributes: their names, scales and poles, in the order of `measure`'s values."""

from dataclasses import dataclass
from typing import Literal

Scale = Literal["low", "middle", "high"]


@dataclass(frozen=True, slots=True)
class Attribute:
    """One measured quality of a photo; `low` and `high` are plain words for its two poles."""

    id: str
    scale: Scale
    name: str
    low: str
    high: str

    def pole(self, wish: float) -> str:
        """The pole that a wish asks for: the high one when it is above 0."""
        return self.high if wish > 0 else self.low


ATTRIBUTES: tuple[Attribute, ...] = (
    Attribute("brightness", "low", "light", "dark", "bright"),
    Attribute("contrast", "low", "contrast", "soft, flat contrast", "strong contrast"),
    Attribute("highlight_clipping", "low", "highlights", "intact highlights", "blown highlights"),
    Attribute("shadow_clipping", "low", "shadows", "open shadows", "blocked-up shadows"),
    Attribute("saturation", "low", "saturation", "muted colours", "saturated colours"),
    Attribute("colourfulness", "low", "variety of colour", "few colours", "many vivid colours"),
    Attribute("warmth", "low", "colour temperature", "cool colours", "warm colours"),
    Attribute("monochrome", "low", "black and white", "in colour", "black and white"),
    Attribute("sharpness", "low", "sharpness", "blurred", "sharp"),
    Attribute("noise", "low", "grain", "clean", "grainy"),
    Attribute("vignette", "low", "corners", "evenly lit corners", "darkened corners"),
    Attribute(
        "compression",
        "low",
        "compression",
        "clean of compression damage",
        "blocky compression damage",
    ),
    Attribute("reds", "low", "red", "no red", "much red"),
    Attribute(
        "yellows", "low", "yellow and orange", "no yellow or orange", "much yellow and orange"
    ),
    Attribute("blues", "low", "blue", "no blue", "much blue"),
    Attribute("negative_space", "middle", "empty space", "filled frame", "much empty space"),
    Attribute("clutter", "middle", "clutter", "simple and tidy", "busy and cluttered"),
    Attribute("symmetry", "middle", "symmetry", "asymmetrical", "symmetrical"),
    Attribute("thirds", "middle", "rule of thirds", "off the thirds", "subject on the thirds"),
    Attribute("centring", "middle", "centring", "subject off centre", "subject in the centre"),
    Attribute(
        "depth_of_field", "middle", "depth of field", "sharp throughout", "blurred background"
    ),
    Attribute("horizon_tilt", "middle", "horizon", "level", "tilted"),
    Attribute("leading_lines", "middle", "leading lines", "no leading lines", "leading lines"),
    Attribute("texture", "middle", "texture", "smooth surfaces", "rich texture"),
    Attribute("format", "middle", "format", "tall portrait format", "wide landscape format"),
    Attribute("faces", "high", "faces", "no faces", "faces"),
    Attribute("face_size", "high", "size of faces", "small distant faces", "large close faces"),
    Attribute("sky", "high", "sky", "no sky", "much sky"),
    Attribute("greenery", "high", "greenery", "no greenery", "much greenery"),
    Attribute("water", "high", "water", "no water", "much water"),
    Attribute("night", "high", "time of day", "daylight", "night"),
)

_BY_ID = {attribute.id: attribute for attribute in ATTRIBUTES}


def wanted_end(name: str, wish: float) -> str:
    """What a wish asks for, in plain words: an attribute's pole, or a content or none of it.

    `name` is an attribute's id, or any other words for what a photo may show.
    """
    if name in _BY_ID:
        return _BY_ID[name].pole(wish)
    return name if wish > 0 else f"no {name}"
