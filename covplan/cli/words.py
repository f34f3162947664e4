"""Words of the command line in both languages: a static table that costs nothing to import.

What stands in files that people open is in ``outputs/texts``; this is only what a terminal shows.
"""

from __future__ import annotations

import os

import click

LANGUAGES = ("vi", "en")

COMMANDS: dict[str, tuple[str, str]] = {
    "new": (
        "Tạo thư mục kịch bản cho một tỉnh hoặc một nơi bất kỳ.",
        "Write the folder of a scenario for a province or any place.",
    ),
    "fetch": (
        "Tải dữ liệu mở cho kịch bản; lệnh duy nhất dùng mạng.",
        "Fetch open data for a scenario; the only command that uses the network.",
    ),
    "template": (
        "Ghi mẫu Excel để nhà mạng, sở điền: sites, fibre, villages, places, road_works, indicators, costs.",
        "Write a workbook to be filled in: sites, fibre, villages, places, road_works, indicators, costs.",
    ),
    "check": (
        "Đọc và kiểm tra mọi tệp đầu vào, liệt kê mọi vấn đề.",
        "Read and check every input, list every problem.",
    ),
    "coverage": (
        "Tính vùng phủ sóng 5G hiện trạng, ghi GeoTIFF.",
        "Predict 5G coverage today, write GeoTIFFs.",
    ),
    "assess": (
        "Tính dân số được phủ theo tỉnh, huyện cũ hoặc xã (CSV); với --targets: kết quả từng chỉ tiêu của kế hoạch.",
        "Count the people served by province, former district or commune (CSV); with --targets: the plan's targets.",
    ),
    "plan": (
        "Chọn cột cần dùng chung hoặc xây mới để đạt mục tiêu, kèm lý do từng trạm; ghi bảng; xét lại bản sửa tay.",
        "Choose masts to share or build for the target, each with its reason; write tables; evaluate changes by hand.",
    ),
    "route": (
        "Tuyến cáp dùng chung dọc đường: đoạn, cách lắp đặt, chi phí, đường thứ hai, sự cố; ghi bảng và lớp dữ liệu.",
        "Shared fibre along roads: sections, ways of laying, costs, second routes, failures; write tables and layers.",
    ),
    "export": (
        "Ghi shapefile VN-2000, GeoPackage, GeoTIFF, XLSX và CSV.",
        "Write VN-2000 shapefiles, GeoPackage, GeoTIFF, XLSX and CSV.",
    ),
    "map": (
        "Ghi bản đồ HTML dùng được khi không có mạng, hoặc bản đồ tĩnh để in và trình chiếu.",
        "Write the HTML map that works without a network, or static maps for paper and projector.",
    ),
    "calibrate": (
        "Hiệu chỉnh mô hình theo số liệu đo kiểm (CSV, XLSX), ghi tệp hiệu chỉnh, báo cáo và hình.",
        "Correct the model by measurements (CSV, XLSX); write corrections, a report and a picture.",
    ),
    "run": (
        "Làm tất cả; bước nào không đổi thì dùng lại kết quả.",
        "All of it; what is unchanged is not computed again.",
    ),
    "compare": (
        "So sánh hai kịch bản: thiết lập khác nhau, dân số được phủ và chi phí theo xã; ghi bảng và bản đồ.",
        "Compare two scenarios: settings that differ, people served and cost by commune; write tables and a map.",
    ),
    "report": (
        "Báo cáo năm gửi Ủy ban nhân dân tỉnh: DOCX, PDF, bảng XLSX; với --communes: mỗi xã một trang (PDF).",
        "The annual report to the People's Committee: DOCX, PDF, XLSX; with --communes: a page per commune (PDF).",
    ),
    "link": (
        "Một tuyến: mặt cắt, độ hở, suy hao theo từng mô hình; trên kịch bản (--from, --to) hoặc theo tệp (--profile).",
        "One path: profile, clearance, loss by model; over a scenario (--from, --to) or along a file (--profile).",
    ),
}
"""The subcommands in the order of the work, and their help."""

_WORDS: dict[str, tuple[str, str]] = {
    "about": (
        "Quy hoạch mạng di động của một tỉnh: vùng phủ, dân số, trạm, cáp quang, bản đồ.",
        "Plan the mobile network of a province: coverage, people, masts, fibre, maps.",
    ),
    "option.lang_all": (
        "Ngôn ngữ của thông báo và của tệp kết quả. COVPLAN_LANG chỉ đổi thông báo; mặc định theo kịch bản.",
        "Language of messages and files. COVPLAN_LANG changes messages alone; default: that of the scenario.",
    ),
    "option.set": (
        "Thay một giá trị của kịch bản, ví dụ --set planning.target_pct=98; dùng được nhiều lần.",
        "Replace one value of the scenario, e.g. --set planning.target_pct=98; may be repeated.",
    ),
    "option.out": (
        "Thư mục kết quả; mặc định out/<tên kịch bản>.",
        "Folder of the results; default out/<name of the scenario>.",
    ),
    "option.kind": (
        "Loại bảng; mặc định theo tên tệp (sites.xlsx, thon.xlsx, don_gia.xlsx).",
        "Kind of table; default: by the name of the file (sites.xlsx, villages.xlsx, costs.xlsx).",
    ),
    "option.template_lang": (
        "Ngôn ngữ của mẫu; mặc định tiếng Việt hoặc COVPLAN_LANG.",
        "Language of the template; default Vietnamese or COVPLAN_LANG.",
    ),
    "option.fix": (
        "Ghi bản sạch của từng bảng (cleaned/) và nhật ký thay đổi, không động vào tệp gốc; điều chưa chắc chắn thành "
        "đề xuất trong proposals.xlsx để người dùng quyết định rồi chạy lại.",
        "Write a cleaned copy of each table (cleaned/) and a log of changes, never touching the originals; what is not "
        "certain becomes a proposal in proposals.xlsx, for a person to decide before the next call.",
    ),
    "fix.cleaned": ("Bản sạch: {path}", "Cleaned copy: {path}"),
    "fix.changed": ("{count} thay đổi: {path}", "{count} change(s): {path}"),
    "fix.asked": (
        "{count} đề xuất, {open} chưa quyết định: {path}",
        "{count} proposal(s), {open} not decided yet: {path}",
    ),
    "fix.outdated": (
        "{count} quyết định không còn ứng với dòng nào: dòng đã đổi hoặc không còn",
        "{count} decision(s) fit no row any more: the row has changed or is gone",
    ),
    "option.by": ("Cấp hành chính.", "Administrative level."),
    "option.targets": (
        "Đối chiếu mọi chỉ tiêu của kế hoạch: đạt, chưa đạt, quá hạn, không có số liệu; ghi targets.*, indicators.csv.",
        "Hold every target of the plan: reached, not reached, overdue, no evidence; write targets.*, indicators.csv.",
    ),
    "option.targets_json": ("Với --targets: in dưới dạng JSON.", "With --targets: print as JSON."),
    "option.earlier": (
        "Với --targets: thư mục kết quả của lần chạy trước, để so từng năm; dùng được nhiều lần.",
        "With --targets: results folder of an earlier run, to compare year by year; may be repeated.",
    ),
    "usage.targets": ("--json và --earlier chỉ dùng với --targets", "--json and --earlier go with --targets"),
    "option.year": (
        "Năm của báo cáo, phải là năm của outputs.as_of; mặc định là năm đó.",
        "Year of the report, which must be that of outputs.as_of; that year by default.",
    ),
    "option.earlier_report": (
        "Thư mục kết quả của lần chạy trước, để so với các kỳ trước; dùng được nhiều lần.",
        "Results folder of an earlier run, to compare with; may be repeated.",
    ),
    "option.communes": (
        "Thay cho báo cáo: một tệp PDF, mỗi xã một trang có bản đồ.",
        "Instead of the report: one PDF with a page and a map for each commune.",
    ),
    "option.online_tiles": (
        "Thêm nền OpenStreetMap: mỗi lần mở bản đồ là nối mạng tới máy chủ nước ngoài (họ biết đang xem vùng nào); nền "
        "có thể vẽ đường biên của nước ngoài. Máy chủ đó từ chối trang mở thẳng từ tệp: đặt bản đồ lên máy chủ web.",
        "Add a base of OpenStreetMap: viewing the map opens connections to servers abroad (they learn which area is "
        "looked at) and it may show foreign borders. They refuse a page opened as a file: put it on a web server.",
    ),
    "option.lang": ("Ngôn ngữ của tài liệu; mặc định outputs.language.", "Language; default outputs.language."),
    "usage.communes": (
        "--communes không đi với --year và --earlier",
        "--communes does not go with --year and --earlier",
    ),
    "report.no_program": (
        "Không có PDF: máy này không có LibreOffice (soffice); tệp DOCX vẫn đầy đủ.",
        "No PDF: LibreOffice (soffice) is not on this machine; the DOCX is complete.",
    ),
    "report.failed": (
        "Không có PDF: LibreOffice không chuyển được; tệp DOCX vẫn đầy đủ.",
        "No PDF: LibreOffice could not convert it; the DOCX is complete.",
    ),
    "option.where": (
        "Thay cho dân số: khu vực trọng điểm, huyện cũ và xã có 5G, km đường, thôn buôn (bảng chữ).",
        "Instead of people: key areas, former districts and communes with 5G, km of roads, villages (text tables).",
    ),
    "option.operators": (
        "Từng nhà mạng, chung các nhà mạng, chuyển vùng, dùng chung mạng và cột; ghi bảng.",
        "Each operator, all together, roaming, shared networks and masts; write tables.",
    ),
    "option.resilience": (
        "Số người mất sóng khi một cột, đoạn cáp, khu vực điện hoặc đường bị hỏng; ghi bảng.",
        "People left without service when a mast, a fibre section, power or a road fails; write tables.",
    ),
    "option.sharing": (
        "So sánh các cách dùng chung: không, thụ động, chủ động (MOCN), chuyển vùng, khi mỗi nhà mạng đều phải đạt "
        "mục tiêu; ghi bảng.",
        "Compare ways of sharing: none, passive, active (MOCN), roaming, when every operator must reach the target; "
        "write tables.",
    ),
    "option.cost_range": (
        "Phương án theo đơn giá thấp, cơ sở, cao và khi giá cột, giá cáp lệch ngược chiều: chi phí, phần tiếc; ghi "
        "bảng.",
        "The plan under low, base and high prices, and with masts and fibre wrong in opposite directions: cost, "
        "regret; write tables.",
    ),
    "option.area": ("Tên tắt của nơi: {known}.", "Short name of a place: {known}."),
    "option.province": ("Mã tỉnh từ tháng 7/2025, ví dụ 66.", "Code of a province of Vietnam of 2025, e.g. 66."),
    "option.boundary": (
        "Tệp ranh giới các xã (GeoPackage, Shapefile, GeoJSON).",
        "File of boundaries of communes (GeoPackage, Shapefile, GeoJSON).",
    ),
    "option.bbox": ("Tây,nam,đông,bắc tính bằng độ.", "West,south,east,north in degrees."),
    "option.crs": (
        "Mã EPSG của hệ tọa độ phẳng; mặc định: múi VN-2000 của tỉnh, nơi khác: múi UTM.",
        "EPSG code of the projected CRS; default: the province's zone of VN-2000, elsewhere the UTM zone.",
    ),
    "option.country": ("Mã nước ISO 3166-1, ví dụ LAO.", "Country, ISO 3166-1, e.g. LAO."),
    "option.only": (
        "Chỉ loại dữ liệu hoặc nguồn này, cách nhau bằng dấu phẩy: elevation, land_cover, people, roads, boundaries, "
        "speed, cells, buildings hoặc tên nguồn.",
        "Only these kinds or sources, comma between: elevation, land_cover, people, roads, boundaries, speed, cells, "
        "buildings, or names of sources.",
    ),
    "option.dry_run": (
        "Chỉ liệt kê sẽ tải gì, từ đâu, bao nhiêu, giấy phép nào.",
        "Only list what would be fetched, from where, how large, under which licence.",
    ),
    "option.offline": ("Chỉ dùng những gì đã tải về.", "Use only what was fetched before."),
    "option.refresh": (
        "Lấy bản mới của tệp đã có nếu nguồn đã thay đổi; nếu không, bản khác với sources.lock.json là lỗi.",
        "Take newer versions of files that are here; without it another version than in sources.lock.json is an error.",
    ),
    "usage.refresh": (
        "--refresh không dùng cùng --offline hoặc --dry-run",
        "--refresh cannot be used with --offline or --dry-run",
    ),
    "usage.bbox": ("--bbox cần bốn số: tây,nam,đông,bắc", "--bbox takes four numbers: west,south,east,north"),
    "new.next": (
        "Đã tạo {path}. Xem sẽ tải gì: covplan fetch {path} --dry-run",
        "Wrote {path}. See what would be fetched: covplan fetch {path} --dry-run",
    ),
    "fetch.columns": (
        "Nguồn|Loại|Địa chỉ|MB (khoảng)|Đã có|Giấy phép",
        "Source|Kind|Address|MB (about)|Here|Licence",
    ),
    "fetch.later": (
        "{source}: biết tệp nào sau khi có ranh giới các xã ({licence})",
        "{source}: its files are known once the communes are here ({licence})",
    ),
    "fetch.unknown": ("không rõ", "unknown"),
    "fetch.query": ("Truy vấn {database} trên {host} → {file}", "Query of {database} on {host} → {file}"),
    "fetch.yes": ("có", "yes"),
    "fetch.no": ("chưa", "no"),
    "fetch.made": ("Đã ghi {path}", "Wrote {path}"),
    "fetch.notice": ("{title} – {licence}. {notice}", "{title} – {licence}. {notice}"),
    "fetch.non_commercial": (
        "LƯU Ý: nguồn này cấm dùng cho mục đích thương mại: {title}",
        "NOTE: this source forbids commercial use: {title}",
    ),
    "step.fetch": ("Tải dữ liệu mở", "Fetching open data"),
    "step.prepare": ("Cắt theo phạm vi", "Cutting to the place"),
    "option.curve": (
        "Thêm đường cong dân số được phủ theo số tiền, kèm cận đã chứng minh: bảng và hình.",
        "Add the curve of people against money with its proven bound: a table and a picture.",
    ),
    "option.edit": (
        "Tính lại phương án theo bản sửa tay của bảng plan.csv: bỏ dòng, thêm mã vị trí, dời cột mới.",
        "Evaluate the plan as changed by hand in a copy of plan.csv: rows dropped, ids added, new masts moved.",
    ),
    "usage.plan_one": (
        "--curve, --edit, --sharing và --cost-range không dùng cùng nhau",
        "--curve, --edit, --sharing and --cost-range cannot be used together",
    ),
    "plan.columns": (
        "Năm|Thứ tự|Mã vị trí|Hình thức|Địa điểm|Xã, phường|Đường, Km (trên bản đồ)|Nhà mạng|Tỷ đồng (ước tính)|"
        "Thêm người|Lũy kế (%)",
        "Year|Order|Site|Kind|Place|Commune|Road, Km (modelled)|Operator|Bn VND (estimate)|People added|"
        "Served so far (%)",
    ),
    "plan.mast_of": ("Cột của {owner}", "Mast of {owner}"),
    "plan.antennas": ("ăng ten cao {height} m", "antennas at {height} m"),
    "plan.edit": (
        "Để sửa tay: chép {file}, bỏ dòng, thêm dòng có mã vị trí (candidates.csv) hoặc đổi tọa độ cột mới, rồi chạy "
        "covplan plan với --edit",
        "To change it by hand: copy {file}, drop rows, add rows with the id of a candidate (candidates.csv), or move "
        "new masts, then run covplan plan with --edit",
    ),
    "plan.no_proof": (
        "Bản sửa tay không kèm chứng minh: chi phí có thể còn xa mức thấp nhất.",
        "Nothing is proven of a plan changed by hand: its cost may be far from the least.",
    ),
    "option.uncertainty": (
        "Khoảng bất định của tỷ lệ được phủ và phần của từng nguồn; ghi bảng.",
        "Interval of the served share and what each source contributes; write tables.",
    ),
    "option.from": (
        "Đầu phát: mã trạm của kịch bản, hoặc kinh độ,vĩ độ như 108.05,12.68.",
        "Transmitting end: a site's id, or lon,lat such as 108.05,12.68.",
    ),
    "option.to": (
        "Đầu thu: kinh độ,vĩ độ, hoặc mã trạm.",
        "Receiving end: lon,lat, or a site's id.",
    ),
    "option.profile": (
        "Mặt cắt từ tệp thay cho kịch bản: bảng distance_km, height_m, clutter_m, zone (CSV, XLSX), hoặc tệp có "
        "{{Begin of Profile}}.",
        "A profile from a file instead of a scenario: a table of distance_km, height_m, clutter_m, zone (CSV, XLSX), "
        "or a file with {{Begin of Profile}}.",
    ),
    "option.measurements": (
        "Tính mọi dòng đo trong tệp của --profile, theo thứ tự của tệp.",
        "Evaluate every measurement in the file of --profile, in the file's order.",
    ),
    "option.freq_mhz": (
        "Tần số; dùng được nhiều lần. Mặc định: các sóng mang của trạm, nếu không có thì của kịch bản; hoặc của tệp.",
        "Frequency; may be repeated. Default: the site's carriers, else the scenario's; or the file's.",
    ),
    "option.model": (
        "Mô hình truyền sóng, có thể kèm thiết lập riêng; dùng được nhiều lần để so sánh. "
        "Mặc định: mô hình của kịch bản, với tệp mặt cắt là p1812.",
        "Propagation model, with settings of its own; may be repeated to compare. "
        "Default: the scenario's, or p1812 for a profile file.",
    ),
    "option.tx_agl_m": (
        "Độ cao ăng ten phát trên mặt đất. Mặc định: ăng ten cao nhất của trạm; hoặc của tệp.",
        "Transmitting antenna above ground. Default: the site's highest; or the file's.",
    ),
    "option.rx_agl_m": (
        "Độ cao ăng ten thu trên mặt đất. Mặc định: máy thu của kịch bản; hoặc của tệp.",
        "Receiving antenna above ground. Default: the scenario's receiver; or the file's.",
    ),
    "option.time_pct": (
        "Phần trăm thời gian mà suy hao không vượt quá.",
        "Share of time for which the loss is not exceeded.",
    ),
    "option.polarisation": ("Phân cực.", "Polarisation."),
    "option.delta_n": (
        "Độ giảm chiết suất ΔN trong kilômét dưới cùng; cần khi tệp không có.",
        "Refractivity lapse ΔN through the lowest kilometre; needed where the file has none.",
    ),
    "option.n0": (
        "Chiết suất mặt đất N0 quy về mực nước biển; cần khi tệp không có.",
        "Surface refractivity N0 at sea level; needed where the file has none.",
    ),
    "option.latitude_deg": (
        "Vĩ độ giữa tuyến; cần khi tệp không có.",
        "Latitude of the path's centre; needed where the file has none.",
    ),
    "option.json": (
        "In mọi giá trị trung gian dưới dạng JSON.",
        "Print every intermediate value as JSON.",
    ),
    "option.figure": (
        "Vẽ mặt cắt vào tệp .png, .svg hoặc .pdf.",
        "Draw the path into a .png, .svg or .pdf file.",
    ),
    "usage.assess_one": (
        "--by, --where, --targets và --operators/--resilience/--uncertainty không dùng cùng nhau",
        "--by, --where, --targets and --operators/--resilience/--uncertainty cannot be used together",
    ),
    "usage.link_one": (
        "cần đúng một trong hai: SCENARIO.toml hoặc --profile FILE",
        "exactly one is needed: SCENARIO.toml or --profile FILE",
    ),
    "usage.link_needs": ("với {what} cần có {options}", "{what} needs {options}"),
    "usage.link_without": ("với {what} không dùng {options}", "{what} takes no {options}"),
    "figure": ("Hình: {path}", "Figure: {path}"),
    "step.area": ("Đọc dữ liệu", "Reading inputs"),
    "step.coverage": ("Tính vùng phủ", "Predicting coverage"),
    "step.report": ("Lập báo cáo", "Writing the report"),
    "step.where": ("Xét khu vực, huyện cũ, đường, thôn", "Key areas, districts, roads, villages"),
    "step.reach": ("Xét các vị trí", "Trying candidates"),
    "step.second": ("Xét các vị trí cho lớp phủ thứ hai", "Trying candidates for a second service"),
    "step.plan": ("Chọn trạm và tuyến cáp", "Choosing masts and routes"),
    "step.curve": ("Tính dân số theo số tiền", "People against money"),
    "step.edit": ("Tính lại bản sửa tay", "Evaluating the changes"),
    "step.after": ("Vùng phủ sau quy hoạch", "Coverage with the plan"),
    "step.cost_range": ("Thử các mức đơn giá", "Trying other prices"),
    "step.sharing": ("So sánh các cách dùng chung", "Comparing ways of sharing"),
    "step.operators": ("Tính chung các nhà mạng", "Counting operators together"),
    "step.resilience": ("Xét từng sự cố", "Trying failures"),
    "step.uncertainty": ("Rút thăm bất định", "Drawing what is uncertain"),
    "step.export": ("Ghi bảng, lớp dữ liệu, ảnh", "Writing tables, layers, rasters"),
    "step.map": ("Vẽ bản đồ", "Drawing the map"),
    "step.calibrate": ("So với số liệu đo kiểm", "Comparing with measurements"),
    "step.fix": ("Làm sạch các bảng", "Cleaning the tables"),
    "step.run": ("Toàn bộ", "All steps"),
    "found.least_cost": ("tốt nhất {value}, không thể dưới {bound}", "best {value}, none below {bound}"),
    "found.most_people": ("tốt nhất {value} người, không thể quá {bound}", "best {value} people, none above {bound}"),
    "unchanged": ("không đổi, dùng lại", "unchanged, used again"),
    "seconds": ("{seconds:.1f} giây", "{seconds:.1f} s"),
    "kernels.nowhere": (
        "Lỗi: không có nơi giữ các hàm đã biên dịch: thư mục của covplan và thư mục của người dùng đều không ghi được; "
        "hãy đặt biến môi trường NUMBA_CACHE_DIR là một thư mục ghi được",
        "Error: there is no place to keep compiled functions: neither covplan's folder nor the user's can be written "
        "in; set the environment variable NUMBA_CACHE_DIR to a folder that can",
    ),
    "interrupted": (
        "Đã dừng theo yêu cầu. Các bước đã xong được giữ lại cho lần sau.",
        "Stopped as asked. Finished steps are kept for the next time.",
    ),
    "error": ("Lỗi", "Error"),
    "scenario_errors": ("kịch bản {file} có {count} lỗi:", "{count} mistake(s) in the scenario {file}:"),
    "input_errors": ("dữ liệu đầu vào có {count} lỗi:", "{count} error(s) in the inputs:"),
    "check.counts": (
        "{error} lỗi, {rejected} dòng bị loại, {repaired} chỗ đã sửa, {note} ghi chú",
        "{error} errors, {rejected} rows rejected, {repaired} repaired, {note} notes",
    ),
    "report": ("Danh sách đầy đủ: {path}", "The full list: {path}"),
    "step.backhaul": ("Chọn cáp hay vi ba cho từng cột", "Choosing fibre or microwave for each mast"),
    "step.routes": ("Chọn tuyến cáp dùng chung", "Choosing shared routes"),
    "route.cost": (
        "Tuyến dùng chung: {base} tỷ đồng (thấp {low}, cao {high}), trong đó nhánh vào đầu cuối {spurs}; gồm tiền thuê",
        "Shared routes: {base} bn VND (low {low}, high {high}), of which spurs {spurs}; leases included",
    ),
    "route.proof": (
        "Dọc đường: {cost} tỷ, không mạng nào dưới {bound} (cách {gap} %); chỉ một đường: {tree} tỷ; {seconds} s",
        "Along roads: {cost} bn, no network below {bound} bn (gap {gap} %); with single routes: {tree} bn; {seconds} s",
    ),
    "route.joined": ("Được nối: {joined} trên {all} đầu cuối", "Joined: {joined} of {all} terminals"),
    "route.protected": (
        "Có hai đường: {protected} trên {wanted} đầu cuối cần bảo vệ",
        "With two routes: {protected} of {wanted} to be protected",
    ),
    "route.apart": ("Chưa nối được:", "Not joined:"),
    "route.shared": (
        "Mỗi bên tự làm: tổng {alone} tỷ đồng; làm chung: {together} tỷ; tiết kiệm {saved} tỷ",
        "Each alone: {alone} bn VND together; all in common: {together} bn; saved: {saved} bn",
    ),
    "route.core": (
        "Phần góp nằm trong lõi: không nhóm nào tự làm mà lợi hơn (cây của mọi nhóm cách cận không quá {gap} %)",
        "Shares are in the core: no coalition gains by leaving (trees of all coalitions within {gap} % of bounds)",
    ),
    "route.no_core": (
        "Lõi rỗng: lấy điểm của lõi nhỏ nhất; có nhóm góp hơn tự làm {excess} triệu đồng (cây cách cận {gap} %)",
        "The core is empty: a point of the least core; a coalition pays {excess} million VND more than alone (trees "
        "within {gap} %)",
    ),
    "route.dug": (
        "Đặt cùng công trình đường: {km} km, tiết kiệm {saved} triệu đồng",
        "Dug with road works: {km} km, saving {saved} million VND",
    ),
    "route.twice": (
        "Đường có cáp của từ hai chủ trở lên: {km} km",
        "Roads with cables of two owners or more: {km} km",
    ),
    "route.without": ("Đường chưa có cáp của ai: {classes}", "Roads without anybody's cable: {classes}"),
    "route.hops": (
        "Vi ba: {by_hop} trên {masts} cột cần truyền dẫn, nhiều nhất {most_hops} chặng tới cáp; {base} tỷ đồng "
        "(thấp {low}, cao {high}); {left} cột chưa có cách nào",
        "Microwave: {by_hop} of {masts} masts that need backhaul, at most {most_hops} hops to fibre; {base} bn VND "
        "(low {low}, high {high}); nothing found for {left}",
    ),
    "route.mix": (
        "Cáp và vi ba trước khi có đường thứ hai: {cost} tỷ, không cách chọn nào dưới {bound} tỷ (cách {gap} %)",
        "Fibre and microwave before second routes: {cost} bn, no choice below {bound} bn (gap {gap} %)",
    ),
    "route.full": (
        "Đoạn thiếu sợi trên cáp có sẵn: {fibres} trên {sections}; không còn dự phòng: {reserve}; "
        "đầy hệ thống dùng chung thứ nhất: {capacity}",
        "Sections with too few fibres in existing cable: {fibres} of {sections}; without reserve: {reserve}; "
        "first shared system full: {capacity}",
    ),
    "route.reach": (
        "Gần cáp quang (ước tính), hiện có → sau quy hoạch: hộ {before} → {after}; thôn {villages_before} → "
        "{villages_after} trên {villages}; trụ sở xã {offices_before} → {offices_after} trên {offices}",
        "Near fibre (estimate), existing → with the plan: households {before} → {after}; villages {villages_before} → "
        "{villages_after} of {villages}; commune offices {offices_before} → {offices_after} of {offices}",
    ),
    "route.olts": (
        "1 Gb/s ({system}): {share} số hộ từ {olts} vị trí OLT, không thể ít hơn {bound}",
        "1 Gb/s ({system}): {share} of households from {olts} OLT sites, no fewer than {bound} do it",
    ),
    "run.served": (
        "Dân số được phủ 5G (ước tính): {before} → {after} của {population} người",
        "People served by 5G (estimate): {before} → {after} of {population}",
    ),
    "run.base": ("Dân số: {base}. Sóng mang: {carriers}.", "Population: {base}. Carriers: {carriers}."),
    "run.missed": (
        "CHƯA ĐẠT yêu cầu (mục tiêu {target} % dân số và các mức sàn).",
        "What is asked (the target of {target} % of the people, and the floors) is NOT reached.",
    ),
    "run.plan": (
        "Xây mới {built} cột, {shared} trạm trên cột sẵn có; cáp quang mới {fibre} km; "
        "chi phí {cost} tỷ đồng (trạm và cáp)",
        "{built} masts to build, {shared} sites on existing ones; {fibre} km of new fibre; "
        "{cost} bn VND (masts and fibre)",
    ),
    "run.range": (
        "từ {low} đến {high} tỷ đồng theo khoảng đơn giá; vận hành thêm {opex} tỷ đồng mỗi năm (ước tính)",
        "{low} to {high} bn VND over the range of prices; running costs {opex} bn VND a year more (estimate)",
    ),
    "run.proof": (
        "Phương án được chứng minh: tính cáp theo phần chia hoặc ước tính cho từng trạm, không phương án nào cùng dữ "
        "liệu rẻ hơn quá {gap} %",
        "Proven: with fibre at the share or the estimate of each mast, no choice from the same data is cheaper by "
        "more than {gap} %",
    ),
    "run.proof_people": (
        "Phương án được chứng minh: với ngân sách này, không phương án nào cùng dữ liệu phủ thêm nhiều hơn quá {gap} %",
        "Proven: for this budget no choice from the same data newly serves more people by more than {gap} %",
    ),
    "run.interrupted": (
        "Việc tìm phương án đã bị dừng giữa chừng: đây là phương án tốt nhất tìm được; chạy lại để tìm tiếp.",
        "The search for the plan was stopped: this is the best found so far; run again to search on.",
    ),
    "run.missing": ("Còn thiếu: {what}", "Still missing: {what}"),
    "run.year": (
        "{year}: {cost} tỷ đồng, đạt {served} (với số tiền đã chi không thể quá {most})",
        "{year}: {cost} bn VND, {served} served (at most {most} for the money spent)",
    ),
    "run.unconnected": (
        "{count} trạm không nối được vào cáp dọc đường.",
        "{count} masts cannot be joined to the fibre along roads.",
    ),
    "calibrate.rows": (
        "Đo kiểm: {rows} phép đo dùng được trong {pixels} ô lưới; {rejected} dòng bị loại, {repaired} dòng đã sửa; "
        "{unpredicted} ô được đo nằm ngoài vùng dự báo.",
        "Measurements: {rows} used in {pixels} pixels; {rejected} rows rejected, {repaired} repaired; {unpredicted} "
        "measured pixels lie where nothing is predicted.",
    ),
    "calibrate.matched": (
        "{by_id} ô khớp theo mã sector trong tệp, {strongest} ô so với sector mạnh nhất theo dự báo.",
        "{by_id} pixels matched by the sector that the file names, {strongest} to the strongest predicted sector.",
    ),
    "calibrate.what": (
        "RSRP đo trừ RSRP dự báo của mô hình {model} (dB); sau hiệu chỉnh: kiểm tra chéo theo khối {block} km",
        "Measured less predicted RSRP of the model {model} (dB); after: tried on left-out blocks of {block} km",
    ),
    "calibrate.columns": (
        "Sóng mang|Lớp phủ|Ô lưới|Phép đo|TB trước|RMSE trước|σ trước|TB sau|RMSE sau|σ sau|Hiệu chỉnh|dB/decade",
        "Carrier|Land cover|Pixels|Rows|Mean before|RMSE before|σ before|Mean after|RMSE after|σ after|Added|dB/decade",
    ),
    "calibrate.sigma": (
        "{carrier}: σ theo địa điểm {sigma} dB; hiệu chỉnh tính từ {reference} km, dùng trong {near} – {far} km; "
        "{state}",
        "{carrier}: σ over places {sigma} dB; corrections refer to {reference} km and hold from {near} to {far} km; "
        "{state}",
    ),
    "calibrate.kept": (
        "{carrier}: giữ nguyên dự báo ở lớp phủ có quá ít số liệu: {classes}",
        "{carrier}: stays as predicted on land cover with too few measurements: {classes}",
    ),
    "calibrate.refused": ("KHÔNG hiệu chỉnh {reason}", "NOT corrected: {reason}"),
    "calibrate.files": (
        "Hiệu chỉnh: {corrections}\nBáo cáo:    {report}\nHình:       {picture}\nDòng bị loại: {problems}",
        "Corrections: {corrections}\nReport:      {report}\nPicture:     {picture}\nRejected rows: {problems}",
    ),
    "calibrate.use": (
        'Để dùng, khai trong kịch bản: [area] corrections = "{name}"',
        'To use them, name them in the scenario: [area] corrections = "{name}"',
    ),
    "tables.more": ("… còn {count} dòng trong {file}", "… {count} more rows in {file}"),
    "tables.none": ("(không có)", "(none)"),
    "resilience.unknown": (
        "Không có số liệu nên CHƯA xét: {kinds}. Không có nghĩa là không có rủi ro.",
        "Not in the inputs, so NOT looked at: {kinds}. That does not mean that there is no risk.",
    ),
    "operators.without": (
        "{count} trạm chưa phát {generation} không được tính là cột để dùng chung.",
        "{count} sites without {generation} are not counted among the masts to share.",
    ),
    "cost_range.what": (
        "Mục tiêu {target} % dân số và các mức sàn. {always} vị trí có trong mọi phương án, {sometimes} vị trí thay "
        "đổi theo giá. Cáp theo ước tính trước khi vạch tuyến.",
        "Target {target} % of the people, and floors. {always} sites are in every plan, {sometimes} change with "
        "prices; fibre as estimated before routing.",
    ),
    "sharing.what": (
        "Mỗi nhà mạng phủ {target} % dân số, hoặc mức cao nhất đạt được, với chi phí ít nhất theo đơn giá cơ sở. Giả "
        "định: một cột mang nhiều nhất {tenants} nhà mạng, không quá diện tích ăng ten cho phép; mỗi bên dùng nhờ "
        "trạm vô tuyến thêm {partner} % giá thiết bị.",
        "Each operator serves {target} % of the people, or as many as can be, at least cost by base prices. "
        "Assumptions: a mast takes {tenants} operators at most, and no more antenna area than it bears; every "
        "partner of a radio adds {partner} % of its price.",
    ),
    "uncertainty.what": (
        "{draws} lượt, hạt giống {seed}; σ sai lệch chung {bias} dB. So với ngưỡng, không cộng dự phòng theo xác suất.",
        "{draws} draws, seed {seed}; σ of the common bias {bias} dB. Against the threshold, without a margin for "
        "probability.",
    ),
    "run.map": ("Bản đồ:  {path}", "Map:     {path}"),
    "option.format": (
        "html: bản đồ tương tác; png, svg, pdf: bản đồ tĩnh khổ A4 trong thư mục maps/.",
        "html: the interactive map; png, svg, pdf: static maps of A4 in the folder maps/.",
    ),
    "option.profile_name": (
        "Hồ sơ của nơi nhận, ví dụ sxd (Sở Xây dựng): lớp, trường và định dạng theo hồ sơ.",
        "Profile of a receiver, e.g. sxd (Sở Xây dựng): layers, fields and formats as it says.",
    ),
    "option.audience": (
        "Ai được nhận tệp: nội bộ; đối tác (outputs.partner: cột của mình đúng vị trí, của người khác làm tròn 1 km); "
        "công khai (chỉ theo xã và ô lục giác).",
        "Who is given the files: internal; the partner of outputs.partner (its own masts as they are, others rounded "
        "to 1 km); the public (communes and hexagons only).",
    ),
    "usage.audience": (
        "--communes và --earlier chỉ dùng cho bản nội bộ",
        "--communes and --earlier are for the internal audience only",
    ),
    "export.left_out": (
        "Lớp không dành cho đối tượng này: {layers}",
        "Layers that this audience is not given: {layers}",
    ),
    "export.empty": ("Lớp không có dữ liệu: {layers}", "Layers without data: {layers}"),
    "option.out_two": (
        "Thư mục kết quả, mỗi kịch bản một thư mục con theo tên; mặc định: out.",
        "Folder of the results, one below it for each scenario by name; default: out.",
    ),
    "compare.map": (
        "Bản đồ khác biệt: {path}",
        "Map of the differences: {path}",
    ),
    "compare.no_map": (
        "Không vẽ bản đồ khác biệt: hai kịch bản khác lưới ô hoặc khác mã xã",
        "No map of the differences: the two have different grids or commune codes",
    ),
    "compare.what": (
        "Chênh lệch = {second} trừ {first}.",
        "Difference = {second} minus {first}.",
    ),
    "run.tables": ("Bảng:    {path}", "Tables:  {path}"),
    "run.folder": ("Thư mục: {path}", "Folder:  {path}"),
}


def asked_language() -> str | None:
    """What ``covplan --lang`` says in front of the command that runs; None where it says nothing."""
    context = click.get_current_context(silent=True)
    return context.find_root().params.get("lang") if context else None


def chosen_language(scenario_language: str = "vi") -> str:
    """What ``covplan --lang`` says, else COVPLAN_LANG where it is set to a known language, else the scenario's."""
    if asked := asked_language():
        return asked
    wished = os.environ.get("COVPLAN_LANG", "")[:2].lower()
    return wished if wished in LANGUAGES else scenario_language


def word(key: str, language: str, **params: object) -> str:
    """A text of the table with its parameters."""
    return _WORDS[key][LANGUAGES.index(language)].format(**params)


def command_help(name: str, language: str) -> str:
    """Help of a command, one line."""
    return COMMANDS[name][LANGUAGES.index(language)]
