"""What requests to an answer link prove. Pure: no database, no clock.

Mail scanners open every link, run the scripts and submit the forms. They open many links of one
message within seconds; a person picks one. grading.py grades one request, settling.py says what
many of them amount to, bursts.py which forms a machine sends, forms.py what one form is worth.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

EXPLICIT, SCRIPTED, BARE, NONE = 3, 2, 1, 0
AROUND = timedelta(minutes=10)


@dataclass(slots=True)
class Click:
    """One request. `visit` names the page load it belongs to, '' when it came without one;
    `client`: its network and browser, '' when they are not known."""

    action: str  # open, trap, seen, answer
    score: int | None
    grade: int
    visit: str
    at: datetime
    reasons: tuple[str, ...] = ()
    client: str = ""
    touched: bool = False  # by a hand, as the page's script told with the form
    id: int = 0
