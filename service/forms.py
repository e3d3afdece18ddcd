"""Reads forms, whoever sends them."""

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request

MOST_FIELDS = 200


async def form_of(request: Request) -> FormData:
    """The fields of a form, urlencoded or multipart; HTTPException 400 when it cannot be read."""
    try:
        return await request.form(max_files=0, max_fields=MOST_FIELDS)
    except UnicodeError as error:  # a charset such as punycode, which anybody may name
        raise HTTPException(400, "The form is not in the charset that it names.") from error
