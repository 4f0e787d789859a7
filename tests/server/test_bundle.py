"""Joining modules: it does what the modules do, or it says which one it cannot join and why."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import playwright
import pytest

from server.assets import STATIC, Assets
from server.bundle import Bundle, Unjoinable, read
from server.javascript import stripped, tokens

NODE = Path(playwright.__file__).parent / "driver" / "node"

TRICKY = r"""
/* import { none } from "./nowhere.js"; */
// export const none = 1;
const quoted = "import { none } from './nowhere.js';";
const template = `
import { none } from "./nowhere.js"; // no comment
export const none = ${[`inner ${"`" /* a comment */}`].map((one) => `<${one}>`).join("")};
`;
const pattern = /["'`/[\]]\/\*import/g; // a pattern with all that opens something
const half = quoted.length / 2 / 1; // divisions
const object = { import: 1, export: 2 };
const kept = 1
const next = [object.export, object.import] // a line end that ends a statement
export const all = [quoted, template, String(pattern), half, kept, next, import.meta.url.length > 0];
"""


class Modules(dict[str, str]):
    """Hand-made modules: path → source."""

    def bundle(self, entry: str = "main.js", **more: object) -> Bundle:
        return Bundle(entry, self.__getitem__, {"far": "vendor/far.js", "far/": "vendor/far/"}, **more)  # type: ignore[arg-type]

    def told(self, folder: Path, name: str = "main.js") -> str:
        """What the modules print when they are run as they are."""
        for path, source in self.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(source, encoding="utf-8")
        (folder / "package.json").write_text('{"type": "module"}')
        done = subprocess.run([NODE, folder / name], capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout


def joined(folder: Path, modules: Modules) -> str:
    """What the same modules print when they are joined."""
    return Modules({"joined.js": modules.bundle().text()}).told(folder, "joined.js")


@pytest.mark.parametrize(
    "modules",
    [
        pytest.param(
            {
                "main.js": 'import { a as mine, twice } from "./deep/one.js";\nconsole.log(mine, twice(3));\n',
                "deep/one.js": 'import { zero } from "../zero.js";\nconst inner = zero + 1;\n'
                "export { inner as a };\nexport function twice(n) {\n  return 2 * n + zero;\n}\n",
                "zero.js": "export const zero = 0;\n",
            },
            id="names that change on the way",
        ),
        pytest.param(
            {
                "main.js": 'import { one, Two, three } from "./all.js";\nconsole.log(one(), new Two().n, three);\n',
                "all.js": 'export { one, three as three } from "./one.js";\nexport { B as Two } from "./two.js";\n',
                "one.js": "export async function* walk() {}\nexport function one() { return late(); }\n"
                "const late = () => 1;\nexport const three = 3;\n",
                "two.js": "export class B { n = 2 }\n",
            },
            id="what is passed on",
        ),
        pytest.param(
            {
                "main.js": 'import{a as x}from"./one.js";import{b}from"./one.js";console.log(x,b);export{x as y};',
                "one.js": 'console.log("one");const o=1,t=o+1;export{o as a,t as b};\n//# sourceMappingURL=one.js.map',
            },
            id="what a minifier wrote",
        ),
        pytest.param(
            {
                "main.js": 'import { a } from "./a.js";\nimport { b } from "./b.js";\nconsole.log("main", a, b);\n',
                "a.js": 'import { b } from "./b.js";\nconsole.log("a", b);\nexport const a = 1;\n',
                "b.js": 'console.log("b");\nexport const b = 2;\n',
            },
            id="order, and each but once",
        ),
        pytest.param(
            {"main.js": f'import {{ all }} from "./all.js";\nconsole.log(all);\n', "all.js": TRICKY},  # noqa: F541
            id="what only looks like an import",
        ),
    ],
)
def test_joined_modules_say_what_the_modules_say(tmp_path: Path, modules: dict[str, str]) -> None:
    there = Modules(modules)
    said = there.told(tmp_path)
    assert said
    assert joined(tmp_path, there) == said


def test_what_has_no_place_is_left_to_the_import_map() -> None:
    modules = Modules({"main.js": 'import book from "words";\nimport { far } from "far/away.js";\nfar(book);\n'})
    modules["vendor/far/away.js"] = "export function far() {}\n"
    text = modules.bundle().text()
    assert text.startswith('import * as $$words from "words";\n')
    assert "const { default: book } = $$words;" in text
    assert list(modules.bundle().modules) == ["vendor/far/away.js", "main.js"]


def test_a_bundle_above_uses_the_same_things_as_the_one_beneath(tmp_path: Path) -> None:
    modules = Modules(
        {
            "count.js": "let n = 0;\nexport function count() {\n  return ++n;\n}\n",
            "main.js": 'import { count } from "./count.js";\ncount();\n',
            "later.js": 'import { count } from "./count.js";\nexport const counted = count();\n',
        }
    )
    beneath = modules.bundle()
    above = modules.bundle("later.js", beneath=beneath)
    scripts = Modules(
        {
            "first.js": beneath.text(lent=above.borrowed),
            "second.js": above.text(beneath_at="./first.js"),
            "run.js": 'import "./first.js";\nconsole.log((await import("./second.js")).counted);\n',
        }
    )
    assert "function count" not in scripts["second.js"]
    assert scripts.told(tmp_path, "run.js") == "2\n"


def test_a_classic_script_runs_first_and_leaves_its_names(tmp_path: Path) -> None:
    modules = Modules({"main.js": "console.log(Left.over);\n", "old.js": "this.Left = { over: 1 };"})
    text = modules.bundle(classic=("old.js",)).text()
    assert Modules({"joined.js": text}).told(tmp_path, "joined.js") == "1\n"


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("export let a = 1;", "export let a = 1"),
        ("export var a = 1;", "export var a = 1"),
        ("export default 1;", "export default 1"),
        ("export * from './other.js';", "export * from"),
        ("export const { a } = { a: 1 };", "export const { a }"),
        ("import * as all from './other.js';", "import * as all"),
        ("import './other.js';", "import './other.js'"),
        ("import { a } from './other.js'", "import { a } from"),
        ("import one, { two } from './other.js';", "import one, { two }"),
        ("import { 'a-b' as a } from './other.js';", "is no name"),
        ("import { missing } from './other.js';", "does not export missing"),
        ("import { other } from './back.js';", "in a circle: main.js → back.js → main.js"),
        ("export const a = 1;\nexport { a };", "exports a twice"),
        ("const $other = 1;\nimport { other } from './other.js';", "uses the name $other"),
        ("const a = `never closed;", "line 1: "),
        ("const a = (1;", "is not closed"),
        ("const a = 1);\n", "closes nothing"),
        ("/* never closed", "does not end"),
        ("\n'never closed\n", "line 2: "),
    ],
)
def test_what_cannot_be_joined_is_refused_with_its_name(source: str, why: str) -> None:
    modules = Modules({"main.js": source, "other.js": "export const other = 1;\n"})
    modules["back.js"] = "import { main } from './main.js';\nexport const other = main;\n"
    with pytest.raises(Unjoinable) as refused:
        modules.bundle()
    assert why in str(refused.value)
    assert "main.js" in str(refused.value)


def test_pieces_of_a_script_are_the_whole_script() -> None:
    for path in sorted(STATIC.rglob("*.js")):
        source = path.read_text(encoding="utf-8")
        assert "".join(piece.text for piece in tokens(source)) == source, path


def test_a_real_parser_reads_the_same_in_every_script_with_and_without_comments() -> None:
    """And finds that nothing which is exported ever changes: importers have what it was when its module had run."""
    pairs = []
    for path in sorted(STATIC.rglob("*.js")):
        source = path.read_text(encoding="utf-8")
        short = "".join(piece.text for piece in stripped(tokens(source)))
        exports = {} if path.parts[-2] == "msgpack" else read(path.name, source).exports
        pairs.append([str(path.relative_to(STATIC)), source, short, list(exports.values())])
    assert len(pairs) > 100
    done = subprocess.run(
        [NODE, "--expose-internals", "--no-warnings", Path(__file__).parent / "same_script.cjs"],
        input=json.dumps(pairs),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == []


def test_every_script_of_a_page_is_one_module_that_can_be_read(tmp_path: Path) -> None:
    assets = Assets()
    names = [name for name in assets._files if name.endswith(".joined.js")]
    assert {"phone.joined.js", "phone-later.joined.js", "wall.joined.js", "desk.joined.js"} <= set(names)
    for name in names:
        path = tmp_path / name.replace(".js", ".mjs")
        path.write_bytes(assets._files[name].data)
        done = subprocess.run([NODE, "--check", path], capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
