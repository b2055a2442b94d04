"""YAML front matter, read so that what is short stays small: aliases multiply what they repeat."""

import yaml

_MOST_VALUES = 5_000


def loaded(source: str) -> object:
    """The document in `source`; all scalars stay strings, so that "2023-02-30" is a bad date only.

    Raises yaml.YAMLError where it is not valid, holds more than 5,000 values with every alias
    counted as all that it stands for, or an alias within what it names; RecursionError where it is
    nested too deep.
    """
    return _Counting(source).get_single_data()


class _Counting(yaml.BaseLoader):
    """A loader that counts values while it composes them, before any is built."""

    def __init__(self, source: str) -> None:
        super().__init__(source)
        self._values = 0
        self._sizes: dict[int, int] = {}  # by id of the node, which its anchor keeps alive

    def compose_node(self, parent: yaml.Node | None, index: object) -> yaml.Node | None:
        alias = self.check_event(yaml.AliasEvent)
        before = self._values
        node = super().compose_node(parent, index)  # type: ignore[arg-type]
        if alias:
            if id(node) not in self._sizes:
                raise yaml.MarkedYAMLError(problem="an alias within what it names")
            self._values += self._sizes[id(node)]
        else:
            self._values += 1
            self._sizes[id(node)] = self._values - before
        if self._values > _MOST_VALUES:
            raise yaml.MarkedYAMLError(
                problem=f"more than {_MOST_VALUES:,} values, aliases counted in full"
            )
        return node
