"""What can be measured in a photo without knowing who looks at it."""

from core.mini.attributes.attribute import ATTRIBUTES, Attribute, Scale
from core.mini.attributes.measuring import measure

__all__ = ["ATTRIBUTES", "Attribute", "Scale", "measure"]
