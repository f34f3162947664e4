"""What is wrong with models, plans, routes, comparisons and outputs."""

from __future__ import annotations

OF_RESULTS: dict[str, str] = {
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
