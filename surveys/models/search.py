"""Comments as they can be searched."""

from tortoise import fields
from tortoise.models import Model


class Searchable(Model):
    """The terms of a comment, with spaces between them, see wording.py."""

    response_id = fields.BigIntField(primary_key=True, generated=False)
    terms = fields.TextField()

    class Meta:
        table = "searchable"


# One row says that, two more what is to be taken out of SQLite's index, see sweeping.py.
class SearchMark(Model):
    """How far the ledger has been read for comments."""

    id = fields.BigIntField(primary_key=True, generated=False)
    change_id = fields.BigIntField()

    class Meta:
        table = "search_mark"
