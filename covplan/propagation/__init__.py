"""Profile + frequency → loss, antenna gain and link budget; one file or folder per Recommendation."""

from covplan.propagation.additional_loss import WithTerminalLoss, refuse_second_clutter
from covplan.propagation.antenna import gain_dbi
from covplan.propagation.building_entry import Building, building_entry_loss_db
from covplan.propagation.clutter_loss import Clutter, HeightGainClutter, StatisticalClutter
from covplan.propagation.cost231_hata import Cost231Environment, Cost231Hata
from covplan.propagation.ehata import EHata, EHataEnvironment
from covplan.propagation.free_space import FreeSpace, free_space_loss_db
from covplan.propagation.hata import HataEnvironment, OkumuraHata
from covplan.propagation.itm import ITM, ITMArea
from covplan.propagation.link_budget import LinkBudget, link_budget
from covplan.propagation.p526 import Bullington, DeltaBullington, KnifeEdge
from covplan.propagation.p1812 import P1812, Polarisation, location_sigma_db
from covplan.propagation.path_loss import PathLoss
from covplan.propagation.seamcat_extended_hata import SeamcatEnvironment, SeamcatExtendedHata
from covplan.propagation.tr38901 import TR38901
from covplan.propagation.vegetation import Woodland

__all__ = [
    "ITM",
    "P1812",
    "ITMArea",
    "TR38901",
    "Building",
    "Bullington",
    "Clutter",
    "DeltaBullington",
    "FreeSpace",
    "HeightGainClutter",
    "KnifeEdge",
    "Cost231Environment",
    "Cost231Hata",
    "EHata",
    "EHataEnvironment",
    "HataEnvironment",
    "LinkBudget",
    "OkumuraHata",
    "PathLoss",
    "Polarisation",
    "StatisticalClutter",
    "WithTerminalLoss",
    "Woodland",
    "building_entry_loss_db",
    "SeamcatEnvironment",
    "SeamcatExtendedHata",
    "free_space_loss_db",
    "gain_dbi",
    "link_budget",
    "location_sigma_db",
    "refuse_second_clutter",
]
