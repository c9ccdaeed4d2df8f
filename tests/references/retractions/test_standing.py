"""How a work stands, from the notices about it."""

from datetime import date

import pytest

from references.retractions.standing import Nature, Notice, Standing, standing

RETRACTED = Notice(Nature.RETRACTION, date(2010, 2, 6))
REPLACED = Notice(Nature.RETRACTION, date(2018, 6, 13), replaced=True)
CONCERN = Notice(Nature.CONCERN, date(2009, 1, 1))
CORRECTED = Notice(Nature.CORRECTION, date(2011, 1, 1))
BACK = Notice(Nature.REINSTATEMENT, date(2012, 1, 1))
AGAIN = Notice(Nature.RETRACTION, date(2013, 1, 1))
UNDATED = Notice(Nature.RETRACTION, None)
OTHER = Notice(Nature.OTHER, date(2013, 1, 1))


@pytest.mark.parametrize(
    ("notices", "own", "stands"),
    [
        ([], "", Standing.UNKNOWN),
        ([RETRACTED], "", Standing.RETRACTED),
        ([REPLACED], "", Standing.REPUBLISHED),
        ([REPLACED, RETRACTED], "", Standing.RETRACTED),
        ([CONCERN], "", Standing.CONCERN),
        ([CONCERN, RETRACTED, CORRECTED], "", Standing.RETRACTED),
        ([CORRECTED], "", Standing.CORRECTED),
        ([CORRECTED, CONCERN], "", Standing.CONCERN),
        ([RETRACTED, BACK], "", Standing.REINSTATED),
        ([CONCERN, BACK], "", Standing.REINSTATED),
        ([RETRACTED, BACK, AGAIN], "", Standing.RETRACTED),
        ([UNDATED], "", Standing.RETRACTED),
        ([UNDATED, BACK], "", Standing.REINSTATED),
        ([OTHER], "", Standing.NOTICED),
        ([], "retracted", Standing.RETRACTED),
        ([], "Expression of concern", Standing.CONCERN),
        ([CORRECTED], "retracted", Standing.RETRACTED),
        ([RETRACTED], "corrected", Standing.RETRACTED),
        ([RETRACTED], "retracted and republished", Standing.REPUBLISHED),
        ([RETRACTED, BACK], "retracted", Standing.REINSTATED),
        ([], "in press", Standing.UNKNOWN),
    ],
)
def test_the_gravest_notice_that_still_stands_decides(notices: list[Notice], own: str, stands: Standing) -> None:
    assert standing(notices, own=own) is stands
    assert standing(notices[::-1], own=own) is stands
