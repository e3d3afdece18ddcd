"""The score of each store, agent or whatever the survey is segmented by, best first."""

from collections.abc import Mapping, Sequence
from typing import Any

from service.certainty import interval
from service.numerals import tenths, whole
from service.parts import Choice, Line, Panel, Part, Place, Ranking, linked
from service.view import View
from service.words import Words
from surveys.doors import PLACE
from surveys.figures import FEW
from surveys.folding import OTHER, Group

ORDER = 50
MOST = 20  # groups; the largest are shown


async def show(view: View) -> Panel | None:
    """A place for each group. Groups by the first segment until somebody chooses another."""
    _, segments = view.words, await _segments(view)
    if not segments:
        return None
    name = view.question.group_by or segments[0]
    title = _("Segments")
    choice = Choice(
        _("Group by"),
        [(one, view.link(group_by=one), one == name) for one in segments],
    )
    found = await view.series(group_by=name, interval="none")
    groups = [one for one in found if one["n"]]
    if not groups:
        return Panel(title, [choice, Line(_("No answers in this time."))])
    parts: list[Part] = [choice, _ranking(view, name, groups[:MOST])]
    if any(one["few"] for one in groups[:MOST]):
        said = _("Pale: fewer than %(few)s answers, too few to go by.", few=FEW)
        parts.append(Line(said, "soft"))
    if len(groups) > MOST:
        said = _("The %(shown)s with the most answers, of %(all)s.", shown=MOST, all=len(groups))
        parts.append(Line(said, "soft"))
    return Panel(title, parts, rows=view.rows("responses"))


async def _segments(view: View) -> list[str]:
    """The survey's own, and `place` once somebody has answered at one."""
    found = await view.series(group_by=PLACE, where=None, interval="none")
    some = any(one["n"] for one in found if one["group"] is not None)
    return list(dict.fromkeys([*view.definition.segments, *([PLACE] if some else [])]))


def _ranking(view: View, name: str, groups: Sequence[Mapping[str, Any]]) -> Ranking:
    _ = view.words
    # whoever has few answers stands last: a single happy customer is not the best store
    ranked = sorted(groups, key=lambda one: (one["few"], -one["score"], -one["n"]))
    low, high = min(one["low"] for one in groups), max(one["high"] for one in groups)

    def along(score: float) -> float:
        return float(100 * (score - low) / ((high - low) or 1))

    rows = [
        Place(
            name=_name(one["group"], _),
            link=view.link(where=_only(name, one)) if _single(view, one["group"]) else "",
            score=tenths(view.language, one["score"]),
            answers=linked(whole(view.language, one["n"]), _rows(view, name, one)),
            at=along(one["score"]),
            low=along(one["low"]),
            high=along(one["high"]),
            sure=interval(one, _),
            few=one["few"],
        )
        for one in ranked
    ]
    caption = _("Score by %(segment)s with its 95%% interval, best first", segment=name)
    columns = (name, _("95% sure"), _("Score"), _("Answers"))
    return Ranking(caption, columns, rows, along(min(max(view.total["score"], low), high)))


def _only(name: str, one: Mapping[str, Any]) -> str:
    return f"{name}:{one['group']}"


def _rows(view: View, name: str, one: Mapping[str, Any]) -> str:
    """The list takes one condition, and does not know who are told together."""
    group, where = one["group"], view.question.where
    told = group is None or _single(view, group)
    there = told and where in (None, (name, group))
    return view.rows("responses", where=f"{name}:{group or ''}") if there else ""


def _name(group: Group, _: Words) -> str:
    """Of two segments both values."""
    if isinstance(group, tuple):
        return " \N{MIDDLE DOT} ".join(_name(one, _) for one in group)
    return _("none") if group is None else group


def _single(view: View, group: Group) -> bool:
    """Whether `where` can ask for it."""
    told = view.question.smallest == 1 or group != OTHER
    return isinstance(group, str) and told
