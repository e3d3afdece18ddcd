"""A response as POST and PUT /survey_responses have it."""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from surveys.answering import LONGEST_COMMENT


def _identity(value: Any) -> Any:
    """A saved response holds the whole person."""
    value = value.get("id") if isinstance(value, dict) else value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _trimmed(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


Comment = Annotated[str, Field(max_length=LONGEST_COMMENT), AfterValidator(_trimmed)]
Score = Annotated[int, Field(ge=0, le=10)]
PersonId = Annotated[str, Field(pattern=r"^[0-9]{1,18}$"), BeforeValidator(_identity)]


class ResponseIn(BaseModel):
    """A new one. Times are in Unix seconds."""

    model_config = ConfigDict(extra="ignore")
    person: PersonId
    score: Score
    comment: Comment | None = None
    person_properties: dict[str, Any] | None = None
    created_at: Annotated[int, Field(ge=0, lt=2**33)] | None = None


class ChangeIn(BaseModel):
    """What is to be otherwise; the official client sends all of a response back."""

    model_config = ConfigDict(extra="ignore")
    score: Score | None = None
    comment: Comment | None = None
    person_properties: dict[str, Any] | None = None
