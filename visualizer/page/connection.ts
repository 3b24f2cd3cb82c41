/** The page's WebSocket: reconnects by itself, asks the server's questions, and always knows what to tell a person. */
import type { Json } from "#machines/protocol/trace";
import { History } from "../history.ts";
import {
  closeCodes,
  type Counts,
  type Done,
  type PageFrame,
  type ServerFrame,
  streamVersion,
  type Window,
} from "../stream.ts";
import { forgetWorld, isNobodyThere, phase, take, useServer } from "./model.ts";

/** The server sends something each second: after this long the connection is dead. */
const deadAfterMs = 5000;
const retryMs = 2000;
const nobodyAfterMs = 4000;
const answerWithinMs = 20_000;

let socket: WebSocket | null = null;

export function connect(): void {
  const opened = new WebSocket(`ws://${location.host}/stream`);
  socket = opened;
  let dog: ReturnType<typeof setTimeout> | undefined;
  let nobody: ReturnType<typeof setTimeout> | undefined;
  const expectMore = (): void => {
    clearTimeout(dog);
    dog = setTimeout(() => opened.close(), deadAfterMs);
  };
  opened.addEventListener("message", (event) => {
    expectMore();
    const frame = JSON.parse(String(event.data)) as ServerFrame;
    if (frame.type === "hello" && frame.version !== streamVersion) {
      phase.value = "outdated";
      opened.close();
      return;
    }
    if (frame.type === "snapshot") {
      phase.value = "open";
      isNobodyThere.value = false;
      clearTimeout(nobody);
      nobody = setTimeout(() => (isNobodyThere.value = true), nobodyAfterMs);
    }
    if (frame.type === "window" || frame.type === "counts" || frame.type === "done") settle(frame);
    else take(frame);
  });
  opened.addEventListener("close", (event) => {
    clearTimeout(dog);
    clearTimeout(nobody);
    for (const { fail } of waiting.values()) fail(new Error("The connection to the inspector was lost."));
    waiting.clear();
    forgetWorld();
    void retry(event.code);
  });
  expectMore();
}

async function retry(code: number): Promise<void> {
  if (phase.peek() === "outdated") return;
  if (code === closeCodes.tooManyPages) {
    phase.value = "full";
    return;
  }
  const session = await fetch("/session").then(
    (response) => response.status,
    () => 0,
  );
  phase.value = session === 401 || session === 403 ? "refused" : "unreachable";
  // A new start has a new key: only its own address helps, so there is nothing to wait for.
  if (phase.peek() !== "refused") setTimeout(connect, retryMs);
}

// ----------------------------------------------------------------------------------------------------------- questions

type Answer = Window | Counts | Done;

interface Waiting {
  done(answer: Answer): void;
  fail(error: Error): void;
}

const waiting = new Map<number, Waiting>();
let lastId = 0;

function settle(answer: Answer): void {
  const asked = waiting.get(answer.id);
  waiting.delete(answer.id);
  asked?.done(answer);
}

type Question = PageFrame extends infer Frame ? (Frame extends PageFrame ? Omit<Frame, "id"> : never) : never;

function ask(question: Question): Promise<Answer> {
  lastId += 1;
  const id = lastId;
  return new Promise((resolve, reject) => {
    if (socket?.readyState !== WebSocket.OPEN) {
      reject(new Error("The page is not connected to the inspector."));
      return;
    }
    const timer = setTimeout(() => {
      waiting.delete(id);
      reject(new Error(`The inspector did not answer within ${answerWithinMs / 1000} s. Try again.`));
    }, answerWithinMs);
    waiting.set(id, {
      done: (answer) => {
        clearTimeout(timer);
        resolve(answer);
      },
      fail: (error) => {
        clearTimeout(timer);
        reject(error);
      },
    });
    socket.send(JSON.stringify({ ...question, id }));
  });
}

useServer(async (what) => {
  const answer = await ask({ type: "window", ...what });
  if (answer.type !== "window" || answer.serial === 0) return null;
  return { serial: answer.serial, history: new History(answer.base, answer.entries) };
});

export async function askCounts(of: "here" | "file"): Promise<Counts> {
  const answer = await ask({ type: "counts", of });
  if (answer.type !== "counts") throw new Error("The inspector answered something else.");
  return answer;
}

/** What a command came to. */
export interface Outcome {
  readonly ok: boolean;
  readonly result: Json;
  readonly code: string;
  readonly message: string;
}

/** Never rejects: a failure is an outcome too. */
export async function command(name: string, args: Readonly<Record<string, Json>>): Promise<Outcome> {
  try {
    const answer = await ask({ type: "command", name, args });
    if (answer.type === "done") return answer;
    return { ok: false, result: null, code: "FAILED", message: "The inspector answered something else." };
  } catch (error) {
    return { ok: false, result: null, code: "LOST", message: error instanceof Error ? error.message : String(error) };
  }
}
