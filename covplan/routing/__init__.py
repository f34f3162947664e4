"""Chosen sites → shared fibre along corridors."""

from __future__ import annotations

from covplan.routing.connect import FibrePlan, RoutingSettings, connect

__all__ = ["FibrePlan", "RoutingSettings", "connect"]
