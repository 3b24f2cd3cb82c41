/**
 * Faults that belong together: who misses what, and when others come and go. Who it happens to is said by role, and each
 * number is drawn around the protocol's own times, so that one scene plays out in many ways, most of them harmless.
 */
import type { Settings } from "#machines/protocol/settings";
import { leaderRole, type Fault, type FaultKind, type SceneDraw, type SceneMaker, type Who } from "./faults.ts";
import type { FrameKind, FramePick } from "./frame-rules.ts";
import type { SeededRandom } from "./random.ts";

const leader = leaderRole;
/** The server does not notice while a scene lasts that a process is gone: nobody is told. */
const unnoticedMs = 10_000;

/** Collects the faults of one scene. */
class Draft {
  readonly faults: Omit<Fault, "id">[] = [];
  readonly others: readonly Who[];
  readonly #draw: SceneDraw;

  constructor(draw: SceneDraw) {
    this.#draw = draw;
    this.others = Array.from({ length: draw.nodes - 1 }, (_, index): Who => `other${index + 1}`);
  }

  add(kind: FaultKind, fromMs: number, forMs: number, nodes: readonly Who[], more: Partial<Fault> = {}): void {
    const { scene } = this.#draw;
    const times = { atMs: Math.floor(scene.atMs + fromMs), forMs: Math.floor(forMs) };
    this.faults.push({ kind, ...times, nodes, amount: 0, scene, ...more });
  }

  /** Both ways, or only one. */
  isolate(who: Who, fromMs: number, forMs: number, more: Partial<Fault> = {}): void {
    const { random } = this.#draw;
    this.add("isolate", fromMs, forMs, [who], { amount: random.chance(0.8) ? 0 : random.between(1, 2), ...more });
  }

  /** Down for that long; mostly nobody is told. */
  restart(who: Who, fromMs: number, downMs: number, more: Partial<Fault> = {}): void {
    const amount = this.#draw.random.chance(0.7) ? unnoticedMs : 0;
    this.add("crash", fromMs, downMs, [who], { amount, ...more });
  }

  frames(
    act: "lose" | "hold" | "again",
    fromMs: number,
    forMs: number,
    frames: FramePick,
    more: Partial<Fault> = {},
  ): void {
    this.add(act, fromMs, forMs, [], { frames, ...more });
  }
}

function scene(make: (draft: Draft, draw: SceneDraw) => number): SceneMaker {
  return (draw) => {
    const draft = new Draft(draw);
    const forMs = make(draft, draw);
    return { faults: draft.faults, forMs };
  };
}

/** Near one of the protocol's own times, milliseconds; or short. */
function near(random: SeededRandom, { tickMs, leaseMs, followerTimeoutMs, quorumTimeoutMs }: Settings): number {
  const times = [tickMs, leaseMs / 2, leaseMs, followerTimeoutMs / 2, followerTimeoutMs, followerTimeoutMs * 1.4];
  const ms = random.pick([...times, Math.min(quorumTimeoutMs, 1500), random.below(40)]);
  return Math.floor(ms * (0.8 + random.unit() * 0.4));
}

/** Long enough for others to lead, and for a while of that. */
function untilOthersLead(random: SeededRandom, { followerTimeoutMs, electionJitterMs }: Settings): number {
  return followerTimeoutMs + electionJitterMs + random.between(100, 1000);
}

const quick = (random: SeededRandom): number => random.between(2, 12);

/**
 * The leader loses its followers one after another, and one of them is restarted on the way: what a peer owes a leader that
 * it no longer hears (PROTOCOL R11, R19; HAZARDS P5).
 */
export const losesFollowers = scene((draft, { random, settings }) => {
  const [first = "", ...rest] = draft.others;
  const { leaseMs, followerTimeoutMs } = settings;
  const laterMs = random.pick([
    0,
    0,
    followerTimeoutMs * (0.9 + random.unit() * 0.6),
    leaseMs * (1 + random.unit() * 0.5),
    near(random, settings),
  ]);
  const forMs = laterMs + untilOthersLead(random, settings);
  draft.add("cut", 0, forMs, [leader, first]);
  if (rest.length > 0) draft.add("cut", laterMs, forMs - laterMs, [leader, ...rest]);
  if (random.chance(0.85)) {
    const fromMs = random.chance(0.8) ? laterMs : near(random, settings);
    // Long enough for the other not to have heard of the leader lately, or hardly at all.
    const downMs = random.pick([
      quick(random),
      quick(random),
      (followerTimeoutMs / 2) * (0.95 + random.unit() * 0.3),
      Math.min(700, near(random, settings)),
    ]);
    draft.restart(random.chance(0.7) ? random.pick(rest.length > 0 ? rest : [first]) : first, fromMs, downMs);
  }
  if (random.chance(0.2)) {
    const rate = settings.clockDrift * 0.999;
    draft.add("clockRate", 0, forMs, [leader], { amount: 1 - rate });
    draft.add("clockRate", 0, forMs, draft.others, { amount: 1 + rate });
  }
  return forMs;
});

/**
 * What followers answer waits until others lead, or is lost; the leader is cut off on the way. As after a pause of the leader
 * (PROTOCOL R2, R8, R9, R19; HAZARDS P4).
 */
export const lateAnswers = scene((draft, { random, settings }) => {
  const { others } = draft;
  // What reads stand on: a lease or a check.
  const confirms: FrameKind = settings.trustLease && settings.leaseMs > 0 ? "granted" : "ok";
  const kinds = random.pick<readonly FrameKind[]>([[confirms], [confirms], ["stored"], ["granted", "ok", "stored"]]);
  // A lease is believed in from then on, a check until then.
  const delayMs = confirms === "ok" ? random.between(50, 700) : random.between(5, random.pick([100, 500]));
  const cutAfterMs = random.pick([quick(random), random.below(150), near(random, settings)]);
  const leadMs = cutAfterMs + untilOthersLead(random, settings);
  const forMs = leadMs + random.between(200, 900);
  const frames = { from: others, to: [leader], kinds };
  const how = random.below(10);
  if (how < 2) draft.frames("lose", 0, forMs, frames);
  else if (how < 4) draft.frames("hold", 0, random.between(10, 60), frames);
  else
    draft.frames("hold", 0, leadMs + 700, frames, {
      until: { frames: { from: others, kinds: ["commit"] }, delayMs },
    });
  if (random.chance(0.3)) draft.frames("lose", random.below(40), forMs, { from: [leader], to: others, kinds: ["put"] });
  // Not before there is an answer to wait for.
  const when = { frames, delayMs: random.pick([0, quick(random)]), withinMs: leadMs };
  if (random.chance(0.7)) draft.add("isolate", 0, leadMs, [leader], { when });
  else draft.add("isolate", cutAfterMs, forMs - cutAfterMs, [leader]);
  return forMs;
});

/**
 * One follower misses its leader, another hears late what leaders say, and answers little: it has promised somebody else when
 * it hears the old one again (PROTOCOL R3, R6).
 */
export const lateOrders = scene((draft, { random, settings }) => {
  const [deaf = "", ...away] = draft.others;
  const { tickMs, followerTimeoutMs } = settings;
  const fromMs = random.pick([
    tickMs,
    tickMs * random.unit(),
    (followerTimeoutMs / 2) * random.unit(),
    (followerTimeoutMs / 2) * random.unit(),
    near(random, settings),
  ]);
  const forMs = fromMs + untilOthersLead(random, settings) + 300;
  draft.add("cut", 0, forMs, [leader, ...away]);
  const kinds = random.pick<readonly FrameKind[]>([
    ["commit"],
    ["commit"],
    ["commit"],
    ["put"],
    ["commit", "put"],
    ["newEpoch", "commit"],
  ]);
  // The new leader's are as late, or never heard: then the old one is heard on and on.
  const isLost = random.chance(0.6);
  const until = {
    frames: { from: away, kinds: ["commit" as const] },
    delayMs: isLost ? random.between(20, 150) : random.between(0, random.pick([5, 20, 60])),
  };
  draft.frames("hold", fromMs, forMs - fromMs, isLost ? { from: [leader], to: [deaf], kinds } : { to: [deaf], kinds }, {
    until,
  });
  if (isLost) draft.frames("lose", fromMs, forMs - fromMs, { from: away, to: [deaf], kinds: ["commit"] });
  if (random.chance(0.85)) {
    const allBut = random.pick<readonly FrameKind[]>([
      ["granted"],
      ["granted"],
      ["granted"],
      ["granted", "stored", "ok"],
    ]);
    draft.frames("lose", fromMs, forMs - fromMs + 200, { from: [deaf], to: [leader], allBut });
  }
  return forMs + random.between(0, 400);
});

/** A write reaches a follower after the next one, which others miss; then the followers are alone (PROTOCOL R18). */
export const overtaken = scene((draft, { random, settings }) => {
  const [behind = "", ...rest] = draft.others;
  const late = random.pick(rest.length === 0 ? [behind] : rest);
  const heldMs = random.between(5, 40);
  const afterMs = random.between(5, 120);
  const alone = heldMs + afterMs * (0.5 + random.unit());
  const forMs = alone + untilOthersLead(random, settings);
  draft.frames("hold", 0, heldMs, { from: [leader], to: [late], kinds: ["put"] }, { amount: afterMs });
  draft.add("cut", heldMs * random.pick([0, 1]), forMs, [leader, behind]);
  draft.add("isolate", alone, forMs - alone, [leader]);
  return forMs;
});

/**
 * Somebody was away while others wrote, and is back in the moment in which the leader goes; a third one has just been
 * restarted, or has lost what it had stored (PROTOCOL R16, R20, R21).
 */
export const behindComesBack = scene((draft, { random, settings }) => {
  const [behind = "", ...rest] = draft.others;
  const ahead = rest.at(-1) ?? behind;
  const awayMs = random.pick([700, near(random, settings) + 100]);
  const forMs = awayMs + untilOthersLead(random, settings) + 400;
  const goesMs = awayMs + random.pick([0, 0, -quick(random), quick(random), random.below(100)]);
  draft.add("isolate", 0, awayMs, [behind]);
  if (random.chance(0.7)) draft.add("isolate", goesMs, forMs - goesMs, [leader]);
  else draft.restart(leader, goesMs, forMs - goesMs);
  const downMs = random.pick([quick(random), random.between(10, 300)]);
  const againMs = goesMs + random.pick([0, 0, random.below(50)]);
  if (random.chance(0.5)) draft.add("loseObjects", againMs, downMs, [ahead], { amount: random.pick([1, 1, 0.5]) });
  else draft.restart(ahead, againMs, downMs);
  if (random.chance(0.3)) draft.frames("lose", 0, forMs, { from: [behind], to: [ahead], kinds: ["objects"] });
  return forMs;
});

/**
 * The leader is away while others elect; when one of them has just said something that binds it, that one is restarted, whoever
 * heard it is cut off, and the old leader is back (PROTOCOL R5, R7, R15; HAZARDS P1).
 */
export const relay = scene((draft, { random, settings }) => {
  const { others } = draft;
  const forMs = untilOthersLead(random, settings) + 500;
  const kind = random.pick<FrameKind>([
    "promise",
    "ok",
    "ok",
    "granted",
    "stored",
    "prepare",
    "newEpoch",
    "commit",
    "put",
  ]);
  const frames: FramePick = { from: others, to: others, kinds: [kind] };
  const delayMs = random.pick([0, 0, 1, random.below(20), random.below(300)]);
  const when = { frames, delayMs, withinMs: forMs };
  const until = { frames, delayMs: delayMs + random.pick([0, 2, random.below(200)]) };
  if (random.chance(0.7)) draft.add("isolate", 0, forMs, [leader], { until });
  else draft.restart(leader, 0, forMs, { until });
  const isAnswer = !["prepare", "newEpoch", "commit", "put"].includes(kind);
  if (random.chance(0.8)) draft.restart(random.chance(0.8) ? "sender" : "receiver", 0, quick(random), { when });
  if (isAnswer ? random.chance(0.8) : random.chance(0.2))
    draft.add("isolate", 0, random.between(400, 1500), ["receiver"], { when });
  return forMs + random.between(400, 1200);
});

/**
 * Nobody leads for a moment; whoever leads next is not heard by everybody when it says so, writes, and is restarted
 * (PROTOCOL R5).
 */
export const unheard = scene((draft, { random, settings }) => {
  const { others } = draft;
  const deaf = random.pick([...others, leader]);
  const forMs = untilOthersLead(random, settings) + random.between(300, 1500);
  const all: readonly FrameKind[] = ["newEpoch", "commit", "put"];
  draft.frames("lose", 0, forMs, { to: [deaf], kinds: random.chance(0.6) ? all : random.shuffle(all).slice(0, 2) });
  draft.restart(leader, 0, random.pick([quick(random), near(random, settings)]));
  const frames: FramePick = {
    from: [leader, ...others],
    kinds: [random.pick<FrameKind>(["newEpoch", "put", "commit"])],
  };
  const fromMs = random.between(20, 60);
  const when = { frames, delayMs: random.pick([random.below(40), random.below(300)]), withinMs: forMs - fromMs };
  draft.restart("sender", fromMs, quick(random), { when });
  if (random.chance(0.5)) draft.frames("lose", 0, forMs, { to: [deaf], kinds: ["probed"] });
  return forMs + 300;
});

/**
 * The leader is cut off for about as long as it bears, leads again before others have seen what it wrote meanwhile, and is cut off
 * again (PROTOCOL R1, R17).
 */
export const flaps = scene((draft, { random, settings }) => {
  const { others } = draft;
  const awayMs = random.chance(0.6)
    ? Math.floor(settings.quorumTimeoutMs * (0.6 + random.unit() * 0.5))
    : near(random, settings);
  const backMs = random.between(200, 800);
  const forMs = awayMs + backMs + untilOthersLead(random, settings);
  draft.add("isolate", 0, awayMs, [leader]);
  const again: FramePick = { from: [leader], kinds: ["newEpoch"] };
  const until = { frames: again, delayMs: random.between(2, 40) };
  const kinds = random.pick<readonly FrameKind[]>([
    ["put"],
    ["put", "exchanging", "leaves"],
    ["put", "exchanging", "leaves", "objects"],
  ]);
  draft.frames("lose", awayMs, backMs, { from: [leader], to: others, kinds }, random.chance(0.7) ? { until } : {});
  const when = { frames: again, delayMs: random.between(10, 200), withinMs: backMs };
  draft.add("isolate", awayMs, forMs - awayMs - backMs, [leader], { when });
  return forMs;
});

/** What clients asked comes to a node a second time, when it has been restarted and leads again (PROTOCOL R9; HAZARDS P20). */
export const askedAgain = scene((draft, { random }) => {
  const { others } = draft;
  const askMs = random.between(50, 400);
  const downMs = quick(random);
  const keptMs = random.between(50, 300);
  const forMs = askMs + keptMs + 2000;
  // Until that node leads in its next life, or for a time.
  const until = { frames: { from: [leader], kinds: ["newEpoch" as const] }, delayMs: random.between(20, 200) };
  const frames: FramePick = { to: [leader], kinds: ["request"] };
  if (random.chance(0.7)) draft.frames("again", 0, forMs, frames, { until });
  else draft.frames("again", 0, askMs, frames, { amount: random.between(200, 1500) });
  if (random.chance(0.8)) draft.restart(leader, askMs, downMs);
  if (random.chance(0.7)) for (const other of others) draft.restart(other, askMs + quick(random), keptMs);
  return forMs;
});

/** The leader stops in the moment in which it has said something, and goes on when others lead. */
export const dozes = scene((draft, { random, settings }) => {
  const kind = random.pick<FrameKind>(["commit", "commit", "put", "checkEpoch"]);
  const when = {
    frames: { from: [leader], kinds: [kind] },
    delayMs: random.pick([0, 0.05, random.unit(), random.below(20)]),
    withinMs: 500,
  };
  const forMs = untilOthersLead(random, settings);
  draft.add(random.chance(0.8) ? "pause" : "suspend", 0, forMs, [leader], { when });
  if (random.chance(0.4)) draft.add("isolate", random.below(100), forMs + random.between(0, 600), [leader]);
  return forMs + random.between(300, 900);
});

/** Of five, two lose their leader; of those who still hear it one has promised another, and one is late in all. */
export const twoCamps = scene((draft, { random, settings }) => {
  const [behind = "", promiser = "", ...candidates] = draft.others;
  const fromMs = random.pick([settings.tickMs * 1.5, near(random, settings)]);
  const forMs = fromMs + untilOthersLead(random, settings) + 400;
  draft.add("cut", 0, forMs, [leader, ...candidates]);
  const late: readonly FrameKind[] = random.chance(0.7) ? ["commit"] : ["commit", "checkEpoch"];
  draft.frames("lose", fromMs, forMs - fromMs, {
    from: [leader],
    to: random.chance(0.8) ? [behind, promiser] : [behind],
    kinds: late,
  });
  draft.frames("lose", fromMs, forMs - fromMs, {
    from: candidates,
    to: [behind],
    kinds: ["prepare", "newEpoch", "commit", "put"],
  });
  const leads = { frames: { from: candidates, kinds: ["commit" as const] }, delayMs: random.between(0, 80) };
  draft.frames(
    "hold",
    fromMs + random.between(50, 200),
    forMs,
    { from: [leader], to: [behind], kinds: ["put"] },
    { until: leads },
  );
  const when = { frames: { from: [promiser], kinds: ["promise" as const] }, delayMs: 0, withinMs: forMs };
  draft.add("cut", 0, forMs, [leader, promiser], { when });
  if (random.chance(0.8)) draft.frames("lose", 0, forMs, { from: [promiser], kinds: ["exchanging"] }, { when });
  return forMs + 200;
});

/** Somebody is killed right when such a frame is sent, and back after a while. */
export const crashesAt = scene((draft, { random, settings }) => {
  const kinds = random.pick<readonly FrameKind[]>([
    ["promise"],
    ["ok"],
    ["granted"],
    ["stored"],
    ["newEpoch"],
    ["prepare"],
    ["put"],
    ["exchanging"],
    ["objects"],
  ]);
  const when = { frames: { kinds }, delayMs: random.pick([0, 0, random.unit(), random.below(10)]), withinMs: 1500 };
  if (random.chance(0.6)) draft.restart(leader, 0, random.pick([quick(random), near(random, settings)]));
  draft.restart(random.pick<Who>(["sender", "receiver"]), 0, random.pick([quick(random), near(random, settings)]), {
    when,
  });
  if (random.chance(0.4))
    draft.add("isolate", 0, near(random, settings) + 200, [random.pick<Who>(["sender", "receiver"])], { when });
  return 1500;
});

/** Some links carry some kinds of frames late or not at all. */
export const selective = scene((draft, { random, settings }) => {
  const all: readonly Who[] = [leader, ...draft.others];
  const groups: readonly (readonly FrameKind[])[] = [
    ["commit"],
    ["put"],
    ["promise", "ok"],
    ["newEpoch"],
    ["prepare", "newEpoch", "commit"],
    ["granted"],
    ["stored", "granted"],
    ["exchange", "exchanging", "leaves", "objects"],
    ["probe", "probed"],
    ["checkEpoch"],
  ];
  let forMs = 0;
  for (let count = random.between(2, 4); count > 0; count -= 1) {
    const [from = leader, to = leader] = random.shuffle(all);
    const fromMs = random.below(300);
    const lastMs = near(random, settings) + random.between(100, 1000);
    const act = random.pick(["lose", "hold"] as const);
    draft.frames(act, fromMs, lastMs, { from: [from], to: [to], kinds: random.pick(groups) });
    forMs = Math.max(forMs, fromMs + lastMs);
  }
  if (random.chance(0.6)) draft.isolate(random.pick(all), random.below(400), near(random, settings) + 200);
  if (random.chance(0.5))
    draft.restart(random.pick(all), random.below(600), random.pick([quick(random), near(random, settings)]));
  return forMs;
});
