"""Which surveys a key is for: Delighted has one project, with one survey, for each key."""

from dataclasses import dataclass

from service.delighted.door import Visit, missing
from surveys.catalogue import Published

PERSON = "delighted.person"


@dataclass(frozen=True, slots=True)
class Project:
    """The surveys that listen for `event_type`."""

    event_type: str
    surveys: tuple[Published, ...]

    @property
    def survey(self) -> Published:
        """The only one; InvalidInput when there are several."""
        if len(self.surveys) > 1:
            keys = ", ".join(one.definition.key for one in self.surveys)
            raise missing("survey", f"several listen for {self.event_type}: {keys}; leave one")
        return self.surveys[0]

    @property
    def survey_ids(self) -> list[int]:
        """All of them."""
        return [one.survey_id for one in self.surveys]


async def project_of(visit: Visit) -> Project:
    """The surveys for the source of the key, or those for every key; InvalidInput without any."""
    live = await visit.engine.catalogue.live()
    for event_type in (f"{PERSON}.{visit.caller.source}", PERSON):
        found = tuple(one for one in live if event_type in one.definition.trigger.on)
        if found:
            return Project(event_type, found)
    raise missing("survey", f"none listens; publish one with trigger: {{on: {PERSON}}}")
