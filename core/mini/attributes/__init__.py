"""What can be measured in a photo without knowing who looks at it.

The names alone, which the window needs too, are loaded here; `measuring` brings OpenCV and SciPy.
"""

from core.mini.attributes.attribute import ATTRIBUTES, Attribute, Scale, wanted_end

__all__ = ["ATTRIBUTES", "Attribute", "Scale", "wanted_end"]
