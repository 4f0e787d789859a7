/** What the wall works out before it draws: what fits, which page is shown, how a result is revealed. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { hyphenated } from "../../static/hyphens.js";
import { lineCount, sizeFor, textWidth } from "../../static/wall/measure.js";
import { dotField, filled, groupShape, noteHeight, notePages, NOTE_GAP, stay, together, wallText } from "../../static/wall/pages.js";
import { Reveal } from "../../static/wall/reveal.js";
import { Turner } from "../../static/wall/turner.js";

const SPACE = { width: 86, height: 53 };
const FLOOR = 2.75;

/** A clock that a test turns by hand. */
function handClock() {
  let now = 0;
  /** @type {{at: number, then: () => void}[]} */
  let waiting = [];
  return {
    after: (/** @type {number} */ ms, /** @type {() => void} */ then) => {
      const one = { at: now + ms, then };
      waiting.push(one);
      return () => void (waiting = waiting.filter((other) => other !== one));
    },
    pass: (/** @type {number} */ ms) => {
      const end = now + ms;
      for (;;) {
        const due = waiting.filter((one) => one.at <= end).sort((a, b) => a.at - b.at)[0];
        if (!due) break;
        waiting = waiting.filter((one) => one !== due);
        now = due.at;
        due.then();
      }
      now = end;
    },
  };
}

/** @param {number} count @param {(place: number) => string} text */
const notes = (count, text) => Array.from({ length: count }, (_, place) => ({ id: String(place), text: text(place) }));

test("a text is never thought narrower than its letters are", () => {
  assert.ok(textWidth("MMMM") >= 4 * 0.85);
  assert.ok(textWidth("iiii") < 4 * 0.4);
  assert.equal(textWidth("kesä\u00adkuu"), textWidth("kesäkuu"));
  assert.ok(textWidth("😀") >= 1);
});

test("lines break at spaces, at line ends and inside a word that is too long", () => {
  assert.equal(lineCount("yksi", 20), 1);
  assert.equal(lineCount("yksi\nkaksi", 20), 2);
  assert.equal(lineCount("yksi kaksi kolme neljä", 3), 4);
  assert.ok(lineCount("W".repeat(100), 10) >= 10);
});

test("the first size that holds a text in its lines is taken, else the last", () => {
  const choices = /** @type {const} */ ([[6, 1], [4, 2], [3, 9]]);
  assert.equal(sizeFor("lyhyt", 40, choices), 6);
  assert.equal(sizeFor("sana ".repeat(60), 40, choices), 3);
});

test("every note is on exactly one page, in its order, and no column overflows", () => {
  const all = notes(300, (place) => "Tapahtumanjärjestäjälle nimetty yhteyshenkilö ".repeat(1 + (place % 6)).trim());
  const pages = notePages(all, SPACE);
  assert.deepEqual(pages.flatMap((page) => page.columns.flat().map(({ item }) => item.id)), all.map((note) => note.id));
  const width = (SPACE.width - 2) / 2;
  for (const page of pages) {
    for (const column of page.columns) {
      const height = column.reduce((sum, { item, size }) => sum + noteHeight(item.text, width, size) + NOTE_GAP, -NOTE_GAP);
      assert.ok(height <= SPACE.height, `${height} in ${SPACE.height}`);
      assert.ok(column.every(({ size }) => size === FLOOR));
    }
  }
});

test("few notes are shown larger than many", () => {
  const size = (/** @type {number} */ count) => notePages(notes(count, () => "Koulujen salit käyttöön kesäkuukausiksi"), SPACE)[0]?.columns[0]?.[0]?.size ?? 0;
  assert.ok(size(1) > size(6));
  assert.ok(size(6) >= size(60));
  assert.equal(size(60), FLOOR);
});

test("a note that no page could hold is made smaller, not cut", () => {
  const pages = notePages(notes(1, () => "W".repeat(280)), SPACE);
  assert.equal(pages.length, 1);
  const placed = pages[0]?.columns[0]?.[0];
  assert.ok(placed && placed.size < FLOOR);
  assert.ok(noteHeight(placed.item.text, (SPACE.width - 2) / 2, placed.size) <= SPACE.height);
});

test("many short lines become one running text", () => {
  assert.equal(wallText("a\nb"), "a\nb");
  assert.equal(wallText("a\n\nb\nc\nd\ne\nf\ng"), "a · b · c · d · e · f · g");
});

test("a page that scrolls has everything on one page", () => {
  assert.equal(notePages(notes(300, () => "lappu"), { width: 20, height: Infinity }).length, 1);
  const { shown, more } = groupShape({ title: "Ryhmä", notes: 80 }, { width: 20, height: Infinity }, 4);
  assert.deepEqual({ shown, more }, { shown: 80, more: 0 });
});

test("a group shows as many notes as its place holds and counts the rest", () => {
  const shape = groupShape({ title: "Tilat ja välineet yhteiskäyttöön", notes: 30 }, SPACE, 4);
  assert.ok(shape.shown > 0 && shape.shown < 30);
  assert.equal(shape.shown + shape.more, 30);
  assert.deepEqual(groupShape({ title: "Tilat", notes: 2 }, SPACE, 4), { size: 3.25, shown: 2, more: 0 });
});

test("a group's title never goes below what the back row can read", () => {
  assert.equal(groupShape({ title: "pitkä otsikko ".repeat(8), notes: 9 }, SPACE, 4).size, FLOOR);
});

test("rows of unequal height fill pages without passing their height", () => {
  assert.deepEqual(filled([3, 3, 3, 9, 1], 9, (tall) => tall), [[3, 3, 3], [9], [1]]);
  assert.deepEqual(filled([20], 9, (tall) => tall), [[20]]);
  assert.deepEqual(filled([1, 1, 1], 9, (tall) => tall, 2), [[1, 1], [1]]);
});

/** Pages of rows that are so high, in blocks that belong together. @param {number[][]} blocks @param {number} [height] @param {number} [foot] of every page but the last */
function parts(blocks, height = 10, foot = 0) {
  const all = blocks.flat().length;
  return together(blocks, (here, before) => here.reduce((sum, tall) => sum + tall, 0) + (before + here.length < all ? foot : 0) <= height);
}

test("rows that belong together stand on one page whenever one holds them", () => {
  assert.deepEqual(parts([[4], [3, 3, 3], [2]]), [[4], [3, 3, 3], [2]]);
  assert.deepEqual(parts([[4], [3, 3], [2, 2]]), [[4, 3, 3], [2, 2]]);
  assert.deepEqual(parts([[5, 5]]), [[5, 5]]);
});

test("rows that no page holds together fill what there is, and what follows stands with their last", () => {
  assert.deepEqual(parts([[4], [3, 3, 3, 3, 3, 3], [3]]), [[4, 3, 3], [3, 3, 3], [3, 3]]);
  assert.deepEqual(parts([[20], [3, 12, 3]]), [[20], [3], [12], [3]]);
});

test("what stands below the rows takes room where it stands only", () => {
  assert.deepEqual(parts([[3], [3], [3], [3], [3]], 10, 2), [[3, 3], [3, 3, 3]]);
  assert.deepEqual(parts([[3], [4, 4], [3, 3, 3]], 10, 2), [[3], [4, 4], [3, 3, 3]]);
});

test("no row is lost or doubled whatever belongs together", () => {
  for (let seed = 1; seed < 400; seed += 1) {
    let state = seed;
    const next = (/** @type {number} */ most) => (state = (state * 16_807) % 2_147_483_647) % most;
    let name = 0;
    const blocks = Array.from({ length: 1 + next(9) }, () => Array.from({ length: 1 + next(6) }, () => ({ tall: 1 + next(5), name: (name += 1) })));
    const fits = (/** @type {readonly {tall: number}[]} */ here) => here.reduce((sum, { tall }) => sum + tall, 0) <= 12;
    const pages = together(blocks, fits);
    assert.deepEqual(pages.flat(), blocks.flat());
    assert.ok(pages.every((page) => page.length && fits(page)));
    for (const block of blocks) if (fits(block)) assert.ok(pages.some((page) => block.every((row) => page.includes(row))), `seed ${seed}`);
  }
});

test("a field of dots has a place for every dot and follows the shape of its space", () => {
  for (const count of [1, 5, 69, 200]) {
    const { columns, rows } = dotField(count, 3);
    assert.ok(columns * rows >= count && columns * (rows - 1) < count, `${count}: ${columns} × ${rows}`);
  }
  assert.ok(dotField(69, 6).rows < dotField(69, 1).rows);
});

test("a page with more to read stays longer, within bounds", () => {
  assert.equal(stay(0), 12_000);
  assert.ok(stay(450) > stay(100));
  assert.equal(stay(10_000), 45_000);
});

test("long words of Finnish may break between syllables, short ones and other languages not", () => {
  assert.equal(hyphenated("yhteismarkkinointi", "fi"), "yhteis\u00admark\u00adki\u00adnointi");
  assert.equal(hyphenated("kesätyöseteli", "en"), "kesätyöseteli");
  assert.equal(hyphenated("tilat ja välineet", "fi"), "tilat ja välineet");
});

test("pages turn by themselves, and not while paused", () => {
  const clock = handClock();
  let turns = 0;
  const turner = new Turner(() => (turns += 1), clock.after);
  const pages = [{ keys: ["a"], stay: 12_000 }, { keys: ["b"], stay: 20_000 }];
  assert.equal(turner.show("sorting", pages), 0);
  clock.pass(12_000);
  assert.equal(turner.show("sorting", pages), 1);
  clock.pass(19_999);
  assert.equal(turner.show("sorting", pages), 1);
  clock.pass(1);
  assert.equal(turner.show("sorting", pages), 0);
  turner.pause();
  clock.pass(100_000);
  assert.equal(turner.show("sorting", pages), 0);
  turner.turn(-1);
  assert.equal(turner.show("sorting", pages), 1);
  assert.ok(turns > 0);
});

test("the page that people look at stays when something comes before it", () => {
  const turner = new Turner(() => {}, handClock().after);
  const page = (/** @type {string[]} */ ...keys) => ({ keys, stay: 12_000 });
  turner.show("reading", [page("a", "b"), page("c", "d")]);
  turner.turn(1);
  assert.equal(turner.show("reading", [page("x", "a"), page("b", "y"), page("c", "d")]), 2);
  assert.equal(turner.show("reading", [page("x")]), 0);
});

test("another matter begins at its first page and turns again", () => {
  const clock = handClock();
  const turner = new Turner(() => {}, clock.after);
  const pages = [{ keys: ["a"], stay: 12_000 }, { keys: ["b"], stay: 12_000 }];
  turner.show("reading", pages);
  turner.turn(1);
  turner.pause();
  assert.equal(turner.show("sorting", pages), 0);
  assert.equal(turner.paused, false);
});

const round = /** @type {import("../../static/types.js").Round} */ ({
  id: "r1", lines: ["a", "b", "c"].map((id) => ({ id, title: id, notes: [id], color: "blue", lang: "fi" })),
  budget: 1, cap: 1, wanted: 1, state: "closed", ballots: 0, dots: 0, results: null,
});

test("a result is revealed line by line to a wall that was watching", () => {
  const clock = handClock();
  const reveal = new Reveal(() => {}, clock.after, () => false);
  assert.equal(reveal.shown(round), Infinity);
  const revealed = { ...round, state: /** @type {const} */ ("revealed"), results: [] };
  assert.equal(reveal.shown(revealed), 0);
  assert.equal(reveal.page([3]), 0);
  clock.pass(600);
  assert.equal(reveal.shown(revealed), 1);
  clock.pass(1_200);
  assert.equal(reveal.shown(revealed), Infinity);
  assert.equal(reveal.running, false);
});

test("a result of several pages is revealed from the last of them to the first, each staying to be read", () => {
  const clock = handClock();
  const reveal = new Reveal(() => {}, clock.after, () => false);
  reveal.shown(round);
  const revealed = { ...round, state: /** @type {const} */ ("revealed"), results: [] };
  /** @type {[page: number | null, shown: number][]} */
  const seen = [];
  for (let ms = 0; ms < 10_000; ms += 600) {
    const shown = reveal.shown(revealed);
    const now = /** @type {[number | null, number]} */ ([reveal.page([1, 3]), shown]);
    if (now.join() !== seen.at(-1)?.join()) seen.push(now);
    clock.pass(600);
  }
  assert.deepEqual(seen, [[1, 0], [1, 1], [1, 2], [1, 3], [0, Infinity], [null, Infinity]]);
});

test("a reveal of more lines than a projector's page holds comes line by line to the first", () => {
  const clock = handClock();
  const reveal = new Reveal(() => {}, clock.after, () => false);
  reveal.shown(round);
  const revealed = { ...round, state: /** @type {const} */ ("revealed"), results: [] };
  reveal.shown(revealed);
  reveal.page([15]);
  clock.pass(14 * 600);
  assert.equal(reveal.shown(revealed), 14);
});

test("a result comes at once to who asked for stillness and to who comes later", () => {
  const revealed = { ...round, state: /** @type {const} */ ("revealed"), results: [] };
  const calm = new Reveal(() => {}, handClock().after, () => true);
  calm.shown(round);
  assert.equal(calm.shown(revealed), Infinity);
  assert.equal(new Reveal(() => {}, handClock().after, () => false).shown(revealed), Infinity);
});

test("where the desk has the pages stand still, neither time nor a hand turns them", () => {
  const clock = handClock();
  const turner = new Turner(() => {}, clock.after);
  const pages = ["a", "b", "c"].map((key) => ({ keys: [key], stay: 12_000 }));
  assert.equal(turner.show("reading", pages, 1), 1);
  clock.pass(60_000);
  turner.turn(1);
  assert.equal(turner.show("reading", pages, 1), 1);
  assert.equal(turner.show("sorting", pages, 7), 2); // no such page: the last one
  assert.equal(turner.paused, true);
  assert.equal(turner.show("sorting", pages), 2);
  clock.pass(12_000);
  assert.equal(turner.show("sorting", pages), 0);
});

test("a wall is led to the page on which something comes, but not where the desk has the pages stand still", () => {
  const turner = new Turner(() => {}, handClock().after);
  const pages = ["a", "b", "c"].map((key) => ({ keys: [key], stay: 12_000 }));
  assert.equal(turner.show("results", pages, null, 1), 1);
  turner.turn(1);
  assert.equal(turner.show("results", pages, null, 1), 1);
  assert.equal(turner.show("results", pages, null, 0), 0);
  turner.turn(1);
  assert.equal(turner.show("results", pages), 1);
  assert.equal(turner.show("results", pages, 2, 0), 2);
});

test("a result that is accepted is not revealed once more", () => {
  const clock = handClock();
  const reveal = new Reveal(() => {}, clock.after, () => false);
  const of = (/** @type {import("../../static/types.js").RoundState} */ state) => ({ ...round, state, results: [] });
  reveal.shown(of("closed"), 4);
  assert.equal(reveal.shown(of("revealed"), 4), 0);
  reveal.page([3]);
  clock.pass(60_000);
  assert.equal(reveal.shown(of("accepted"), 4), Infinity);
  assert.equal(reveal.watched(4), true);
  assert.equal(reveal.watched(5), false);
  const hasty = new Reveal(() => {}, clock.after, () => false);
  hasty.shown(of("closed"), 4);
  hasty.shown(of("revealed"), 5); // shown, and gone on before anything was drawn
  assert.equal(hasty.watched(5), false);
  assert.equal(reveal.shown({ ...of("revealed"), id: "r2" }, 5), Infinity);
  assert.equal(reveal.watched(5), false);
});

test("a day of turning pages and drawing each second leaves one timer waiting", () => {
  const clock = handClock();
  let waiting = 0;
  /** @type {import("../../static/wall/turner.js").After} */
  const after = (ms, then) => {
    waiting += 1;
    let over = false;
    const end = () => {
      if (!over) waiting -= 1;
      over = true;
    };
    const callOff = clock.after(ms, () => {
      end();
      then();
    });
    return () => {
      end();
      callOff();
    };
  };
  const turner = new Turner(() => {}, after);
  const reveal = new Reveal(() => {}, after, () => false);
  for (let minute = 0; minute < 24 * 60; minute += 1) {
    const pages = Array.from({ length: 1 + (minute % 7) }, (_, page) => ({ keys: [`${minute % 3} ${page}`], stay: 12_000 }));
    const state = /** @type {const} */ (["open", "closed", "revealed", "accepted"])[minute % 4] ?? "open";
    turner.show(`matter ${minute % 5}`, pages, minute % 11 === 0 ? 1 : null);
    reveal.shown({ ...round, id: `r${minute % 9}`, state, results: [] }, minute % 6);
    reveal.page([2, 3]);
    clock.pass(60_000);
    assert.ok(waiting <= 2, `${waiting} at minute ${minute}`);
  }
});

test("a mark at a note's foot has its place on the page", () => {
  assert.ok(noteHeight("Pöydän paras", 40, FLOOR, "Pöytä 3 valitsi") > noteHeight("Pöydän paras", 40, FLOOR));
});
