/** What a room says and hears, named as in server/PROTOCOL.md. */

/** The same thing in several languages. */
export type Words = Record<string, string>;
export type Color = "yellow" | "blue" | "green" | "violet" | "orange" | "pink";
export type PhaseName =
  | "lobby" | "agenda" | "review" | "question" | "writing" | "tables" | "reading" | "sorting" | "freeze"
  | "voting" | "results" | "actions" | "commitments" | "closed";
export type Audience = "phone" | "wall" | "desk";

export interface Column { readonly id: string; readonly title: Words; readonly prompt: Words; readonly color: Color }
export interface Step { readonly phase: PhaseName; readonly minutes: number; readonly title: Words; readonly prompt: Words; readonly instruction: Words }
export interface Timer { readonly version: number; readonly ends_at: number | null; readonly left_ms: number | null }

export interface Note {
  readonly id: string;
  readonly column: string;
  readonly text: string;
  readonly lang: string;
  readonly order: number;
  readonly version: number;
  readonly group: string;
  /** The table that picked it among its best. */
  readonly table?: number;
  /** Another room brought it. */
  readonly origin?: Origin;
  /** One's table: it is one's own. */
  readonly mine?: boolean;
  /** Desks, and one's own notes: a facilitator took it off the screens. */
  readonly hidden?: boolean;
  /** Desks: entered at a desk. */
  readonly own?: boolean;
}

export interface Group { readonly id: string; readonly title: string; readonly column: string; readonly order: number }
export interface Origin { readonly room: string; readonly title: Words; readonly rank: number; readonly dots: number; readonly supporters: number; readonly ballots: number }
export interface Line {
  readonly id: string; readonly title: string; readonly notes: readonly string[]; readonly color: Color; readonly lang: string;
  /** Ids that count as this line, its own first. */
  readonly merged: readonly string[];
}
export interface Result { readonly line: string; readonly dots: number; readonly supporters: number; readonly rank: number; readonly names?: readonly string[] }
export interface Outcome {
  readonly above: readonly string[]; readonly tied: readonly string[]; readonly seats: number;
  /** Best first; null while a tie across the cut is open. */
  readonly chosen: readonly string[] | null;
  readonly way: "" | "all" | "breadth" | "decided" | "run_off"; readonly reason: string; readonly run_off: string;
  /** Later grouping changed who is above the cut. */
  readonly regrouped: boolean;
}
export type RoundState = "draft" | "open" | "paused" | "closed" | "revealed" | "accepted" | "void";

export interface RoundSettings {
  readonly budget: number; readonly cap: number; readonly wanted: number; readonly must_spend: boolean; readonly live: boolean; readonly named: boolean;
  readonly shuffled: boolean; readonly hard_end: boolean; readonly practice: boolean; readonly run_off_of: string; readonly groups_only: boolean;
}
export interface Round extends RoundSettings {
  readonly id: string;
  readonly lines: readonly Line[];
  readonly state: RoundState;
  readonly reason: string;
  readonly ballots: number;
  readonly dots: number;
  /** How many of the ballots are paper. */
  readonly papers: number;
  readonly results: readonly Result[] | null;
  readonly outcome: Outcome | null;
  /** Desks. */
  readonly paper_ballots?: readonly { readonly id: string; readonly dots: number }[];
  /** Desks: counts as they were first, before any later grouping. */
  readonly raw?: Readonly<Record<string, number>> | null;
}

export type Status = "done" | "under_way" | "not_started" | "dropped";
export type Verdict = "keep" | "change" | "drop";
export interface Earlier {
  readonly id: string; readonly order: number; readonly lang: string; readonly what: string; readonly who: string; readonly status: Status; readonly why: string;
  readonly tally?: Readonly<Record<Verdict | "talk", number>>; readonly comments?: readonly string[];
}
export type ActionField = "what" | "why" | "who" | "partners" | "lever" | "first_step" | "by_when" | "measure";
export interface Action extends Readonly<Record<ActionField, string>> {
  readonly id: string; readonly order: number; readonly source: string; readonly lang: string; readonly accepted: boolean;
  readonly taking_part: readonly string[]; readonly objections: readonly string[]; readonly missing: readonly ActionField[];
}
export interface WallLook { readonly theme: "auto" | "light" | "dark"; readonly languages: readonly string[]; readonly paused: boolean; readonly page: number }
export interface Message { readonly id: string; readonly text: string; readonly lang: string; readonly sent_at: number }
export interface Same { readonly a: string; readonly b: string; readonly people: number; readonly dismissed: boolean }
export interface TableOfRoom { readonly table: number; readonly people: number; readonly picks: number }
export interface Act { readonly id: string; readonly what: string; readonly at: number; readonly about: string; readonly things: number; readonly undone: boolean }

interface BoardParts {
  readonly room: string;
  readonly title: Words;
  readonly columns: readonly Column[];
  readonly steps: readonly Step[];
  readonly step: number;
  readonly step_at: number;
  readonly began_at: number;
  readonly timer: Timer;
  readonly counts: Readonly<Record<string, number>>;
  readonly round: Round | null;
  readonly draft: Round | null;
  readonly rounds: readonly Round[];
  readonly earlier: { readonly by_votes: boolean; readonly items: readonly Earlier[] };
  readonly actions: readonly Action[];
  readonly spotlight: string;
  readonly wall: WallLook;
  readonly message: Message | null;
  /** Desks. */
  readonly same?: readonly Same[];
  readonly tables?: readonly TableOfRoom[];
  readonly feedback?: { readonly scores: readonly number[]; readonly texts: readonly string[] };
  readonly acts?: readonly Act[];
}
/** The keys of a board that are told whole when they change. */
export type Part = "columns" | "round" | "draft" | "rounds" | "earlier" | "spotlight" | "wall" | "message" | "same" | "tables" | "feedback" | "acts";
/** A board as it comes over the wire. */
export interface Snapshot extends BoardParts { readonly notes: readonly Note[]; readonly groups: readonly Group[] }
/** A board as the page keeps it: notes and groups by id. Never changed, only replaced; what did not change stays the same object. */
export interface Board extends BoardParts { readonly notes: ReadonlyMap<string, Note>; readonly groups: ReadonlyMap<string, Group> }

export type RoomEvent =
  | { kind: "NotePosted"; note: Note }
  | { kind: "NoteEdited"; note: string; text: string; version: number }
  | { kind: "NotesRemoved" | "NotesHidden" | "NotesShown" | "NotesUngrouped"; notes: readonly string[] }
  | { kind: "NotesMoved"; notes: readonly string[]; column: string }
  | { kind: "NotesGrouped"; group: string; notes: readonly string[]; title: string; column: string }
  | { kind: "GroupRenamed"; group: string; title: string }
  | { kind: "GroupMoved"; group: string; column: string }
  | { kind: "NotesCounted"; counts: Record<string, number> }
  | { kind: "NotePicked"; note: string; table: number }
  | { kind: "PhaseChanged"; step: number; step_at: number; began_at: number }
  | { kind: "TimerSet"; version: number; ends_at: number | null; left_ms: number | null }
  | { kind: "TurnoutChanged"; round: string; ballots: number; dots: number }
  | { kind: "ActionsOrdered"; orders: Readonly<Record<string, number>> }
  | { kind: "Replaced"; part: "actions"; id: string; value: Action | null }
  | { [P in Part]: { kind: "Replaced"; part: P; id: string; value: Board[P] } }[Part];

type RoundWish = { round: string; columns?: readonly string[]; lines?: readonly string[]; texts?: readonly string[] } & { -readonly [K in keyof RoundSettings]?: RoundSettings[K] };
/** `act`: a desk's own id for what it does, by which it can be undone. */
export type Command = { act?: string } & (
  | { kind: "PostNote"; note: string; column: string; text: string; lang: string }
  | { kind: "EditNote"; note: string; text: string; version: number }
  | { kind: "DeleteNote"; note: string }
  | { kind: "PlaceDots"; round: string; dots: Record<string, number>; tab: string; change: number; name?: string }
  | { kind: "JoinTable"; table: number }
  | { kind: "PickNote"; note: string; picked: boolean }
  | { kind: "SaySame"; note: string; other: string; same?: boolean }
  | { kind: "DismissSame"; note: string; other: string; dismissed?: boolean }
  | { kind: "JudgeEarlier"; earlier: string; verdict: Verdict | ""; comment: string }
  | { kind: "TalkAbout"; earlier: readonly string[] }
  | { kind: "StartAction"; action: string; what: string; source?: string; lang?: string }
  | { kind: "EditAction"; action: string; field: ActionField; text: string; was: string }
  | { kind: "RemoveAction"; action: string }
  | { kind: "MoveAction"; action: string; before: string }
  | { kind: "AcceptAction"; action: string; accepted: boolean }
  | { kind: "TakePart"; action: string; name: string }
  | { kind: "ObjectTo"; action: string; text: string }
  | { kind: "GiveFeedback"; score: number; text: string }
  | { kind: "MoveNotes"; notes: readonly string[]; column: string }
  | { kind: "MoveGroup"; group: string; column: string }
  | { kind: "GroupNotes"; group: string; notes: readonly string[]; title: string; forced?: boolean }
  | { kind: "FormGroups"; into: Readonly<Record<string, string>> }
  | { kind: "UngroupNotes" | "HideNotes" | "ShowNotes"; notes: readonly string[] }
  | { kind: "RenameGroup"; group: string; title: string }
  | { kind: "ChangePhase"; from_step: number; step: number }
  | { kind: "SetTimer"; version: number; ends_at?: number | null; left_ms?: number | null }
  | ({ kind: "PrepareRound" | "OpenRound" } & RoundWish)
  | { kind: "CloseRound" | "RevealRound" | "AcceptRound"; round: string }
  | { kind: "PauseRound"; round: string; paused: boolean }
  | { kind: "VoidRound"; round: string; reason: string }
  | { kind: "SettleTie"; round: string; way: "all" | "breadth" | "decided"; lines?: readonly string[]; reason: string }
  | { kind: "EnterPaper"; round: string; paper: string; dots: Record<string, number> }
  | { kind: "RemovePaper"; round: string; paper: string }
  | { kind: "RewordLine"; round: string; line: string; title: string }
  | { kind: "SetEarlier"; earlier: string; what: string; who?: string; status?: Status; why?: string; lang?: string }
  | { kind: "RemoveEarlier"; earlier: string }
  | { kind: "OrderEarlier"; by_votes: boolean }
  | { kind: "EditColumn"; column: string; title: Words; prompt: Words }
  | { kind: "Spotlight"; target: string }
  | ({ kind: "SetWall" } & { -readonly [K in keyof WallLook]: WallLook[K] })
  | { kind: "SendMessage"; message: string; text: string; lang?: string }
  | { kind: "Undo" | "Redo"; done: string }
);

/** A participant's dots in the current round: line to dots, none stored for 0. */
export interface Ballot {
  readonly round: string; readonly dots: Readonly<Record<string, number>>; readonly name: string;
  /** Gives the order of the lines; 0: the board's. */
  readonly seed: number;
  /** Dots that have just come back. */
  readonly returned?: number;
}
export interface Table { readonly table: number; readonly people: number; readonly notes: readonly Note[] }
/** What a participant has answered. */
export interface Answers {
  readonly judgements: Readonly<Record<string, { readonly verdict: Verdict | ""; readonly comment: string }>>;
  readonly talk: readonly string[];
  readonly taking_part: Readonly<Record<string, string>>;
  readonly objections: Readonly<Record<string, string>>;
  readonly feedback: { readonly score: number; readonly text: string } | null;
}
/** What came, changed or went at one's table; `people` when that has changed. */
export interface TableChange { readonly people?: number; readonly notes: readonly Note[]; readonly gone: readonly string[] }
/** The keys of `yours`; each only when it says something. */
export interface YoursFrame extends Partial<Answers> {
  notes?: readonly Note[]; gone?: readonly string[]; ballot?: Ballot | null; table?: Table | null; at_table?: TableChange;
}
export interface Yours extends Answers { readonly notes: ReadonlyMap<string, Note>; readonly ballot: Ballot | null; readonly table: Table | null }
export interface People {
  readonly hall: number; readonly remote: number; readonly desks: number; readonly walls: number;
  /** On site by town, when the workshop has several: index of the site to people. */
  readonly sites?: Readonly<Record<string, number>>;
  /** What people who are connected from afar have given: notes, and dots of the current round. */
  readonly remote_notes?: number; readonly remote_dots?: number;
}
/** Why nothing can be saved right now: storage is out of reach, or full. Empty: all is well. */
export type Trouble = "" | "away" | "full";
export interface EventsFrame { kind: "events"; after: number; seq: number; mark: number; events: readonly RoomEvent[] }
/** `facts`: the figures of `text`; of `too-fast`, `retry_ms`. */
export interface Refused { kind: "refused"; n: number; code: string; text: string; facts: Readonly<Record<string, number | string>> }

export type Frame =
  | {
      kind: "welcome"; role: string; epoch: number; seq: number; mark: number; now: number;
      board?: Snapshot; events?: readonly Omit<EventsFrame, "kind">[]; yours?: YoursFrame; people?: People; storage?: Trouble;
    }
  | EventsFrame
  | { kind: "board"; seq: number; mark: number; board: Snapshot }
  | ({ kind: "yours" } & YoursFrame)
  | ({ kind: "ack"; n: number; seq: number } & YoursFrame)
  | Refused
  | ({ kind: "people" } & People)
  | { kind: "beat"; now: number; seq: number }
  | { kind: "storage"; trouble: Trouble }
  | { kind: "bye"; retry_ms: number };

/** What came of a command. */
export type Answer = { ok: true } | { ok: false; code: string; text: string };
/** A command that has not been done: it waits to be sent, or it was refused for good and is kept for the page to show. */
export interface Pending {
  readonly id: number;
  readonly command: Command;
  readonly state: "waiting" | "refused";
  readonly code: string;
  readonly text: string;
}
/** Why a room cannot be reached any more by trying again. */
export type Ending = "no-session" | "no-right" | "no-room" | "unreadable";

export interface RoomState {
  /** "offline" only after three seconds without a line; "ended": trying again would not help, see `ending`. */
  readonly status: "connecting" | "live" | "offline" | "ended";
  readonly ending: Ending | null;
  readonly board: Board | null;
  readonly yours: Yours;
  readonly people: People;
  readonly pending: readonly Pending[];
  readonly storage: Trouble;
  readonly seq: number;
}
export interface Room {
  readonly state: RoomState;
  /** Calls `fn` after changes, at most once per animation frame. Returns what stops it. */
  subscribe(fn: () => void): () => void;
  /** Puts a command into the outbox, which sends it until it is answered, also after a reload. */
  send(command: Command): Promise<Answer>;
  /** Forgets a refused command. */
  dismiss(id: number): void;
  /** The server's clock, ms. */
  now(): number;
  close(): void;
}
/** The block of data in the page. */
export interface PageData {
  room: string; workshop: string; workshop_title: Words; title: Words; host: string; code: string; join_url: string; address: string;
  audience: Audience; lang: string; languages: string[]; [more: string]: unknown;
}
