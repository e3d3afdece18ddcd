"""A form that was sent from an answer page, and what it amounts to."""

from dataclasses import dataclass
from datetime import datetime

from starlette.datastructures import FormData
from starlette.requests import Request

from service.answers_in import Filled, filled_in
from service.asking import engine_of
from service.clicks_in import evidence_of
from service.opened import logged
from service.visits import Visit, visit_of
from surveys.answering import Answer, Verdict
from surveys.calls import Deed, Met
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
        """An answer; a click for what a machine has filled in, or sent without a hand; None for
        what cannot be taken."""
        try:
            filled = self.filled = filled_in(self.form, link.survey.definition)
        except InvalidInput:
            return None
        keyring, token = engine_of(self.request).keyring, self.request.path_params["token"]
        self.visit = visit_of(keyring, token, filled.nonce, self.now) or DIRECT
        if filled.trapped:
            return self._click(link, "trap", filled.score)
        found = evidence_of(self.request, link, self.now) | {"touched": filled.touched}
        if grade("answer", found)[0] < EXPLICIT:
            return self._click(link, "answer", filled.score, {"touched": False})
        return Answer(
            invitation_id=link.invitation_id,
            score=filled.score,
            at=self.now,
            comment=filled.comment,
            answers=filled.answers,
            contact=filled.contact,
            visit=self.visit.name,
            page_at=self.visit.loaded_at,
            request=found,
            terms=link.terms,
        )

    def verdict(self, met: Met) -> Verdict:
        """What became of it."""
        if met.verdict is not None:
            return met.verdict
        return "machine" if self.filled and self.filled.trapped else "old_page"

    def _click(
        self, link: Link, action: str, score: int, look: dict[str, bool] | None = None
    ) -> Deed:
        return logged(self.request, link, self.now, action, score, self.visit.name, look)
