"""One script for a page instead of one per module: each module becomes a function that is called once, in order.

Our modules are written and kept one subject a file; sixty of them are sixty answers to wait for on a phone. Nothing is
renamed, and nothing is left out but comments and indentation, so errors name what the source names.

Modules may use little of the language here, and all else is refused: `import { a, b as c } from`, `import a from`,
`export` before a function, class or constant, `export { a, b as c }` with or without `from`. No circles, and no
`export let`, whose changes importers would not see.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from server.javascript import Token, Unreadable, stripped, tokens

_WORD = r"[A-Za-z_$][\w$]*"
_LIST = r"\{(?P<names>[^{}]*)\}"
_FROM = r"from\s*(?P<from>\"[^\"]*\"|'[^']*')"
_IMPORT = re.compile(rf"import\s*(?:{_LIST}|(?P<default>{_WORD}))\s*{_FROM}\s*;")
_EXPORT = re.compile(rf"export\s*{_LIST}\s*(?:{_FROM}\s*)?;?")
_DECLARED = re.compile(rf"export\s+(?:(?:async\s+)?function[\s*]+|class\s+|const\s+)(?P<name>{_WORD})")
_NAMED = re.compile(rf"\s*({_WORD})(?:\s+as\s+({_WORD}))?\s*")


class Unjoinable(Exception):
    """Modules that cannot be joined; the text names one and says why."""


@dataclass
class Module:
    """One module as it was written."""

    name: str
    imports: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    """From where; name there → name here."""
    exports: dict[str, str] = field(default_factory=dict)
    """Name outside → name here."""
    passed_on: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    """From where; name outside → name there."""
    body: str = ""

    def exported(self) -> set[str]:
        """All names that others may import."""
        return {*self.exports, *(name for _, names in self.passed_on for name in names)}


@cache
def read(name: str, source: str) -> Module:
    """Reads a module, once for all bundles. Raises: `Unjoinable`."""
    module = Module(name)
    pieces = _pieces(name, source)
    body: list[str] = []
    at = 0
    while at < len(pieces):
        if _is_statement(pieces, at):
            at = _take(module, pieces, at)
        else:
            body.append(pieces[at].text)
            at += 1
    module.body = "".join(body).strip()
    return module


def _pieces(name: str, source: str) -> list[Token]:
    try:
        return list(stripped(tokens(source)))
    except Unreadable as error:
        raise Unjoinable(f"{name}: {error}") from error


def _is_statement(pieces: list[Token], at: int) -> bool:
    """Whether a statement of modules begins here: not `import(…)`, `import.meta`, `a.export` or `{ import: 1 }`."""
    kind, text, depth = pieces[at]
    if kind != "word" or text not in ("import", "export") or depth:
        return False
    before = next((piece.text for piece in reversed(pieces[max(0, at - 2) : at]) if piece.kind != "space"), "")
    after = next((piece.text for piece in pieces[at + 1 : at + 3] if piece.kind != "space"), "")
    return before != "." and not (text == "import" and after in ("(", "."))


def _take(module: Module, pieces: list[Token], at: int) -> int:
    """Takes one import or export into the module, and tells where the script goes on."""
    end = at
    while end + 1 < len(pieces) and pieces[end].text != ";":
        end += 1
    text = "".join(piece.text for piece in pieces[at : end + 1])
    if found := _IMPORT.fullmatch(text):
        names = [("default", found["default"])] if found["default"] else _names(module, found["names"])
        module.imports.append((found["from"][1:-1], dict(names)))
        return end + 1
    if found := _EXPORT.fullmatch(text):
        outside = {there: here for here, there in _names(module, found["names"])}
        _once(module, outside)
        if found["from"]:
            module.passed_on.append((found["from"][1:-1], outside))
        else:
            module.exports |= outside
        return end + 1
    if found := _DECLARED.match(text):
        _once(module, (found["name"],))
        module.exports[found["name"]] = found["name"]
        return at + 2  # `export` and the space behind it; the declaration stays
    raise Unjoinable(f"{module.name}: no way is known to join {text[:80]!r}")


def _names(module: Module, text: str) -> list[tuple[str, str]]:
    """The pairs of `a as b, c`: a with b, c with c."""
    pairs = []
    for one in filter(str.strip, text.split(",")):
        if not (named := _NAMED.fullmatch(one)):
            raise Unjoinable(f"{module.name}: {one.strip()!r} is no name")
        pairs.append((named[1], named[2] or named[1]))
    return pairs


def _once(module: Module, names: Iterable[str]) -> None:
    for name in names:
        if name in module.exported():
            raise Unjoinable(f"{module.name}: exports {name} twice")


class Bundle:
    """An entry and all modules that it leads to, in the order in which they run."""

    def __init__(
        self,
        entry: str,
        source: Callable[[str], str],
        places: Mapping[str, str],
        *,
        classic: Iterable[str] = (),
        beneath: Bundle | None = None,
    ) -> None:
        """Reads and checks everything.

        `source` reads a module by its path. `places`: bare specifier, or its beginning with a slash, → path; what has
        no place is left to the page's import map. `classic`: scripts that are no modules and run before them.
        `beneath`: a bundle that the page has already; its modules are used from there. Raises: `Unjoinable`; what
        `source` raises.
        """
        self.entry = entry
        self.modules: dict[str, Module] = {}
        self.borrowed: dict[str, None] = {}
        """Modules of the bundle beneath that this one uses."""
        self._source = source
        self._places = places
        self._beneath = beneath
        self._outer: dict[str, None] = {}
        self._classic = ["".join(piece.text for piece in _pieces(name, source(name))) for name in classic]
        self._add(entry, ())
        self._check_names()

    def text(self, *, lent: Iterable[str] = (), beneath_at: str = "") -> str:
        """The script. `lent`: modules that bundles above it use; `beneath_at`: where the one beneath it is."""
        lines = [f'import * as {_outer(one)} from "{one}";' for one in self._outer]
        if self.borrowed:
            lines.append(f'import {{ {", ".join(map(_inner, self.borrowed))} }} from "{beneath_at}";')
        lines += [f"(function () {{\n{script}\n}}).call(globalThis);" for script in self._classic]
        lines += [self._scope(module) for module in self.modules.values()]
        if lent := list(lent):
            lines.append(f"export {{ {', '.join(map(_inner, lent))} }};")
        if names := sorted(self.modules[self.entry].exported()):
            lines.append(f"export const {{ {', '.join(names)} }} = {_inner(self.entry)};")
        return "\n".join(lines) + "\n"

    def _scope(self, module: Module) -> str:
        """The module as a function: what it imports is there when it is called, what it exports is what it returns."""
        lines = []
        for specifier, names in module.imports:
            taken = ", ".join(there if there == here else f"{there}: {here}" for there, here in names.items())
            lines.append(f"const {{ {taken} }} = {self._variable(module, specifier)};")
        lines.append(module.body)
        given = [outside if outside == here else f"{outside}: {here}" for outside, here in module.exports.items()]
        for specifier, names in module.passed_on:
            where = self._variable(module, specifier)
            given += [f"{outside}: {where}.{there}" for outside, there in names.items()]
        if given:
            lines.append(f"return {{ {', '.join(given)} }};")
        begin = f"const {_inner(module.name)} = (() => {{" if given else "(() => {"
        return "\n".join((begin, *lines, "})();"))

    def _add(self, name: str, path: tuple[str, ...]) -> Module:
        """Reads a module, and before it is added all that it leads to."""
        if name in path:
            raise Unjoinable(f"in a circle: {' → '.join((*path[path.index(name) :], name))}")
        if self._beneath and name in self._beneath.modules:
            self.borrowed[name] = None
            return self._beneath.modules[name]
        if name in self.modules:
            return self.modules[name]
        module = read(name, self._source(name))
        wanted = [(where, set(names)) for where, names in module.imports]
        wanted += [(where, set(names.values())) for where, names in module.passed_on]
        for specifier, names in wanted:
            place = self._place(name, specifier)
            if place is None:
                self._outer[specifier] = None
            elif missing := names - self._add(place, (*path, name)).exported():
                raise Unjoinable(f"{name}: {place} does not export {', '.join(sorted(missing))}")
        self.modules[name] = module
        return module

    def _place(self, name: str, specifier: str) -> str | None:
        """The path that a specifier in a module means; None: the page's import map knows."""
        if specifier.startswith("."):
            return posixpath.normpath(posixpath.join(posixpath.dirname(name), specifier))
        if specifier in self._places:
            return self._places[specifier]
        start, slash, rest = specifier.partition("/")
        folder = self._places.get(start + slash) if slash else None
        return None if folder is None else folder + rest

    def _variable(self, module: Module, specifier: str) -> str:
        place = self._place(module.name, specifier)
        return _outer(specifier) if place is None else _inner(place)

    def _check_names(self) -> None:
        """Nothing in a module may hide the name of another."""
        seen: dict[str, str] = {}
        for name in (*self.borrowed, *self.modules):
            if (other := seen.setdefault(_inner(name), name)) != name:
                raise Unjoinable(f"{name} and {other} would have the same name")
        ours = {*seen, *map(_outer, self._outer)}
        for module in self.modules.values():
            if hidden := ours & set(re.findall(r"\$[\w$]+", module.body)):
                raise Unjoinable(f"{module.name}: uses the name {', '.join(sorted(hidden))}")


def _inner(path: str) -> str:
    """The name of a module in the script: `$phone_top` for `phone/top.js`."""
    return "$" + re.sub(r"\W", "_", path.removesuffix(".js"))


def _outer(specifier: str) -> str:
    return "$$" + re.sub(r"\W", "_", specifier)
