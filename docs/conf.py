"""Sphinx: the pages of this folder and the reference of the packages; ``python scripts/make_docs.py`` builds them."""

from importlib import import_module

from covplan import __version__

PACKAGES = (
    *("ingest", "terrain", "propagation", "coverage", "assessment", "planning", "routing", "outputs"),
    *("scenario", "workflow"),
)

project = "covplan"
author = "covplan"
version = release = __version__
language = "en"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_heading_anchors = 4
html_theme = "furo"
html_title = f"covplan {version}"
html_copy_source = False

autodoc_typehints = "none"
autodoc_member_order = "bysource"
napoleon_google_docstring = False
napoleon_use_rtype = False

suppress_warnings = ["ref.python"]  # words of a type, as in "array, shape (edges,)", are taken for names of attributes

for package in PACKAGES:
    module = import_module(f"covplan.{package}")
    for name in module.__all__:
        setattr(module, name, getattr(module, name))  # packages import on demand: autodoc lists what is there
