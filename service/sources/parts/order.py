"""What was sold."""

from collections.abc import Iterable
from itertools import islice

from pydantic import JsonValue

MOST_PRODUCTS = 50


def sold(names: Iterable[str | None]) -> dict[str, JsonValue]:
    """`products` of an order, at most 50, and `product`, the first of them, to group scores by."""
    products: list[JsonValue] = list(islice(filter(None, names), MOST_PRODUCTS))
    return {"product": products[0] if products else None, "products": products}
