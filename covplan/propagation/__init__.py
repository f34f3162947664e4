"""Profile + frequency → loss, antenna gain and link budget; one file or folder per Recommendation."""

from covplan.propagation.antenna import gain_dbi
from covplan.propagation.cost231_hata import Cost231Environment, Cost231Hata
from covplan.propagation.ehata import EHata, EHataEnvironment
from covplan.propagation.free_space import free_space_loss_db
from covplan.propagation.hata import HataEnvironment, OkumuraHata
from covplan.propagation.link_budget import LinkBudget, link_budget
from covplan.propagation.p1812 import P1812, Polarisation, location_sigma_db
from covplan.propagation.path_loss import PathLoss
from covplan.propagation.seamcat_extended_hata import SeamcatEnvironment, SeamcatExtendedHata

__all__ = [
    "P1812",
    "Cost231Environment",
    "Cost231Hata",
    "EHata",
    "EHataEnvironment",
    "HataEnvironment",
    "LinkBudget",
    "OkumuraHata",
    "PathLoss",
    "Polarisation",
    "SeamcatEnvironment",
    "SeamcatExtendedHata",
    "free_space_loss_db",
    "gain_dbi",
    "link_budget",
    "location_sigma_db",
]
