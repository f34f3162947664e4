"""All cases of the corpus, in the order of the page."""

import other_cases
import position_cases
import site_cell_cases
import site_format_cases
import site_header_cases

CASES = (
    *site_format_cases.CASES,
    *site_header_cases.CASES,
    *site_cell_cases.CASES,
    *position_cases.CASES,
    *other_cases.CASES,
)
