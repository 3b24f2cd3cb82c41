/** Small machines with everything a chart may have. */
import { and, assign, createMachine, fromPromise, not, or, raise, sendParent, sendTo, setup, stateIn } from "xstate";
import { defineModel } from "#coverage/coverage";

/** Flat, with a guard and a payload. */
export const door = setup({
  types: {
    context: {} as { tries: number },
    events: {} as { type: "push"; force: number } | { type: "lock" } | { type: "unlock"; code: string },
  },
  guards: {
    isStrong: ({ event }) => event.type === "push" && event.force > 5,
    isCode: ({ event }) => event.type === "unlock" && event.code === "1234",
    isWorn: ({ context }) => context.tries >= 2,
  },
  actions: { creak: () => undefined, count: assign({ tries: ({ context }) => context.tries + 1 }) },
}).createMachine({
  id: "door",
  context: { tries: 0 },
  initial: "closed",
  states: {
    closed: {
      on: { push: [{ guard: "isStrong", target: "open", actions: "creak" }, { actions: "creak" }], lock: "locked" },
    },
    open: { after: { 500: "closed" } },
    locked: {
      on: {
        unlock: [{ guard: "isCode", target: "closed" }, { guard: "isWorn", target: "jammed" }, { actions: "count" }],
      },
    },
    jammed: { type: "final" },
  },
});

export const doorModel = defineModel(door, {
  events: {
    push: { strong: { force: 9 }, weak: { force: 1 } },
    unlock: { right: { code: "1234" }, wrong: { code: "0" } },
  },
  abstract: ({ tries }) => Math.min(tries, 2),
});

/** Nested and parallel, with `always`, `and`, `or`, `not`, `stateIn`, a done event and a history state. */
export const player = setup({
  types: {
    context: {} as { volume: number; isMuted: boolean },
    events: {} as
      | { type: "louder" }
      | { type: "mute" }
      | { type: "play" }
      | { type: "stop" }
      | { type: "pause" }
      | { type: "resume" }
      | { type: "next" },
  },
  guards: {
    isLoud: ({ context }) => context.volume >= 2,
    isMuted: ({ context }) => context.isMuted,
    isPlaying: stateIn({ deck: "playing" }),
    mayBoost: and([not("isMuted"), or([not("isLoud"), "isPlaying"])]),
  },
}).createMachine({
  id: "player",
  type: "parallel",
  context: { volume: 0, isMuted: false },
  states: {
    deck: {
      initial: "idle",
      states: {
        idle: { on: { play: "playing" } },
        playing: {
          initial: "first",
          on: { stop: "idle", pause: "paused" },
          onDone: "idle",
          states: {
            first: { on: { next: "second" } },
            second: { on: { next: "over" } },
            over: { type: "final" },
            where: { type: "history" },
          },
        },
        paused: { on: { resume: "back" } },
        back: { always: "playing.where" },
      },
    },
    sound: {
      initial: "quiet",
      states: {
        quiet: { always: { guard: "isLoud", target: "loud" } },
        loud: {},
      },
      on: {
        louder: { guard: "mayBoost", actions: assign({ volume: ({ context }) => Math.min(3, context.volume + 1) }) },
        mute: { actions: assign({ isMuted: ({ context }) => !context.isMuted }) },
      },
    },
  },
} as never);

/** Invoked actors with outcomes, an inline one, and events to itself, to a child and to its parent. */
export const loader = setup({
  types: {
    context: {} as { user: string; tries: number },
    events: {} as { type: "load" } | { type: "again" } | { type: "cancel" },
  },
  actors: { fetchUser: fromPromise<{ name: string }>(async () => ({ name: "never run" })) },
  guards: { isTired: ({ context }) => context.tries > 1 },
}).createMachine({
  id: "loader",
  context: { user: "", tries: 0 },
  initial: "idle",
  states: {
    idle: { on: { load: "loading" } },
    loading: {
      entry: assign({ tries: ({ context }) => context.tries + 1 }),
      invoke: {
        id: "fetchUser",
        src: "fetchUser",
        onDone: { target: "saving", actions: assign({ user: ({ event }) => event.output.name }) },
        onError: [{ guard: "isTired", target: "failed" }, { target: "waiting" }],
      },
      on: { cancel: "idle" },
    },
    waiting: { after: { 1000: "loading" } },
    saving: {
      entry: sendParent({ type: "loaded" }),
      invoke: { src: fromPromise(async () => "never run"), onDone: "done" },
    },
    failed: {
      entry: raise({ type: "again" } as never),
      on: { again: { target: "idle", actions: assign({ tries: 0 }) } },
    },
    done: { type: "final" },
  },
});

export const loaderModel = defineModel(loader, {
  outcomes: { fetchUser: { ann: { done: { name: "Ann" } }, refused: { error: new Error("refused") } } },
  internal: ["again"],
  abstract: ({ user, tries }) => ({ user, tries: Math.min(tries, 2) }),
});

/** BigInt, Map and Set in context: JSON would throw on one and merge the others. */
export const counts = createMachine({
  id: "counts",
  types: { context: {} as { sum: bigint; seen: Map<string, number>; tags: Set<string> } },
  context: { sum: 0n, seen: new Map(), tags: new Set<string>() },
  initial: "few",
  states: {
    few: {
      always: { guard: ({ context }) => context.seen.size === 2, target: "many" },
      on: {
        add: {
          guard: ({ context }) => context.sum < 4n,
          actions: assign({
            sum: ({ context }) => context.sum + 1n,
            seen: ({ context }) => new Map([...context.seen, [`k${context.sum / 2n}`, 1]]),
            tags: ({ context }) => new Set([...context.tags, "t"]),
          }),
        },
      },
    },
    many: { type: "final" },
  },
});

/** A counter without end in one state. */
export const endless = createMachine({
  id: "endless",
  types: { context: {} as { n: number } },
  context: { n: 0 },
  initial: "counting",
  states: {
    counting: { on: { tick: { actions: assign({ n: ({ context }) => context.n + 1 }) }, rest: "resting" } },
    resting: { on: { tick: "counting" } },
  },
});

/** Sends itself an event now and one later, and takes the later one back. */
export const echo = createMachine({
  id: "echo",
  initial: "quiet",
  states: {
    quiet: {
      on: {
        call: { target: "calling", actions: sendTo(({ self }) => self, { type: "echo" }, { id: "later", delay: 50 }) },
      },
    },
    calling: { on: { echo: "heard", hush: "quiet" } },
    heard: { entry: sendTo(({ self }) => self, { type: "hush" }), on: { hush: "quiet" } },
  },
});
