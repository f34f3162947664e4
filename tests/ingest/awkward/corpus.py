"""All cases of the corpus, in the order of the page."""

import other_cases
import position_cases
import site_list_cases

CASES = (*site_list_cases.CASES, *position_cases.CASES, *other_cases.CASES)
