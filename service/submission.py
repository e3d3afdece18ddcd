"""A form that was sent from an answer page, and what it amounts to."""

from dataclasses import dataclass
from datetime import datetime

from starlette.datastructures import FormData
from starlette.requests import Request

from service.answers_in import Filled, filled_in
from service.asking import engine_of
from service.clicks_in import evidence_of
from service.opened import language_for, logged
from service.visits import Visit, visit_of
from surveys.answering import Answer
from surveys.calls import Deed
from surveys.clicking import Link
from surveys.errors import InvalidInput
from surveys.evidence import EXPLICIT
from surveys.evidence.grading import grade
from surveys.instant import EPOCH

DIRECT = Visit("", EPOCH)  # a form sent without a page of ours, so older than every answer


@dataclass(slots=True)
class Submission:
    """`filled` is None while it cannot be taken, which only the link's survey can tell."""

    request: Request
    form: FormData
    now: datetime
    filled: Filled | None = None
    visit: Visit = DIRECT

    def means(self, link: Link) -> Deed | None:
        """An answer; a click for what was sent without a hand; None for what cannot be taken, or
        only wants the page in another language."""
        if self.switches:
            return None
        try:
            filled = self.filled = filled_in(self.form, link.survey.definition)
        except InvalidInput:
            return None
        keyring, token = engine_of(self.request).keyring, self.request.path_params["token"]
        self.visit = visit_of(keyring, token, filled.nonce, self.now) or DIRECT
        told = {"touched": filled.touched} | ({"hidden_field": True} if filled.trapped else {})
        found = evidence_of(self.request, link, self.now) | told
        if grade("answer", found)[0] < EXPLICIT:
            score, visit = filled.score, self.visit.name
            return logged(self.request, link, self.now, "answer", score, visit, told)
        return Answer(
            invitation_id=link.invitation_id,
            score=filled.score,
            at=self.now,
            comment=filled.comment,
            answers=filled.answers,
            contact=filled.contact,
            visit=self.visit.name,
            page_at=self.visit.loaded_at,
            language=language_for(self.request, link),
            request=found,
            terms=link.terms,
        )

    @property
    def switches(self) -> bool:
        """Whether it wants the page in another language, and no more."""
        return "switch" in self.form
