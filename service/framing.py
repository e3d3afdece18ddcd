"""A mail within a page of ours: a link followed inside of its frame would end at a policy that
forbids it. Where the frame may open no tabs either, links lead nowhere.
"""

import re

NEW_TAB = '<base target="_blank">'
_HEAD = re.compile(r"<head(?:\s[^>]*)?>", re.IGNORECASE)
_DOCTYPE = re.compile(r"\s*<!doctype[^>]*>", re.IGNORECASE)


def with_links_in_new_tabs(html: str) -> str:
    """A mail in which each link opens a tab of its own."""
    place = _HEAD.search(html) or _DOCTYPE.match(html)
    end = place.end() if place else 0
    return html[:end] + NEW_TAB + html[end:]
