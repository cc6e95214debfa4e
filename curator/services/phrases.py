"""What a photo shows of each measured attribute, in words, and what it is that a person wants."""

from bisect import bisect_right
from dataclasses import dataclass

_CUTS = (-0.6, -0.2, 0.2, 0.6)


@dataclass(frozen=True, slots=True)
class Phrases:
    """Words of one attribute.

    `wanted`: what is liked by those who want the low and the high pole. `shown`: what a photo shows
    in five steps from the low to the high pole; `cuts` are the values (-1 to 1, a standing among
    reference photos) between them.
    """

    wanted: tuple[str, str]
    shown: tuple[str, str, str, str, str]
    cuts: tuple[float, float, float, float] = _CUTS

    def at(self, value: float) -> str:
        """What a photo with this value shows."""
        return self.shown[bisect_right(self.cuts, value)]


# Where many photos measure zero, zero stands well below the middle: "no sky" has most of the range.
PHRASES: dict[str, Phrases] = {
    "brightness": Phrases(
        ("dark photos", "bright photos"),
        ("very dark", "rather dark", "medium light", "rather bright", "very bright"),
    ),
    "contrast": Phrases(
        ("soft contrast", "strong contrast"),
        (
            "very soft contrast",
            "soft contrast",
            "medium contrast",
            "strong contrast",
            "very strong contrast",
        ),
    ),
    "highlight_clipping": Phrases(
        ("intact highlights", "blown highlights"),
        (
            "intact highlights",
            "intact highlights",
            "hardly any blown highlights",
            "a few blown highlights",
            "blown highlights",
        ),
    ),
    "shadow_clipping": Phrases(
        ("open shadows", "deep black shadows"),
        (
            "open shadows",
            "open shadows",
            "hardly any blocked-up shadows",
            "a few blocked-up shadows",
            "blocked-up shadows",
        ),
    ),
    "saturation": Phrases(
        ("muted colours", "vivid, saturated colours"),
        (
            "very muted colours",
            "muted colours",
            "medium saturation",
            "saturated colours",
            "very saturated colours",
        ),
    ),
    "colourfulness": Phrases(
        ("few colours", "many colours"),
        ("very few colours", "few colours", "some colours", "many colours", "many vivid colours"),
    ),
    "warmth": Phrases(
        ("cool colours", "warm colours"),
        (
            "very cool colours",
            "cool colours",
            "neutral colours",
            "warm colours",
            "very warm colours",
        ),
    ),
    "monochrome": Phrases(
        ("photos in colour", "black and white"),
        ("in full colour", "in colour", "in colour", "in few tones of colour", "black and white"),
        cuts=(-0.6, -0.2, 0.4, 0.85),
    ),
    "sharpness": Phrases(
        ("soft or blurred photos", "sharp photos"),
        ("very blurred", "rather blurred", "medium sharpness", "sharp", "very sharp"),
    ),
    "noise": Phrases(
        ("clean photos without grain", "grainy photos"),
        ("free of grain", "hardly any grain", "a little grain", "grainy", "very grainy"),
    ),
    "vignette": Phrases(
        ("evenly lit corners", "darkened corners"),
        (
            "bright corners",
            "evenly lit corners",
            "nearly even corners",
            "rather dark corners",
            "darkened corners",
        ),
    ),
    "compression": Phrases(
        ("photos free of compression damage", "blocky, over-compressed photos"),
        (
            "free of compression damage",
            "free of compression damage",
            "hardly any compression damage",
            "some compression damage",
            "blocky compression damage",
        ),
    ),
    "reds": Phrases(
        ("photos without red", "much red"),
        ("no red", "no red", "a little red", "some red", "much red"),
    ),
    "yellows": Phrases(
        ("photos without yellow or orange", "much yellow and orange"),
        (
            "no yellow or orange",
            "hardly any yellow or orange",
            "a little yellow or orange",
            "some yellow and orange",
            "much yellow and orange",
        ),
    ),
    "blues": Phrases(
        ("photos without blue", "much blue"),
        ("no blue", "no blue", "a little blue", "some blue", "much blue"),
    ),
    "negative_space": Phrases(
        ("a filled frame", "much empty space"),
        (
            "a filled frame",
            "little empty space",
            "some empty space",
            "much empty space",
            "very much empty space",
        ),
    ),
    "clutter": Phrases(
        ("simple, tidy pictures", "busy pictures"),
        (
            "very simple and tidy",
            "simple and tidy",
            "neither simple nor busy",
            "busy",
            "very busy and cluttered",
        ),
    ),
    "symmetry": Phrases(
        ("asymmetry", "symmetry"),
        (
            "asymmetrical",
            "hardly symmetrical",
            "partly symmetrical",
            "nearly symmetrical",
            "symmetrical",
        ),
    ),
    "thirds": Phrases(
        ("a subject off the thirds", "a subject on the thirds"),
        (
            "subject far from the thirds",
            "subject off the thirds",
            "subject near the thirds",
            "subject on the thirds",
            "subject right on the thirds",
        ),
    ),
    "centring": Phrases(
        ("a subject off centre", "a subject in the centre"),
        (
            "subject far off centre",
            "subject off centre",
            "subject near the centre",
            "subject in the centre",
            "subject right in the centre",
        ),
    ),
    "depth_of_field": Phrases(
        ("photos sharp throughout", "a blurred background"),
        (
            "sharp throughout",
            "nearly sharp throughout",
            "slightly blurred background",
            "blurred background",
            "very blurred background",
        ),
    ),
    "horizon_tilt": Phrases(
        ("a level horizon", "a tilted horizon"),
        (
            "level horizon",
            "level horizon",
            "nearly level horizon",
            "slightly tilted horizon",
            "tilted horizon",
        ),
    ),
    "leading_lines": Phrases(
        ("no leading lines", "leading lines"),
        (
            "no leading lines",
            "hardly any leading lines",
            "some leading lines",
            "leading lines",
            "strong leading lines",
        ),
    ),
    "texture": Phrases(
        ("smooth surfaces", "rich texture"),
        ("very smooth surfaces", "smooth surfaces", "some texture", "rich texture", "much texture"),
    ),
    "format": Phrases(
        ("tall portrait format", "wide landscape format"),
        (
            "tall portrait format",
            "upright or square format",
            "landscape format",
            "landscape format",
            "wide landscape format",
        ),
    ),
    "faces": Phrases(
        ("photos without faces", "photos with faces"),
        ("no faces", "no faces", "no faces", "a face", "faces"),
    ),
    "face_size": Phrases(
        ("small, distant faces", "large, close faces"),
        (
            "small, distant faces",
            "rather small faces",
            "faces of medium size",
            "rather large faces",
            "large, close faces",
        ),
    ),
    "sky": Phrases(
        ("no sky", "much sky"),
        ("no sky", "no sky", "hardly any sky", "some sky", "much sky"),
    ),
    "greenery": Phrases(
        ("no greenery", "much greenery"),
        (
            "no greenery",
            "hardly any greenery",
            "a little greenery",
            "some greenery",
            "much greenery",
        ),
    ),
    "water": Phrases(
        ("no water", "much water"),
        ("no water", "hardly any water", "a little water", "some water", "much water"),
    ),
    "night": Phrases(
        ("daylight", "night"),
        ("full daylight", "daylight", "dim light", "dusk or night", "night"),
    ),
}
