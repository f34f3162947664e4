"""What is wrong with a scenario, its files, what they hold, and what was asked of a server."""

from __future__ import annotations

OF_INPUTS: dict[str, str] = {
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
    "file.not_fetched": "the file is not there: {file}; covplan fetch brings it, or name a file of your own",
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
    'name the right ones in the scenario, e.g. columns = {{ site_id = "Mã" }}, or add the column',
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
    "cell.month_first": "{got!r} may have the month first, as other rows of the column do; write all "
    "dates with the year first, as in 2026-11-23",
    "cell.serial": "{got} may count days from 1900 or from 1904, which this file does not say; write 2026-11-23",
    "cell.count": "{got!r} is not a whole number of 0 or more",
    "cell.year": "{got!r} is no year; write the year alone (2022) or a date (2022-11-23)",
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
    "vector.layers": "several layers of {file} hold features: {layers}; name one in the scenario: "
    "layer, in area.sites and other tables sheet",
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
    "crs.stated": "{file} says of its coordinates: {stated!r}; the scenario declares {declared}; declare "
    "what the file says, or, if its words are wrong, ask its sender and correct them",
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
    "swapped axes nor another meridian of VN-2000 explains it: check the CRS and whether it is the right province; "
    "of a list of a wider area than the boundaries, keep the sites within them",
    # ingest: open data over HTTP
    "fetch.md5": "{url}: the MD5 is {got}, published is {expected}; what came was deleted, call again",
    "fetch.no_md5": "{url}: no MD5 at {md5_url} (status {status}); the file cannot be checked",
    "fetch.gave_up": "{url}: {attempts} attempts failed, the last: {reason}; "
    "{kept} bytes are kept, call again to go on",
    "fetch.no_host": "{url}: the server {host} is not found; check the network, or name a proxy in the environment "
    "variable HTTPS_PROXY; what came so far is kept",
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
    "epoch.mixed": "{file} is of administrative epoch {epoch}, the scenario of {expected}: the codes mean other areas; "
    "take a list of that epoch, or, for sites of before July 2025, name a crosswalk in area",
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
    # scenario
    "scenario.no_open_data": "{file} has no table [open_data]; covplan new writes one",
    "new.name": "{name!r} cannot be the name of a scenario; use letters without marks, digits, dot, hyphen, "
    "underscore, e.g. {example}; no dot at the end, no device of Windows such as CON or NUL; the title in the file may "
    "be any text",
    "new.folder": "{folder} is there and not empty; nothing is written over",
    "new.place": "say where: one of --area, --province, --boundary and --bbox",
    "new.province": "no province of Vietnam has the code {province!r}; known: {known}",
    "new.box": "{box} is no box; west, south, east, north in degrees, e.g. 107.48,12.15,109.50,13.72",
    "new.crs": "EPSG:{epsg} ({name}) is not projected in metres; for Đắk Lắk use 9218",
    "scenario.missing": "there is no scenario {file}",
    "scenario.syntax": "{file} is not TOML: {reason}; frequent causes: a decimal comma (write 200.5), "
    "text without quotes, backslashes in a path (write 'C:\\data\\people.tif' or C:/data/people.tif)",
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
    "scenario.name": "name is used as a folder: letters a-z, digits, - _ . only, no dot at the end, "
    "and no device of Windows such as CON or NUL; got {name!r}",
    "scenario.antenna_twice": "two antennas are named {name!r}",
    "scenario.antenna_unknown": "there is no antenna {name!r}; known: {known}",
    "scenario.antenna_beside": "{key} cannot stand beside {file}: an equipment file states all of its antennas itself; "
    "only name may",
    "scenario.no_carrier": "a scenario needs at least one [[carriers]] table",
    "scenario.carrier_twice": "two carriers are the same: {id}",
}
