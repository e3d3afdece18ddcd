"""Finds the line of a survey file that a field's path means."""

import yaml


def line_of(root: yaml.Node | None, path: str) -> int:
    """The line, from 1, where `trigger.where.any[0].x` stands, or the nearest part that is there.

    Where the file has one thing, and the path counts (`throttle[0].days`), the number is left out.
    """
    line = root.start_mark.line + 1 if root else 1
    while root is not None and path:
        found = _step(root, path)
        if found is None and path.startswith("[0]"):
            path = path[3:].lstrip(".")
            continue
        if found is None:
            break
        line, root, path = found
    return line


def _step(node: yaml.Node, path: str) -> tuple[int, yaml.Node, str] | None:
    if isinstance(node, yaml.SequenceNode):
        number, _, rest = path.removeprefix("[").partition("]")
        if not number.isdigit() or int(number) >= len(node.value):
            return None
        item = node.value[int(number)]
        return item.start_mark.line + 1, item, rest.removeprefix(".")
    if not isinstance(node, yaml.MappingNode):
        return None
    fitting = [(key, value) for key, value in node.value if _begins(path, str(key.value))]
    if not fitting:
        return None
    key, value = max(fitting, key=lambda pair: len(pair[0].value))
    return key.start_mark.line + 1, value, path[len(key.value) :].removeprefix(".")


def _begins(path: str, key: str) -> bool:
    return path == key or path.startswith((f"{key}.", f"{key}["))
