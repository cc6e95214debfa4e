"""Makes and changes profiles from what a person typed."""

from collections.abc import Sequence

from core import Profile
from curator.errors import UsageError


def new_profile(name: str, taste: str, traits: Sequence[str] = ()) -> Profile:
    """A profile from free text and "key=value" traits. Raises UsageError for bad traits."""
    return Profile.from_text(taste, name, with_traits({}, traits))


def changed_profile(profile: Profile, taste: str | None, traits: Sequence[str] = ()) -> Profile:
    """The profile with another taste (None keeps it) and more or fewer traits.

    Statements whose text stays keep their corrections. Raises UsageError for bad traits.
    """
    changed = profile if taste is None else profile.with_taste(taste)
    return Profile(changed.name, with_traits(dict(profile.traits), traits), changed.statements)


def with_traits(traits: dict[str, str], changes: Sequence[str]) -> dict[str, str]:
    """Traits after "key=value" changes; an empty value takes a trait away."""
    result = dict(traits)
    for change in changes:
        key, equals, value = change.partition("=")
        key, value = key.strip(), value.strip()
        if not equals or not key:
            raise UsageError(f"A trait is written KEY=VALUE, age=34 for example, not {change!r}.")
        if value:
            result[key] = value
        else:
            result.pop(key, None)
    return result
