"""Errors and input problems: a code, parameters and an English text; other languages are rendered in the CLI.

Every error is a ``CovplanError`` and, where a library has a natural parent for it, that one too, so that it can be
caught by either. ``Problem`` is one mistake or remark about one place in one input; readers collect all problems of
a file before they raise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

TEXTS: dict[str, str] = {
    # grid, units, linear reference
    "grid.crs": "a grid needs a projected CRS in metres, got {crs}; for Đắk Lắk use EPSG:9218",
    "grid.size": "a grid needs pixel_m > 0 and at least one row and column, got pixel_m={pixel_m:g}, "
    "rows={rows}, cols={cols}",
    "grid.mismatch": "{first} and {second} lie on different grids: {first_grid} and {second_grid}; "
    "bring both to one grid with covplan.ingest.regrid",
    "raster.shape": "raster {name} has shape {got}, its grid needs {expected}",
    "chainage.text": "cannot read a chainage from {text!r}; expected e.g. Km12+450",
    "chainage.outside": "{road} runs from {first} to {last}; {got} is not on it",
    "road.empty": "road {road} has no line to measure along",
    # network
    "network.value": "{what} {id}: {name} must be {expected}, got {got!r}",
    # files
    "file.missing": "the file is not there: {file}; check the path in the scenario (relative to its TOML)",
    "file.unreadable": "cannot read {file} as {kind}: {reason}",
    "input.problems": "{count} problem(s) in the input; the first: {first}",
    # ingest: files, tables and their columns
    "file.encoding": "{file} is not UTF-8 text; in Excel save it as 'CSV UTF-8 (Comma delimited)'",
    "table.empty": "{file} has no rows under a header",
    "table.no_rows": "none of the {count} rows of {file} can be used; see the rejected rows",
    "table.header": "no known heading in the first {rows} rows of {file}; the first row is: {first}; "
    "name the headings under columns in the scenario",
    "table.sheet": "{file} has no sheet or layer {sheet!r}; it has: {known}",
    "table.sheets": "several sheets of {file} hold such a table: {sheets}; name one as sheet (or layer) in "
    "the scenario",
    "table.several": "{file} holds several tables, with headers in rows {rows}; name the cells of one in the scenario, "
    'e.g. sheet = "Trạm!A5:H60", or leave the others out',
    "table.hidden_rows": "{file} hides rows {rows} of its table; show them (remove the filter) or delete them",
    "table.hidden_columns": "{file} hides columns of its table: {headings}; show or delete them",
    "row.too_long": "the row has more cells ({got}) than the header: a separator within a cell moves the others; "
    "use another delimiter or put such cells in quotes",
    "row.total": "the row is a total of others ({got!r})",
    "text.encoding": "{file}, row {row}: {got!r} is no Vietnamese, and neither clearly of TCVN3 (.VnTime) nor of VNI; "
    "convert the file to Unicode",
    "text.converted": "the text was of the old encoding {encoding} and has been converted to Unicode",
    "column.missing": "{file} has no column for: {missing}; its headings are: {headings}; "
    "name the right ones under columns in the scenario",
    "column.field": "columns of {file} names fields that are not known: {fields}; known: {known}",
    "column.personal": "{file} has columns that look like personal data: {columns}; delete them before use",
    "column.several": "{file} has several columns for {field}: {headings}; name one in columns of the scenario",
    "cell.empty": "the cell is empty",
    "cell.number": "{got!r} is not a number",
    "cell.angle": "{got!r} is not an angle in degrees; write 108.05, 108,05 or 108°03'00\"E",
    "cell.range": "{got:g} is not within {low:g} to {high:g} {unit}",
    "cell.separator": "{got!r} may be {small:g} or {large:g} {unit}: write it without a separator of thousands, or "
    "with another number of decimals",
    "cell.list": "{got!r} may be one number or two; separate several with / or ;",
    "cell.unit": "the column is in {got}, which is no measure of {unit}",
    "cell.rounded": "{got} has lost digits: make the column wide enough before it is saved as text",
    "cell.formula": "the cell holds a formula without a value; open the file in a spreadsheet program and save it",
    "cell.formula_error": "the cell holds an error of a formula: {got}",
    "cell.merged": "the number {got} stands in a cell that is merged over several rows: write what belongs to each",
    "cell.month_first": "{got!r} may have the month first, as other rows of the column do; write 2026-11-23",
    "cell.serial": "{got} may count days from 1900 or from 1904, which this file does not say; write 2026-11-23",
    "cell.count": "{got!r} is not a whole number of 0 or more",
    "cell.time": "{got!r} is no date and time; write 2026-11-23 14:05:09 or 23/11/2026 14:05:09",
    "cell.yes_no": "{got!r} is neither yes (Có) nor no (Không)",
    "archive.bomb": "{file} would unpack to {mb:,.0f} MB, more than {most_mb:,.0f} "
    "MB or out of all proportion to its size; give it unpacked",
    "table.size": "{file} has more than {cells:,} cells (reached in row {row}); "
    "split it, or leave out columns that are not needed",
    "text.size": "{file} is {mb:,.0f} MB of text; at most {most_mb:,.0f} MB are read",
    "text.line": "{file} has a line of more than {most:,} characters: it is no table",
    "geometry.not_finite": "feature {row} of {file} has a coordinate that is no finite number; correct or delete it",
    "raster.too_fine": "{file} has {count:,.0f} pixels under the grid; at most {most:,} are read: "
    "resample it to pixels of 10 m or more",
    "file.elsewhere": "{file} only leads to other files; name those themselves in the scenario",
    "vector.empty": "{file} holds no features",
    "vector.none": "holds no features; it is optional, so nothing is read from it",
    "vector.no_geometry": "{file} holds no geometry",
    "vector.elsewhere": "nothing of {file} touches the province: check its CRS and the order of its coordinates",
    "vector.layers": "several layers of {file} hold features: {layers}; name one as layer (or sheet) in the scenario",
    "geometry.none": "the feature has no geometry",
    "geometry.kind": "a {expected} is needed, got {got}",
    "geometry.invalid": "the geometry was invalid and has been repaired: {reason}",
    "line.apart": "the rows of {name} do not stand under one another: their order is that of the line",
    "line.differs": "{name} says something else in its first row than {got!r}",
    "line.points": "{name} has no two different points: a line needs them",
    # ingest: coordinate reference systems and positions
    "crs.none": "{file} carries no CRS; declare it in the scenario (crs = EPSG code) or save the file with it",
    "crs.differs": "{file} carries {own}, the scenario declares {declared}; remove the declaration or correct it",
    "crs.inexact": "there is no exact transformation between the scenario's CRS and that of {file} ({crs}); "
    "give the file's CRS as an EPSG code, e.g. 9218",
    "crs.wrong": "the coordinates of {file} cannot be of the CRS that it names ({crs})",
    "crs.meridian": '{file} holds VN-2000 coordinates: declare the central meridian, e.g. meridian = "108:30"',
    "crs.datum": "{file} has the projection of VN-2000 with the meridian {meridian} on the datum of WGS 84, some 200 m "
    "away: programs write VN-2000 so where they do not know it; declare crs = {epsg}, or save it in another format",
    "crs.stated": "{file} says of its coordinates: {stated!r}; the scenario declares {declared}",
    "crs.zones": "{province} was made of provinces with several zones of VN-2000; name one with --crs: {known}",
    "template.none": "{file} is no template of covplan with a reference system; declare coordinates in the scenario",
    "template.differs": "{file} declares {own}, the scenario {declared}: correct one of them",
    "template.crs": "{file}: choose the reference system of the positions in cell {cell}; it holds {got!r}, "
    "known: {known}",
    "crs.meridian_unknown": "{file}: VN-2000 has no 3-degree zone with the meridian {meridian!r}; known: {known}",
    "position.outside": "site {id} lies outside the province",
    "position.meridian": "{got!r} is no central meridian of VN-2000; known: {known}",
    "position.meridian_differs": "the row names the meridian {got}, the scenario declares {declared} for the file",
    "position.differs": "X and Y lie {far_km:.1f} km from longitude and latitude of the same row",
    "position.communes": "{off} of {count} sites of {file} lie outside the communes that their codes name; "
    "check the meridian ({declared}) and the administrative epoch; meridians that would fit: {fits}",
    "position.swapped": "site {id} lies outside the province as written and inside with its coordinates swapped; "
    "they were swapped",
    "position.axes": "{outside} of {count} positions of {file} lie outside the province, and inside with swapped axes: "
    "the two coordinate columns are the wrong way round (VN-2000: X is north, Y is east)",
    "position.system": "{outside} of {count} positions of {file} lie outside the province; "
    "they fit {fits}, not {declared}: check meridian or CRS",
    "position.system_and_axes": "{outside} of {count} positions of {file} lie outside the province; "
    "with swapped axes they fit {fits}, not {declared}: check the columns and the meridian or CRS",
    "position.unexplained": "{outside} of {count} positions of {file} lie outside the province in {declared}; neither "
    "swapped axes nor another meridian of VN-2000 explains it: check the CRS and whether it is the right province",
    # ingest: open data over HTTP
    "fetch.md5": "{url}: the MD5 is {got}, published is {expected}; what came was deleted, call again",
    "fetch.no_md5": "{url}: no MD5 at {md5_url} (status {status}); the file cannot be checked",
    "fetch.gave_up": "{url}: {attempts} attempts failed, the last: {reason}; "
    "{kept} bytes are kept, call again to go on",
    "fetch.certificate": "{url}: the server's certificate cannot be verified: {reason}; if its chain is incomplete, "
    "name a file with the missing certificate in the environment variable REQUESTS_CA_BUNDLE; it is never left out",
    "fetch.busy": "{url}: the server is busy (status {status}, {attempts} attempts); try later or use a mirror",
    "fetch.moved": "{url}: the whole store is closed; the source has moved: give its new address in open_data.base",
    "fetch.forbidden": "{url}: not allowed (status {status}); check the token, or the address in open_data.base",
    "fetch.not_found": "{url}: there is no such file; the release may be gone: check the release or open_data.base",
    "fetch.not_acceptable": "{url}: the server refuses this program (status {status}); it wants to know who asks",
    "fetch.status": "{url}: unexpected answer, status {status}",
    "fetch.deadline": "{url}: not done in the time that is set for it; what came is kept, call again",
    "fetch.remark": "{url}: an incomplete answer, with the remark {remark!r}; try later or a smaller box, "
    "or take the source osm (a whole country's file)",
    "fetch.lfs": "{url}: a Git LFS pointer came in place of the file; use the address on media.githubusercontent.com",
    "fetch.index": "{url}: the list of files cannot be read: {reason}",
    "fetch.nothing": "{source} has no file for this place, by its list {url}; check the box, or take another source",
    "fetch.source": "no open data source or kind is named {names}; known: {known}",
    "fetch.elsewhere": "{names}: no such source serves the country {country}",
    "fetch.offline": "{url} is not in {folder}; call once without --offline",
    "fetch.token": "{source} asks for a token: put yours into the environment variable {variable}",
    "fetch.changed": "{file} of {source} is not the one that sources.lock.json records (SHA-256 {recorded}, fetched "
    "{date}), here is {got}; covplan fetch --refresh takes newer versions deliberately",
    "fetch.no_mcc": "OpenCelliD's files go by mobile country codes: give that of {country} as open_data.mcc",
    "fetch.two_of_kind": "{names} give the same ({kind}): choose one of them in open_data.sources",
    "speed_tiles.pyarrow": "tiles of speed tests come as Parquet: pip install 'covplan[parquet]'",
    "speed_tiles.quarter": "{file} does not bear the name of a quarter of Ookla's mobile tiles",
    "speed_tiles.count": "{count} tiles of {period} in the box",
    "speed_tiles.none": "no tile of {period} in the box: the publisher leaves some areas out, or nobody tested",
    "speed_tiles.none_inside": "none of the {count} tiles lies in a commune; there is no measured speed from them",
    "cells.count": "{rows} rows of mobile country code {mcc}; LTE cells in the box: {here}, {without} of them without "
    "an eNodeB; {clusters} eNodeBs; positions of phones put together, no list of sites",
    "cells.none": "the file has no row of mobile country code {mcc}: the layer is empty",
    "buildings.count": "{count} buildings in the box",
    "fetch.no_box": "{file} has no box and its communes are not here yet; call covplan fetch without --only first",
    "fetch.beginning": "{url}: this is no {kind} file; it begins: {says!r}",
    "postgis.driver": "{file} comes from a PostGIS database: install the extra, pip install 'covplan[postgis]'",
    "postgis.failed": "{file}: the database on {host} does not answer the query: {reason}",
    "postgis.geometry": "{file}: the query must give one column of geometry, it gives: {columns}",
    "postgis.rows": "{file}: the query gives {count:,} rows; from 1 to {most:,} are taken",
    "postgis.srid": "{file}: all geometry must be of one reference system that the database knows; SRID: {srids}",
    "postgis.offline": "{file} is not here, and --offline asks no database; call once without",
    # ingest: boundaries
    "epoch.mixed": "{file} is of administrative epoch {epoch}, the scenario of {expected}: the codes mean other areas",
    "boundaries.duplicate": "code {commune} stands twice, first in row {first}",
    "boundaries.overlap": "communes {first} and {second} overlap by {km2:.4f} km²",
    "boundaries.seat": "the stated centre lies {away_m:.0f} m outside its commune; it is used as it is",
    "boundaries.area": "the stated area of {count} commune(s) is more than {pct:g} % off the geometry's, "
    "which is used: {codes}",
    "boundaries.population": "{file} has no population column, so people cannot be rescaled to official totals; "
    "name it under columns or set rescale_to_official = false",
    "boundaries.population_modelled": "no official population: the communes' people are those of the raster",
    # ingest: rasters
    "raster.form": "{file} must have one band, pixels of a size and no rotation; it has {bands} band(s)",
    "raster.outside": "{file} ({crs}, bounds {bounds}) does not lie under the province: check its CRS and area",
    "raster.classes": "{file} must hold whole numbers of 0 to 255, it holds {dtype}",
    "regrid.total": "regridding {file} gave {got:.1f} people for {expected:.1f}, more than 0.01 % off",
    "elevation.height": "{file} holds a height of {got:g} m; no land is above {most:g} m: "
    "is it in metres, and an elevation model?",
    "elevation.none": "no height on the planning grid in {files}",
    "elevation.unused": "the file lies outside the planning grid and was not used",
    "elevation.voids": "{count} pixels of the province ({pct:.2f} %) have no height; nothing is predicted there",
    "landcover.empty": "{file} holds no land cover on the planning grid",
    "landcover.code": "{file} holds codes that ESA WorldCover does not have: {codes}; known: {known}",
    "landcover.gaps": "{count} pixels of the province ({pct:.2f} %) have no land cover; clutter height 0 is taken",
    "landcover.surface": "the elevation is a surface model: no clutter height on trees, mangroves and built land",
    "people.not_a_number": "{file} holds {count} values that are no numbers and are not marked as nodata",
    "people.negative": "{file} holds {count} negative values (lowest {lowest:g}); "
    "if they mean nodata, set the nodata tag",
    "people.nobody": "{file} has nobody inside the communes",
    "people.commune_empty": "commune {commune} {name} has {official} people officially and none in the raster",
    "people.fit": "people could not be rescaled: commune {commune} {name} stays {off:.1f} off its official total",
    "mosaic.pixels": "{file} has other pixels than {first}: the tiles cannot be put side by side",
    "people_totals.base": "{file} has no base {base!r}; it has: {known}",
    "people_totals.mixed": "{file}: the rows of {base!r} state several years or sources; give each its own name",
    "people_totals.twice": "commune {commune} is there twice on this base",
    "people_totals.unknown": "the scenario has no commune {commune}",
    "people_totals.missing": "{count} communes have no people on this base: {codes}",
    "people_totals.projection": "area.people.totals.to_year is {to_year}: it must be after the base's year "
    "{year}, and growth_source must say where the growth comes from",
    "people_totals.unused": "area.people.totals are given, but rescale_to_official is false: nobody would be of them",
    "village_people.no_buildings": "area.village_people shares by buildings but names no file of them "
    "([[area.village_people.buildings]])",
    "village_people.modelled": "people of {count} points of villages are modelled; {pct:.1f} % of the people live "
    "within {km:g} km of a village of their commune",
    "people.total": "{total:.0f} people in the communes before rescaling; {outside:.0f} on the grid outside them",
    "people.rescaled": "rescaled to the official totals of the communes by factors of {low:.3f} to {high:.3f}",
    # ingest: roads, cables, places, costs
    "osm.driver": "the GDAL of this installation reads no OpenStreetMap files: {file}; install pyogrio from PyPI",
    "osm.no_osmnx": "a graph of osmnx needs osmnx: pip install 'covplan[osm]'",
    "osm.mixed_edges": "{count} edges of the graph were simplified from ways of several numbers, or of which some are "
    "planned; give a graph of simplify=False, or of simplify_graph(…, edge_attrs_differ=['ref', 'highway'])",
    "road.rail": "a railway is no road; left out",
    "road.gap": "{number}: its pieces do not meet; {gap_km:.1f} km of the line of its chainage are straight gaps",
    "fibre.owner": "the cable has no owner; name the column under columns, or owner in the scenario",
    "fibre.spare": "{spare} spare fibres of {fibres}",
    "fibre.kind": "{count} cable(s) of unknown kind {got!r}; known: buried (ngầm, chôn), duct (cống), aerial (treo)",
    "place.outside": "{name} lies outside the province",
    "place.class": "{got!r} ({count} place(s)) is in no class of key areas: drawn on the map, held against no target",
    "mast_position.twice": "position {id} stands twice",
    "mast_position.class": "{got!r} is no class of mast; known: A2a (công trình, on a building), A2b (mặt đất)",
    "height_limit.value": "a height limit needs metres above sea of {low:g} to {high:g}, got {got!r}",
    "village.part": "{got!r} is neither the centre of a village (trung tâm) nor a cluster (cụm dân cư)",
    "village.area_class": "{got!r} is no class of area; known: I, II, III (khu vực), ĐBKK",
    "village.id": "village id {id} stands for {first} and for {got}",
    "cost.item": "{item!r} is no known item; known: {known}",
    "cost.unit": "{item} must be in {expected}, got {got!r}",
    "cost.order": "{item} needs low <= base <= high, got {low:g}, {base:g}, {high:g}",
    "cost.twice": "{item} stands twice",
    "cost.missing": "{item} [{unit}] is missing",
    "cost.unpriced": "these items have no price and are not counted in any cost: {items}",
    # ingest: antennas, equipment
    "antenna.kind": "{file} is no file of a measured antenna pattern; known: {known}",
    "antenna.line": "{text!r} is neither a key nor an angle with an attenuation",
    "antenna.key_twice": "{key} stands twice; a file holds one pattern",
    "antenna.key_missing": "{key} is missing",
    "antenna.plane": "{got!r} is no plane of a pattern; known: {known}",
    "antenna.gain_unit": "GAIN {gain:g} names no unit; dBd is taken, as the format says: {dbi:g} dBi",
    "antenna.gains": "all values of {plane} are negative: they were taken as gains and turned into attenuations",
    "antenna.cut_count": "{plane} promises {stated} values and has {got}",
    "antenna.cut_missing": "there are no values of {plane}",
    "antenna.cut_gap": "{plane} has no value between {first:g}° and {last:g}°; at most {most:g}° may lie between two",
    "antenna.angle_twice": "{angle:g}° stands twice with two attenuations",
    "antenna.tilt": "an electrical tilt of {stated:g}° is stated, but the vertical cut has its peak {found:g}° below "
    "the horizon: the cut is upside down or of another tilt",
    "antenna.cuts_apart": "the horizontal cut loses {horizontal:g} dB ahead where the vertical one loses "
    "{vertical:g} dB, or has its peak aside: they cannot be projected, only added (cross_sum)",
    "antenna.name": "{file} has no antenna {name!r}; it has: {known}",
    "antenna.name_needed": "{file} holds several antennas; name one of: {known}",
    "equipment.syntax": "{file} is not TOML: {reason}",
    "equipment.table": "there is no table {key}; an equipment file has [[antennas]], [[radios]] and [[microwave]]",
    "equipment.key": "{key} is no key of {kind}; known: {known}",
    "equipment.value": "{key} must be {expected}, got {got!r}",
    "equipment.twice": "two entries are named {name!r}",
    "equipment.source": "the entry names no source; write where its figures come from, or that they are assumed",
    # ingest: site lists
    "site.duplicate": "site id {id} stands twice, first in row {first}",
    "site.duplicate_list": "site id {id} stands in another list of the same operator",
    "site.renamed": "site id {id} is also used in another operator's list; here it became {new}",
    "site.same_position": "site {id} stands at the same position as the site of row {first}",
    "site.technology": "{got!r} is no known technology; known: 2G, 3G, 4G, LTE, 5G, NR, joined with /",
    "site.no_direction": "a 5G site needs azimuths and tilt",
    "site.frequency": "{got:g} MHz lies in no licensed block of {operator}: {blocks} MHz",
    "site.no_carrier": "{file} lists 5G sites, but the scenario has no NR carrier of {operator}",
    "site.all_lte": "{count} 4G site(s) name no 4G frequency; all LTE carriers of the operator were taken",
    "site.lte_no_direction": "{count} 4G site(s) have no azimuths or tilt: their LTE is not predicted",
    "site.mast_class": "{count} site(s) state a kind of mast that is no code from A1a to A2c: taken as not stated",
    "site.all_carriers": "{count} 5G site(s) name no frequency; all NR carriers of the operator were taken",
    "site.power_highest": "{count} site(s) state one power for several carriers; "
    "it was taken for the one of the highest frequency",
    "site.two_tilts": "{count} site(s) state a tilt and their carriers have an electrical one: the list's was taken as "
    "mechanical, on top of it",
    "site.antenna_at_top": "{count} site(s) state no antenna height; the mast's was taken",
    "site.mast_from_antenna": "{count} site(s) state no mast height; the antenna's was taken",
    "site.codes_unused": "commune codes were not checked: the list's admin_epoch is not declared",
    "site.commune": "{count} site(s) lie more than 1 km from the commune that their code names: {ids}",
    "site.commune_name": "commune code {commune} is that of {named}, the name here is {got!r}: one of them is wrong",
    "crosswalk.name": "commune {commune} was {first} in an earlier row and is {got} here",
    # ingest: corrections of tables and proposals
    "fix.text": "spaces, accents or signs written in another way",
    "fix.number": "a number written as text or in another way",
    "fix.unit": "the unit stands in the heading",
    "fix.angle": "an angle written in another way",
    "fix.code": "a code is text of five digits",
    "fix.commune_code": "only the commune of this code is named {name}",
    "fix.commune_spelling": "the code is that of {proposed}, the name is nearly the same; the site lies in {where}",
    "fix.commune_maybe": "{name} may be {proposed} ({commune}); the site lies in {where}",
    "fix.commune_differs": "name {name} and code do not mean the same commune; the site lies in {where}, "
    "{commune} is {proposed}",
    "fix.same_id": "the id stands in row {kept_row} of {kept_file} too, {away} away; columns that differ: {differs} "
    "(those of {kept} count)",
    "fix.same_place": "same position as {kept}, row {kept_row} of {kept_file}; columns that differ: {differs} "
    "(those of {kept} count)",
    "fix.near": "{away} from {kept}, row {kept_row} of {kept_file}, of nearly the same name; columns that differ: "
    "{differs} (those of {kept} count)",
    "fix.merged": "taken over from {id}, which was merged into this row",
    "fix.gone": "merged into {kept} of {kept_file}",
    "decision.word": "{got!r} is no decision; write 'đồng ý' (agree) or 'giữ nguyên' (keep), or leave it empty",
    "decision.differs": "proposal {id} has another decision in an earlier row",
    "decision.twice": "row {row} of {file} has two proposals that exclude one another, both agreed to; agree to one",
    # ingest: profiles of one path
    "profile.missing": "there is no profile {file}",
    "profile.start": "the first distance must be 0, got {got:g} km",
    "profile.order": "the distance {got:g} km does not increase over the one before it, {before:g} km",
    "profile.zone": "the zone must be 1 (sea), 3 (coastal land) or 4 (inland), got {got!r}",
    "profile.points": "a profile needs at least {low} points, got {got}",
    "profile.count": "the file announces {stated:g} points and holds {got}",
    "profile.unended": "the part that begins here has no {{End of {part}}}",
    "profile.polarisation": "the polarisation must be 1 (horizontal) or 2 (vertical), got {got!r}",
    "profile.first_point": "the first point must be T (transmitter) or R (receiver), got {got!r}",
    # ingest: measurements, corrections
    "measurement.technology": "{got!r} is no technology that is predicted; known: 4G, LTE, 5G, NR",
    "measurement.channel": "channel number {got} is in no band that is known here; give the frequency in MHz instead",
    "measurement.carrier": "{got:g} MHz lies in the block of no carrier of the scenario "
    "(of that technology and operator, where the row names them)",
    "measurement.ambiguous": "{got:g} MHz lies in the blocks of several carriers: {carriers}; add an operator column",
    "measurement.two_channels": "the row holds an NR-ARFCN and an EARFCN: only a technology column can tell of which "
    "the level is",
    "measurement.outside": "the position lies off the planning grid",
    "measurement.swapped": "the position lies off the planning grid as written and on it with longitude and latitude "
    "swapped; they were swapped",
    "corrections.value": "{file} is no corrections file of covplan calibrate: {key}: {reason}",
    "corrections.range": "{file}: {key} is missing, stands twice or is out of range; make the file again with "
    "covplan calibrate",
    "corrections.unused": "the scenario does not have {carriers}: these corrections are not used",
    # ingest: indicators, targets
    "indicator.id": "{got!r} is no indicator id; write small letters, digits and _, and after a colon an operator or "
    "class: served_5g_pct:any",
    "indicator.choice": "{got!r} is not known here; known: {known}",
    "indicator.code": "{got!r} is no code of an area; write 5 digits for a commune, 2 for a province, or "
    "district:<name>, province:<name> for former ones",
    "indicator.period": "{got!r} is no period; write 2026, 2026-Q3 or 2026-11",
    "indicator.as_of": "the source is dated {got}, before the period {period} begins: nothing can be known of it yet",
    "indicator.twice": "{id} stands here twice, first in row {first}: same area, period, kind, source and date",
    "indicator.epochs": "this row is of administrative epoch {got}, rows above of {first}: the same code means other "
    "areas; one file may speak of one epoch only",
    "indicator.other_epoch": "a commune of {got} cannot be held beside those of the scenario ({expected}): the same "
    "code means another area; add the figures up by geometry first",
    "indicator.commune": "the scenario has no commune {got}",
    "speed.technology": "{got!r} is not 5G: QCVN 126:2021 speaks of 5G networks only",
    "speed.outside": "the position lies in no commune of the scenario",
    "speed.years": "the tests of {file} lie in several years, {first} to {last}: give a file for each",
    "service_area.date": "{name} must be a date like 2026-11-23, got {got!r}",
    "service_area.outside": "no polygon of {file} lies on the planning grid: check its coordinate reference system",
    "service_area.operator": "nothing is predicted of {got!r}: the scenario has carriers of {known} only",
    "targets.table": "there is no table {key}; a targets file has plan, source, [areas.<id>] and [[target]]",
    "targets.key": "{key} is no key here; known: {known}",
    "targets.missing": "the key {key} is missing",
    "targets.value": "{key} must be {expected}, got {got!r}",
    "targets.twice": "two targets have the id {id}",
    "targets.unit": "{id} is asked in {expected}, but {indicator} is counted in {got}: one of them is wrong",
    "targets.as_of": "whether a target is overdue depends on the day: state outputs.as_of in the scenario",
    "targets.none": "the scenario names no targets: add [targets] with file",
    "targets.earlier": "{file} holds no statuses of targets: {reason}; name the results folder of an earlier run of "
    "covplan assess --targets",
    "targets.not_earlier": "{folder} holds statuses as of {got}, which is not before {as_of}",
    "report.as_of": "the report of a year needs the date of its data: state outputs.as_of in the scenario",
    "report.year": "the data are of {as_of}: they make no report of {year}",
    "report.earlier": "{file} holds no figures of a run: {reason}; name the results folder of an earlier covplan "
    "run or report",
    "report.not_earlier": "{folder} holds figures as of {got}, which is not before {as_of}",
    # calibration
    "calibration.none": "no row of {file} lies where the model predicts its carrier: are the sites that were measured "
    "in the site lists, and within the carriers' radius_km?",
    "calibration.few_pixels": "{carrier}: {got} pixels were measured, at least {low} are needed; measure on more roads",
    "calibration.few_masts": "{carrier}: the measurements belong to {got} mast(s), at least {low} are needed, or the "
    "errors of one mast's data would be taken for the model's; measure around others too",
    "calibration.few_blocks": "{carrier}: the measurements lie in {got} block(s) of calibration.block_km, at least "
    "{low} are needed to try the corrections where they were not fitted; measure over a wider area",
    "calibration.classes": "{carrier}: no clutter class has {low} measured pixels in two blocks; measure more",
    "calibration.all_near": "{carrier}: 90 % of the measured pixels lie within {got:.2f} km of their mast; measure out "
    "to {low:.2f} km, a fifth of radius_km, or farther",
    "calibration.all_far": "{carrier}: 90 % of the measured pixels lie farther than {got:.2f} km from their mast; "
    "measure nearer than {high:.2f} km too, half of radius_km",
    "calibration.one_distance": "{carrier}: the measured pixels lie between {near:.2f} and {far:.2f} km from their "
    "masts, too narrow to tell a slope; drive towards the masts and away from them",
    "calibration.censored": "{carrier}: {pct:.0f} % of the measured pixels stand at exactly {limit:g} dBm, which "
    "looks like the limit of the instrument; measure with more range, or take these rows and all near them away",
    "calibration.scatter": "{carrier}: measured RSRP scatters by {got:.1f} dB about the corrected prediction, more "
    "than {high:g} dB: check positions, units and site lists",
    "calibration.large": "{carrier}: on one land cover measured and predicted RSRP differ by a correction of more than "
    "{high:g} dB or dB per decade: check units, powers and site lists",
    "corrections.model": "{file} corrects {got}, the scenario predicts with {expected}; calibrate that model",
    # models
    "range.value": "{name} must be {low:g} to {high:g} {unit} for {model}, got {got:g}",
    "range.between": "{name} must be above {low:g} and below {high:g} {unit} for {model}, got {got:g}",
    "range.choice": "{name} must be one of {known} for {model}, got {got!r}",
    "profile.spacing": "{model} needs equally spaced profile points; the steps run from {low:.3f} to {high:.3f} m",
    "itm.impedance": "the imaginary part of the ground's surface impedance at {freq_mhz:g} MHz is not below the real "
    "part, which {model} cannot take; check permittivity and conductivity",
    "itm.no_value": "{model} has no value for this path: a horizon lies too close to a high antenna at a low frequency",
    "itm.near_limit": "{name} = {got:g} {unit} is near the limits of ITM; {low:g} to {high:g} {unit} is safe",
    "itm.path_long": "the path of {dist_km:g} km is near the upper limit of ITM, 1000 km",
    "itm.path_too_long": "the path of {dist_km:g} km is longer than ITM is meant for, 2000 km; take care",
    "itm.path_steep": "the path of {dist_km:g} km is steep for its effective heights; "
    "from {low_km:.3g} km its slope is within 200 mrad",
    "itm.path_short": "the path of {dist_km:g} km is shorter than ITM is meant for, 1 km; take care",
    "itm.horizon_angle": "{name} is {got_mrad:.0f} mrad; beyond 200 mrad the small-angle approximations may fail",
    "itm.horizon_near": "{name} is {share:.3f} of the smooth Earth's horizon distance, less than 0.1",
    "itm.horizon_far": "{name} is {share:.1f} times the smooth Earth's horizon distance, more than 3",
    "itm.tail": "a share of time, locations or situations lies far in the tail, beyond 99.9 %",
    "itm.refractivity": "the surface refractivity of the path is {got:.0f} N-units, below 250; take care",
    "range.void": "{model} cannot be evaluated over void terrain or clutter; fill or cut the profile",
    "profile.shape": "a profile needs one-dimensional arrays of one length with distances increasing from 0, "
    "got shapes {shapes}",
    "range.points": "{model} needs a profile of at least {low} points, got {got}",
    "hata.mast": "{model}: the mast is {got:g} m high; the model was made for {low:g} to {high:g} m",
    "hata.height": "{model}: the base station is {got:.1f} m above the average ground; {used:g} m was taken, "
    "the nearest height in the model's range",
    "ehata.mobile_height": "{model}: terrain puts the mobile {got:.1f} m above the average ground; "
    "{used:g} m was taken, the nearest height in the model's range",
    "ehata.curve": "{model}: {name} is {got:.1f} {unit}; Okumura's curve ends at {limit:g} {unit} and its fit goes on",
    "budget.ports": "LTE has CRS on 1, 2 or 4 antenna ports, got {got}",
    "budget.ssb_spacing": "a synchronisation block below 7.125 GHz has a spacing of 15 or 30 kHz, got {got}",
    "model.unknown": "there is no propagation model {name!r}; known: {known}",
    "model.no_area": "{model} is for single paths; over an area use: {known}",
    "model.double_clutter": "{loss} cannot be put on {model}, which holds the loss of clutter already",
    "tr38901.rural_building": "{model} gives RMa the low-loss building only, got {got!r}",
    "tr38901.height": "{name} {got:g} m: the table of {scenario} was made for {nominal:g} m",
    "tr38901.environment": "rx_agl_m {got:g} m: above 13 m the effective environment height h_E of UMa is random; "
    "1 m is taken",
    # assessment, planning, routing
    "service.sigma_source": "service.sigma_source = p1812 belongs to ITU-R P.1812, not to {model}; "
    "take fixed or calibrated, and sigma_db",
    # service, assessment, planning, routing
    "service.sigma_corrections": "service.sigma_source is calibrated: name area.corrections, which holds the figure, "
    "or state your own with fixed",
    "service.sigma_carrier": "service.sigma_source is calibrated, but {file} holds no figure for {carrier}: measure "
    "that carrier too, or use fixed or p1812",
    "service.no_land_cover": "the environment is indoor-by-clutter: it needs the land cover of the pixels",
    "service.land_cover_gaps": "the environment is indoor-by-clutter, and the land cover of some pixels is unknown "
    "(class 0): complete area.land_cover.more_files, or give class 0 a share in service.efficient_pct",
    "service.reading": "service.reading is {got!r}; it must be any or one of the operators {known}",
    "assessment.operator_unknown": "{key} names the operator {got!r}; the operators are {known}",
    "assessment.site_unknown": "{key} names the site {got!r}, which is in no site list",
    "assessment.gateway_cable": "fibre_gateways names the site {id!r}, but no cable of its operator passes within "
    "{within_m:g} m; name a site on the cable, or raise fibre_within_m",
    "assessment.bias_corrections": "assessment.uncertainty.bias_source is calibrated, but there are no corrections for "
    "every carrier of the service: name area.corrections, or take bias_source = fixed",
    "assessment.fund_rule": "assessment.where.fund_rule is {got!r}; rules are {known}",
    "assessment.fund_day": "{key} of the fund's rule {rule} must be a date like 2026-11-23, got {got!r}",
    "assessment.fund_class": "area_classes of the fund's rule {rule} are {known}; got {got!r}",
    "planning.nobody": "there are no people in the province's pixels: nothing can be planned",
    "planning.no_licence": "no operator of the reading {reading!r} holds an NR carrier: nobody could build",
    "planning.unlicensed": "{operator} holds no NR carrier that counts under the reading {reading!r}",
    "planning.builder": "planning.builders names {got!r}; known operators: {known}",
    "planning.no_cable": "the scenario has no cable route, so the backhaul of a site cannot be estimated; "
    "give at least one fibre file",
    "service.power_only": "this is computed with the power of NR carriers alone; a service of {technology} with "
    "{downlink:g}/{uplink:g} Mb/s can be counted, but not planned or held against targets of 5G",
    "planning.no_configuration": "planning.configurations is empty; it needs at least one of {known}",
    "planning.height": "the height of a mast must be {low:g} to {high:g} m, got {got:g}",
    "planning.unpriced": "the cost file has no price for {item}, which the planned masts need",
    "planning.no_roof_height": "position {id} is on a building: give its heights, or planning.roof_mast_heights_m",
    "service.no_rates": "this is computed with the power of single stations; a service with {downlink:g}/{uplink:g} "
    "Mb/s, which interference decides, can be counted, but not drawn, shared or tried by failures",
    "planning.service": "the people served today were counted under other service settings; count them again",
    "planning.shape": "a matrix of {got} does not fit {expected} candidates and classes",
    "planning.negative": "{name}[{index}] is {got}; it must be at least 0 and finite",
    "planning.locked_budget": "what is locked costs {cost:g}, more than the budget of {budget:g}",
    "planning.budget": "a budget must be 0 or more and finite, got {got:g}",
    "planning.no_budget": "planning.aim is most_people: planning.budget_bn_vnd must say for how much",
    "planning.budget_unused": 'planning.budget_bn_vnd is for planning.aim = "most_people"; with least_cost the budgets '
    "are those of [[planning.years]]",
    "planning.weights_unused": '[[planning.weights]] are for planning.aim = "most_people": with least_cost each '
    "person counts alike",
    "planning.years": "the years of [[planning.years]] are {got}; each must be later than the one before",
    "planning.lock_and_forbid": "{names}: in planning.lock and in planning.forbid; a candidate can be in one of them",
    "planning.lock_unknown": "planning.lock or planning.forbid names {names}: no candidate and no site with candidates "
    "is called so; the ids stand in the table of candidates of this scenario",
    "planning.over_limit": "{id} would stand above the height limit of {limit:g} m above sea level at its place",
    "planning.lock_alternatives": "planning.lock means both {first} and {second}, of which only one can be built: "
    "name the one that is meant",
    "planning.unknown_names": "a floor or weight names {names}: no {kind} is called so; known are {known}",
    "planning.cost": "candidate {id} costs {cost:g} million đồng; a cost must be above 0: check the unit costs",
    "planning.unknown_candidate": "there is no candidate {id!r} in the reach matrix",
    "routing.shape": "costs of shape {got} do not fit {edges} edges",
    "routing.negative": "a {name} must be a finite number >= 0, got {value}",
    "routing.partners": "a cost is divided among 1 to {most} partners, not among {got}",
    "routing.coalition": "the cost of {coalition} is {got}; every coalition needs one of 0 or more",
    "routing.uses": "users of shape {got} do not fit {sections} sections and {partners} partners",
    "routing.unused": "section {section} has no user: nobody would pay for it",
    "routing.sections": "shares sum to {got} VND, the sections cost {expected}",
    "phases.unmet": "node {node} needs {needed} route(s) that the network does not give",
    "phases.no_year": "there are costs of laying for no year",
    "routing.apart": "node {node} cannot be reached from node {root}: a tree joins only what roads join",
    "corridors.no_roads": "the roads hold no existing road; name a file of roads under [[area.roads]]",
    "corridors.moved": "an end or crossing at ({x:.0f}, {y:.0f}) was moved {moved_m:.1f} m, farther than "
    "the tolerance of {snap_m:g} m: several near each other became one node",
    "corridors.self_crossing": "roads that cross themselves were joined there: {roads}",
    "corridors.empty": "{count} line(s) of roads shorter than the tolerance of {snap_m:g} m, or lying wholly on "
    "others, are no corridors",
    "corridors.carriageways": "{km:.1f} km of second carriageways were merged with the first",
    "corridors.islands": "{count} part(s) of the roads, {km:.1f} km, are joined to the largest part by no road",
    "chainage.posts": "{road}: calibrating needs at least two Km posts, and their Km must grow along the road",
    "post.road": "{road!r} is no road with a reference line",
    "post.off_road": "the post {km} stands {off_m:.0f} m from the line of {road}; up to {most_m:g} m is allowed",
    "post.order": "the post {km} of {road} stands out of order: Km must grow along the road from post to post",
    "post.alone": "{road}: {count} usable Km post(s); calibrating needs two, the chainage stays modelled",
    "post.stretched": "{road}: between {first} and {last} the drawn line is {drawn_km:.2f} km long "
    "and the posts say {official_km:.2f} km",
    "route.owner": "the duct or row of poles has no owner; name the column under columns, or owner in the scenario",
    "works.years": "works from {first} to {last}: the first year must not be after the last",
    "corridors.built": "{whole} less {cable} is what the ground makes dearer; it is below 0 at {level}: "
    "{first:g} - {second:g}",
    "corridors.no_way": "no way of laying is possible on {count} corridor(s) in {year}, "
    "the first along {road}; allow another way",
    "corridors.no_backbone": "there is nothing to join to: no cable of a willing owner with {spare} spare fibres "
    "runs beside a corridor, and no entry lies within {within_m:g} m of one",
    "corridors.route_off": "{id} runs beside no corridor within {within_m:g} m",
    "terminals.off_road": "{name}: no corridor within {within_m:g} m",
    "terminals.island": "{name}: its corridors do not lead to the backbone",
    "terminals.none": "there is nobody to join: no office, place, village or mast without fibre",
    "demand.no_carrier": "a mast has no carrier whose demand could be told: give its sectors carriers",
    "demand.no_kind": "place_mbps gives no demand for {kind}; it does for {known}",
    "capacity.sizes": "cable_sizes must be numbers of fibres above 0, each greater than the one before, got {got}",
    "capacity.rights": "rights must say by what right each kind of user is joined; there is nothing for {missing}",
    "capacity.right": "the right {right} is for the kind {kind} alone, not for {others}",
    "pon.system": "there is no passive optical system {got!r}; there are {known}",
    "pon.users": "{system} splits a line among 1 to {most} users, got {got}",
    # plans changed by hand
    "plan_edit.id": "{got!r} cannot be the id of a site: ids hold no semicolon",
    "plan_edit.twice": "site {id} stands twice, first in row {first}",
    "plan_edit.unknown": "there is no candidate {id!r}; a new mast of that id needs its operator and both coordinates",
    "plan_edit.alternative": "{id} and {first} are alternatives at one place: keep one of them",
    "plan_edit.standing": "{id} is on a mast that stands: it can be dropped, not moved or made higher; "
    "for a new mast give the row another id",
    "plan_edit.operator": "{id} is a candidate of {operator}, not of {got}; for another operator "
    "give the row another id",
    "plan_edit.outside": "the position lies outside the province's communes (X is north, Y is east)",
    "plan_edit.excluded": "the position lies inside the exclusion {name}, where nothing is built",
    "plan_edit.void": "there is no terrain height at the position: nothing can be predicted there",
    "chainage.stretch": "{text!r} is no part of a road; write e.g. QL.29 Km 10-25 or QL.29 Km10+500-Km25",
    "routing.section_road": "routing.{key} names the road {got!r}, which is not there; roads are {known}",
    "routing.section_none": "routing.{key}: no existing road lies along {got}",
    "routing.section_both": "{got} is in both routing.lock and routing.forbid; a section can be in one only",
    "routing.section_apart": "routing.lock: no road that may be used joins {got} to the backbone",
    "routing.protect": "routing.protection.{key} names {got!r}: nobody of that name or id is to be joined",
    "routing.unjoined": "node {node} needs a route, but no corridor leads from it to the root {root}: leave it out or "
    "add a corridor",
    "routing.node": "there is no node {got}; nodes are 0 to {last}",
    "routing.costs": "{got} costs for {expected} edges; every edge needs one",
    "routing.cost": "edge {edge} costs {got:g}; a cost must be 0 or more and finite",
    "routing.routes": "node {node} needs {got} routes; 0, 1 and 2 are possible",
    "routing.group": "a group names the edge {got}; edges are 0 to {last}",
    "backhaul.no_radio": "no microwave radio to plan hops with: the equipment file needs [[microwave]]",
    "backhaul.radio": "routing.microwave.radios names {got}; the equipment file has {known}",
    "backhaul.price": "microwave hops need the price {item}; without one they would be for nothing",
    # one path
    "model.setting": "{model} has no setting {got!r}; it has: {known}",
    "model.value": "{name} of {model} must be like {expected}, got {got!r}",
    "model.settings": "{model} needs {missing}: as options, after the model's name (name:setting=value), "
    "or from a scenario or file that holds them",
    "link.place": "{got!r} is neither a site of the scenario nor lon,lat in degrees such as 108.05,12.68; "
    "the ids nearest to it: {near}",
    "link.outside": "{got} lies outside the terrain, which reaches over lon {west:.3f} to {east:.3f}, "
    "lat {south:.3f} to {north:.3f}; longitude comes first",
    "link.same": "both ends of the path are at {place}: it has no length",
    "link.void": "{count} of the {points} points of the path have no terrain height, the first at {km:.2f} km",
    "link.missing": "neither the scenario nor the file says what these options would: {options}",
    "link.no_measurements": "{file} holds no measurements: no lines after {{Begin of Measurements}}",
    # scenario
    "scenario.no_open_data": "{file} has no table [open_data]; covplan new writes one",
    "new.name": "{name!r} cannot be the name of a scenario; use letters without marks, digits, dot, hyphen, underscore",
    "new.folder": "{folder} is there and not empty; nothing is written over",
    "new.place": "say where: one of --area, --province, --boundary and --bbox",
    "new.province": "no province of Vietnam has the code {province!r}; known: {known}",
    "new.box": "{box} is no box; west, south, east, north in degrees, e.g. 107.48,12.15,109.50,13.72",
    "new.crs": "EPSG:{epsg} ({name}) is not projected in metres; for Đắk Lắk use 9218",
    "scenario.missing": "there is no scenario {file}",
    "scenario.syntax": "{file} is not TOML: {reason}",
    "scenario.extends_cycle": "scenarios extend each other in a circle: {chain}",
    "scenario.override": "--set needs key=value, e.g. --set planning.target_pct=98; got {text!r}",
    "scenario.problems": "{file}: {count} mistake(s) in the scenario; the first: {first}",
    "scenario.key_near": "there is no key {key}; did you mean {near}?",
    "scenario.key_unknown": "there is no key {key}; possible here: {known}",
    "scenario.key_missing": "the key {key} is missing",
    "scenario.number": "{key} must be a number, got {got!r}",
    "scenario.integer": "{key} must be a whole number, got {got!r}",
    "scenario.text": "{key} must be text in quotes, got {got!r}",
    "scenario.boolean": "{key} must be true or false, got {got!r}",
    "scenario.list": "{key} must be a list, got {got!r}",
    "scenario.table": "{key} must be a table of keys, got {got!r}",
    "scenario.value": "{key} cannot be used: {reason}",
    "scenario.choice": "{key} must be one of: {known}; got {got!r}",
    "scenario.range": "{key} must be {expected}, got {got}",
    "scenario.name": "name is used as a folder: letters a-z, digits, - _ . only; got {name!r}",
    "scenario.antenna_twice": "two antennas are named {name!r}",
    "scenario.antenna_unknown": "there is no antenna {name!r}; known: {known}",
    "scenario.antenna_beside": "{key} cannot stand beside {file}: an equipment file states all of its antennas itself; "
    "only name may",
    "scenario.no_carrier": "a scenario needs at least one [[carriers]] table",
    "scenario.carrier_twice": "two carriers are the same: {id}",
    # shared-risk groups
    "spectrum.order": "a block from {low:g} to {high:g} MHz: the lower edge comes first",
    "spectrum.overlap": "the block overlaps that of {operator}, {low:g} to {high:g} MHz",
    "spectrum.unlicensed": "{carrier} radiates on {low:g}–{high:g} MHz, which lies in no block of its operator ({held} "
    "MHz); correct the carrier or the list of licences",
    "risk.kind": "{got!r} is no kind of shared risk; known: {known}",
    "risk.sites": "no site list has: {ids}; left out of the group",
    # coverage
    "coverage.no_interference": "this coverage was predicted without interference; ask for it with a table "
    "[radio.interference] in the scenario",
    "coverage.revise": "the coverage is not that of the stations given as `before`, or those that stay stand in "
    "another order in `after`; predict anew",
    "coverage.reach": "a reach of {reach_km:g} km is more than {most} steps of {pixel_m:g} m; shorten radius_km "
    "or take larger pixels and profile_step_m",
    # outputs
    "output.key_areas": "key areas at {got} moments for a map of {expected}: today, then each year or the whole plan",
    "output.date": "outputs.as_of must be a date like 2026-11-23 or empty, got {text!r}",
    "funding.twice": "{item} stands twice",
    "funding.unknown": "outputs.funding: no site of this plan and no kind of work: {items}; kinds are {kinds}",
    "output.outside_country": "the sketch of the country is for maps of Việt Nam, this area does not lie in it; "
    "take outputs.national_inset away",
    "output.folder": "cannot write in {folder}: {reason}",
    "output.figure": "a figure is written as .png, .svg or .pdf, got {file}",
    "output.cleaned_input": "{file} is itself a cleaned copy in the folder that is to be written; "
    "move it out of there, or give another folder with --out",
    "output.exists": "{file} is there already and is not written over: it may have been filled in",
    "template.kind": "there is no template {got!r}; known: {known}; name the file so or give --kind",
    "template.suffix": "{file}: a template is a workbook; name it .xlsx",
    "output.locked": "{file} cannot be replaced: another program has it open; close it there and run again",
    "output.too_large": "{file} would have {gigabytes} GB, and the format holds 2 GB: hand over the GeoPackage instead",
    "output.field": "layer {layer}: field code {field!r} must be ASCII, at most 10 bytes and used once",
    "output.no_partner": "outputs.partner names nobody: whose masts may the partner see? Known: {known}",
    "output.unknown_partner": "outputs.partner = {got!r} has neither carriers nor masts; known: {known}",
    "output.nothing_for": "nothing of the profile {name!r} is for the audience {audience}; it would get {layers}",
    "output.profile": "there is no profile named {name!r}; known: {known}",
    "output.no_shift": "EPSG:{epsg} has no shift of seven parameters to WGS 84, which a MapInfo table needs",
    "output.number_as_text": "field {field} is text in the MapInfo table: {count} number(s) are missing, "
    "and such a table would show 0 for them",
    "output.text_cut": "{count} value(s) of field {field} were cut to 254 bytes; the GeoPackage keeps them whole",
    "result.kind": "{file} does not hold a stored {kind}: {reason}",
    "result.fingerprint": "{file} was made with other settings or inputs ({got}, needed {expected}); "
    "run its step again",
}
"""English text of every code; a test checks that each has a Vietnamese one with the same parameters."""


class CovplanError(Exception):
    """Something that the user can put right; carries ``code`` and ``params``, reads as English."""

    def __init__(self, code: str, **params: Any) -> None:
        self.code = code
        self.params = params
        super().__init__(TEXTS[code].format(**params))


class GridError(CovplanError, ValueError):
    """A grid that cannot be: CRS in degrees, no pixels."""


class GridMismatchError(CovplanError, ValueError):
    """Two rasters that should lie on one grid do not."""


class CrsError(CovplanError, ValueError):
    """A coordinate reference system is missing, undeclared, wrong or inexact."""


class MissingFileError(CovplanError, FileNotFoundError):
    """A named file does not exist."""

    def __str__(self) -> str:  # OSError would print its own arguments
        return TEXTS[self.code].format(**self.params)


class InputError(CovplanError, ValueError):
    """An input was found but cannot be used as it is."""


class AdminEpochError(InputError):
    """Tables of different administrative epochs were mixed."""


class ModelRangeError(CovplanError, ValueError):
    """A model was asked outside the range that its Recommendation gives."""


class ModelError(CovplanError, ValueError):
    """A model that is not there, or that cannot do what is asked of it."""


class DoubleClutterError(CovplanError, ValueError):
    """A clutter or vegetation loss was put on a model that holds one already."""


class ChainageError(CovplanError, ValueError):
    """A chainage that cannot be read or is not on the road."""


class ScenarioError(CovplanError, ValueError):
    """The scenario file is wrong; ``problems`` lists every mistake."""

    def __init__(self, code: str, problems: Iterable[Problem] = (), **params: Any) -> None:
        self.problems = tuple(problems)
        super().__init__(code, **params)


class FingerprintError(CovplanError, RuntimeError):
    """A stored result was made with other settings or inputs."""


class DownloadError(CovplanError, OSError):
    """An open data file could not be brought here whole and checked."""


class CalibrationError(CovplanError, ValueError):
    """Measurements that cannot correct the model, or corrections that do not belong to it."""


class PlanningError(CovplanError, ValueError):
    """The planning question has no answer as put."""


class Severity(StrEnum):
    """What became of the row or file that a problem is about."""

    ERROR = "error"  # the whole input cannot be used
    REJECTED = "rejected"  # the row was left out
    REPAIRED = "repaired"  # the row was used after a stated repair
    NOTE = "note"  # used as it is; worth knowing


@dataclass(frozen=True)
class Problem:
    """One remark about one place in one input: where, what was expected, what came, what to do."""

    code: str
    severity: Severity
    file: str
    sheet: str = ""
    row: int | None = None  # as the user counts: 1 is the first line of the file
    column: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The remark in English, without its place."""
        return TEXTS[self.code].format(**self.params)

    @property
    def place(self) -> str:
        """File, sheet, row and column, as far as they apply."""
        parts = [self.file]
        if self.sheet:
            parts.append(f"sheet {self.sheet}")
        if self.row is not None:
            parts.append(f"row {self.row}")
        if self.column:
            parts.append(f"column {self.column}")
        return ", ".join(parts)


class InputProblemsError(InputError):
    """One or more inputs cannot be used; ``problems`` holds every remark, errors and others."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        errors = [p for p in self.problems if p.severity is Severity.ERROR]
        first = errors[0] if errors else self.problems[0]
        super().__init__("input.problems", count=len(errors), first=f"{first.place}: {first.text}")
