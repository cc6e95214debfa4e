"""Twenty ordinary profiles: what people may write about their taste, in several sentences.

Written for the figures alone; no phrasing was taken from the lexicon, some sentences are about
things that no attribute covers, and nothing was changed after looking at how they are read.
"""

from core.profile import Profile

ORDINARY = (
    "I love dark, moody light. Simple pictures with one subject. I don't care for bright colours.",
    "Bright and airy photos make me happy. White walls, soft light, pastel tones. No heavy blacks.",
    "I shoot street at night. Neon signs, strong contrast and some grain are what I look for.",
    "Black and white is my world. Colour distracts me. I like high contrast and clear shapes.",
    "Give me colour, lots of it! Markets, festivals, balloons. Grey pictures bore me.",
    "I want my landscapes sharp from front to back. A level horizon is a must. I like big skies.",
    "Portraits with a soft, blurred background. Close to the face. Warm light in the evening.",
    "I like calm pictures of the sea. Lots of empty space. Cool blue tones.",
    "Forests and gardens, everything green. Natural colours please, nothing oversaturated.",
    "We have two kids and a dog. I like pictures of people who smile. Blurry ones can go.",
    "I collect old film cameras. Grain does not bother me, I even like it. Faded colours are nice.",
    "Architecture: symmetry, straight lines, clean surfaces. Please no people in the picture.",
    "I hate noise and blown highlights. Everything should be technically clean and sharp.",
    "I'm drawn to minimalism. A small subject in a huge empty frame. Muted tones, soft contrast.",
    "Golden hour is the best time of day. Warm tones and long shadows. I avoid cold light.",
    "I prefer the subject off to one side, following the rule of thirds. Centred shots are dull.",
    "Wide panoramas of mountains and lakes. Dramatic clouds. I rarely keep upright pictures.",
    "Busy scenes full of life and detail. Crowds, texture, rust, peeling paint. Not too tidy.",
    "I like it a bit dark but not black. Details in the shadows matter to me. Subtle colours.",
    "I take pictures of food for a magazine. Daylight, gentle shadows, a shallow depth of field.",
)
"""The profiles' texts; the empty one comes beside them."""


def ordinary_profiles(count: int) -> list[Profile]:
    """The first `count` of them."""
    return [Profile.from_text(text) for text in ORDINARY[:count]]
