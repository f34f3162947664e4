"""Ground and clutter → what lies along a path."""

from covplan.terrain.profile import Profile, read_profile

__all__ = ["Profile", "read_profile"]
