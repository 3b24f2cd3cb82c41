/** The cells that the exchange's chart leaves empty; see machines/peer/cells. A test holds this table to the machine. */
import type { EmptyCells } from "../empty-cells.ts";
import type { ExchangeEvent } from "./types.ts";

/** Where an event can find it; the other states are left within the step that enters them. */
export const exchangeConfigurations = [
  "asking",
  "askingAll",
  "verifying",
  "comparing.questioning",
  "comparing.reading",
  "pulling.fetching",
  "pulling.storing",
  "dropping",
  "complete",
  "failed",
  "corrupted",
] as const;
export type ExchangeConfiguration = (typeof exchangeConfigurations)[number];

type Cells = EmptyCells<ExchangeConfiguration>;

const ended = ["complete", "failed", "corrupted"] as const;

function except(...handled: readonly ExchangeConfiguration[]): readonly ExchangeConfiguration[] {
  return exchangeConfigurations.filter((configuration) => !handled.includes(configuration));
}

function ignored(name: string, why: string, where: readonly ExchangeConfiguration[]): Cells {
  return { kind: "ignored", name, why, where };
}

/** The host does one thing at a time, and answers only what the state it is in has asked for. */
function unasked(where: ExchangeConfiguration): readonly Cells[] {
  return [
    ignored("ignoreUnasked", "the disk's answer to a state that was left; the next one asks anew", except(where)),
  ];
}

const roundEnded: readonly Cells[] = [
  ignored(
    "ignoreEndedRound",
    "raised by the machine itself, and only where trust is asked for",
    except("asking", "askingAll"),
  ),
];
const afterEnd: readonly Cells[] = [
  ignored("ignoreAfterEnd", "how the exchange went is told already; the peer begins another one", ended),
];

export const exchangeEmptyCells: {
  readonly [T in ExchangeEvent["type"] | "quorumMet" | "timeout"]: readonly Cells[];
} = {
  reply: [
    ignored(
      "ignoreLateReply",
      "to a question that is answered, or given up: nobody is asked in this state",
      except("asking", "askingAll", "comparing.questioning", "pulling.fetching"),
    ),
  ],
  quorumMet: roundEnded,
  timeout: roundEnded,
  upperVerified: unasked("verifying"),
  pagesRead: unasked("comparing.reading"),
  stored: unasked("pulling.storing"),
  leftoversDropped: unasked("dropping"),
  failed: afterEnd,
  corrupted: afterEnd,
};
