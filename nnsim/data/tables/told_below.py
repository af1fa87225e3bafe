"""Lines between the names and the rows that tell of the columns: the question asked, the kind of answer, the share."""

from __future__ import annotations

from collections.abc import Sequence

from nnsim.data.tables.marks import Marks
from nnsim.data.tables.numerals import Numerals
from nnsim.data.tables.top_lines import is_value

MOST_TELLING = 3
_FEWEST_BELOW = 5


def lines_that_tell(below: Sequence[Sequence[str]], numerals: Numerals, marks: Marks) -> int:
    """Return how many of the first rows `below` the names are no data, but say more of the columns.

    Surveys put the question below the name of a column, and the kind of its answer; quotes of shares their
    ticker. In such a row words stand over numbers and dates, no number or date stands in any of these columns,
    and none of its other words comes again. A single word may be a slip in the only column of numbers.
    """
    rows = below[MOST_TELLING:]
    if len(rows) < _FEWEST_BELOW:
        return 0

    def is_known(text: str) -> bool:
        return numerals.is_number(text) or is_value(text)

    def holds_values(place: int) -> bool:
        known = False
        for row in rows:
            text = row[place].strip()
            if is_known(text):
                known = True
            elif not marks.is_missing(text):
                return False
        return known

    places = range(len(rows[0]))
    if any(is_known(below[0][place]) and is_known(rows[0][place]) for place in places):
        return 0  # A value above a value, as nearly everywhere.
    values = [place for place in places if holds_values(place)]
    for count, row in enumerate(below[:MOST_TELLING]):
        told = [text for place in values if (text := row[place].strip())]
        if not told or len(values) < 2 or any(is_known(text) or marks.is_missing(text) for text in told):
            return count
        if any(
            any(text == other[place].strip() for other in rows)
            for place in places
            if (text := row[place].strip())
        ):
            return count
    return MOST_TELLING
