"""What one photo is beside another, in words, for each measured attribute."""

from curator.language import tr

COMPARED: dict[str, tuple[str, str]] = {
    "brightness": ("darker", "brighter"),
    "contrast": ("softer in contrast", "stronger in contrast"),
    "highlight_clipping": ("better in its highlights", "whiter in its highlights"),
    "shadow_clipping": ("more open in its shadows", "deeper in its shadows"),
    "saturation": ("more muted", "more vivid"),
    "colourfulness": ("quieter in its colours", "richer in its colours"),
    "warmth": ("cooler", "warmer"),
    "monochrome": ("more colourful", "less colourful"),
    "sharpness": ("softer", "sharper"),
    "noise": ("cleaner", "grainier"),
    "vignette": ("more evenly lit", "darker in its corners"),
    "compression": ("cleaner", "blockier"),
    "reds": ("less red", "redder"),
    "yellows": ("less yellow", "more yellow"),
    "blues": ("less blue", "bluer"),
    "negative_space": ("fuller in its frame", "emptier in its frame"),
    "clutter": ("tidier", "busier"),
    "symmetry": ("less symmetrical", "more symmetrical"),
    "thirds": ("further from the thirds", "closer to the thirds"),
    "centring": ("further from the centre", "better centred"),
    "depth_of_field": ("sharper throughout", "softer in its background"),
    "horizon_tilt": ("more level", "more tilted"),
    "leading_lines": ("poorer in lines", "richer in lines"),
    "texture": ("smoother", "richer in texture"),
    "face_size": ("further from the faces", "closer to the faces"),
    "greenery": ("less green", "greener"),
}


def compared(attribute: str, *, higher: bool) -> str | None:
    """What a photo is that stands higher or lower on an attribute: "sharper"; None: no word."""
    words = COMPARED.get(attribute)
    return None if words is None else tr(words[higher])
