"""Ground + clutter → what lies along a path."""

from covplan.terrain.line_of_sight import Clearance, Horizon, LineOfSight, fresnel_radius_m, line_of_sight
from covplan.terrain.profile import Profile, read_profile

__all__ = ["Clearance", "Horizon", "LineOfSight", "Profile", "fresnel_radius_m", "line_of_sight", "read_profile"]
