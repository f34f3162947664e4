"""Write docs/cli.md from the help texts: run after a change of ``covplan/cli``."""

from pathlib import Path

import click

from covplan.cli.commands import make_command
from covplan.cli.words import COMMANDS

PAGE = Path(__file__).resolve().parents[1] / "docs/cli.md"
HEAD = """# Command line

Made by `scripts/make_cli_docs.py` from the help texts; a test compares.

- Results go to stdout, progress and errors to stderr. Exit code 0: done; 1: failed, with the reason in one line
  (several mistakes: one line each); 2: wrong usage; 130: stopped with Ctrl-C, finished steps are kept.
- Texts are Vietnamese. `covplan --lang en COMMAND …` makes messages and files English for one call, `outputs.language =
  "en"` in the scenario for all; `COVPLAN_LANG=en` in the environment changes messages alone: tables that stand in files
  too are printed as they are there.
- `--set` takes the value as in TOML (`--set planning.target_pct=98`); what is not TOML is taken as text
  (`--set outputs.language=en`). Files in it are relative to the scenario's folder.
- Results are kept under `out/<name>/` in the working directory or under `--out`: `summary.json`, `run.json`,
  `input_report.csv`, with `check --fix` also `cleaned/`, `changes.csv`, `changes.xlsx`, `proposals.xlsx` and
  `new_units.csv`; `map.html`, `<name>.gpkg`, `tables/`, `shapefiles/`, `rasters_before/`, `rasters_after/`, and in
  `results/` what lets a later run skip the steps whose settings, inputs and code are the same. `calibrate` writes
  `corrections.toml`, `calibration_report.csv`, `calibration.png` and `measurements_report.csv` there; `plan` writes its
  tables to `plan/`, what a change by hand makes of them to `plan_edited/`, ways of sharing to `plan_sharing/`;
  `assess` with `--operators`, `--resilience` or `--uncertainty` the folder `assessment_<view>/`, with `--targets`
  `targets.json`, `targets.csv`, `indicators.csv` and, where service areas are declared, `declared_areas.csv`. What
  `--audience` writes for others lies in `public/` or `partner_<operator>/` there (docs/audiences.md).
"""
LANGUAGES = ("en", "vi")
MANY = 4  # so many options are listed below the heading, not in it


def page() -> str:
    """The whole page."""
    parts = [
        HEAD,
        "Options of every command:\n",
        *map(describe, *(options_of("check", language) for language in LANGUAGES)),
    ]
    common = {usage(option) for option in options_of("check", "en")}
    for name, helps in COMMANDS.items():
        english, vietnamese = (
            [option for option in options_of(name, language) if usage(option) not in common] for language in LANGUAGES
        )
        extra = "".join(f" [{usage(option)}]" for option in english) if len(english) < MANY else " [OPTIONS]"
        parts.append(f"\n## covplan {name} {arguments_of(name)}{extra}\n\n{helps[1]}  \n{helps[0]}")
        if english:
            parts += ["", *map(describe, english, vietnamese)]
    return "\n".join(parts) + "\n"


def options_of(name: str, language: str) -> list[click.Option]:
    """Options of a command, the common ones first."""
    return [option for option in make_command(name, language).params if isinstance(option, click.Option)]


def arguments_of(name: str) -> str:
    """``SCENARIO.toml`` and what else a command must be given."""
    parameters = make_command(name, "en").params
    return " ".join(str(one.metavar) for one in parameters if isinstance(one, click.Argument))


def describe(english: click.Option, vietnamese: click.Option) -> str:
    """A line of the list of options."""
    return f"- `{usage(english)}`: {english.help}  \n  {vietnamese.help}"


def usage(option: click.Option) -> str:
    """``--out DIR``."""
    if option.is_flag:
        return str(option.opts[-1])
    value = option.metavar or "|".join(option.type.choices)
    return f"{option.opts[-1]} {value}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
