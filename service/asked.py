"""An invitation as a message or a page sees it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from notifiers.outgoing import Template
from service.brand import COLOR
from service.looks import Look, look
from service.words import Words, words_in
from surveys.definition import Definition
from surveys.placeholders import clean, fill
from surveys.texts import Texts

# A mail client turns these into links, and names come from sign-up forms that anybody can fill in.
# "Budi, S.Kom", "St.John" and "Kumar A/L Raju" are names.
LINK_IN_NAME = re.compile(
    r"://|@|\bwww\.|\w\.[a-z]{2,}\b|\.(?i:com|net|org|info|biz|ru|xyz|top|shop|link|online|site)\b"
)
WESTERNMOST = timedelta(hours=12)  # UTC-12 is where a date begins last
SHORT = timedelta(days=4)


@dataclass(slots=True)
class Asked:
    """Who is asked what, in which language, and where the answer goes."""

    definition: Definition
    language: str  # key of definition.texts
    name: str | None  # the contact's
    segments: Mapping[str, str]
    answer_url: str  # https://base/r/{token}, no slash at the end
    short_url: str  # the same page, https://base/s/{code}
    unsubscribe_url: str
    expires_at: datetime  # aware
    replies: bool = False  # whether the customer can answer by writing back
    link_origins: frozenset[str] = frozenset()  # where thanks may send people on to

    @property
    def texts(self) -> Texts:
        """The survey's own words."""
        found = self.definition.texts.get(self.language)
        return found or self.definition.texts[self.definition.default_language]

    @property
    def words(self) -> Words:
        """The interface's words in the same language, or in English."""
        return words_in(self.language)

    @property
    def brand(self) -> str:
        """The name of who asks; "" when the survey names none."""
        return self.definition.brand.name if self.definition.brand else ""

    @property
    def color(self) -> str:
        """The brand's colour as #rrggbb."""
        return self.definition.brand.color if self.definition.brand else COLOR

    @property
    def look(self) -> Look:
        """The scale of this kind with its labels."""
        texts = self.texts
        low, high = self.say(texts.low), self.say(texts.high)
        return look(self.definition.kind, low, high, self.words)

    @property
    def last_day(self) -> date | None:
        """The last day on which the link works all day long in every time zone; None when the
        survey is over so soon that a date helps nobody.
        """
        if self.definition.expires < SHORT:
            return None
        return (self.expires_at - WESTERNMOST).date() - timedelta(days=1)

    def say(self, text: str | None) -> str:
        """A text of the survey with its placeholders filled; "" for None."""
        return fill(text, self.values()).strip() if text else ""

    def template(self) -> Template | None:
        """The approved template in this language, filled in; variables may hold the link."""
        found = self.texts.whatsapp_template
        if found is None:
            return None
        links = {"link": self.short_url, "code": self.short_url.rpartition("/")[2]}
        values = {**self.values(), **links}
        filled = {name: clean(fill(text, values), 1000) for name, text in found.variables.items()}
        return Template(found.content_sid, filled)

    def line(self, text: str | None) -> str:
        """The same on one line, whatever is in it."""
        return clean(self.say(text), longest=1000)

    def nameless(self) -> "Asked":
        """The same for a page: whoever has the link may see it, so it does not tell the name."""
        return self if self.name is None else replace(self, name=None)

    def values(self) -> Mapping[str, str]:
        """What stands for each placeholder: one clean line, "" for what there is not."""
        name = _presentable(self.name)
        segments = {key: clean(value) for key, value in self.segments.items()}
        own = {"name": name, "first_name": name.partition(" ")[0], "brand": self.brand}
        return segments | own


def _presentable(name: str | None) -> str:
    """The name, "" when it is none: a link, an address, a paragraph."""
    shown = clean(name or "", longest=81)
    return "" if len(shown) > 80 or LINK_IN_NAME.search(shown) else shown
