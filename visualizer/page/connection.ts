/** The page's WebSocket: reconnects by itself, and always knows what to tell a person. */
import { closeCodes, type ServerFrame, streamVersion } from "../stream.ts";
import { actors, isNobodyThere, nodes, phase, take } from "./model.ts";

/** The server sends something each second: after this long the connection is dead. */
const deadAfterMs = 5000;
const retryMs = 2000;
const nobodyAfterMs = 4000;

export function connect(): void {
  const socket = new WebSocket(`ws://${location.host}/stream`);
  let dog: ReturnType<typeof setTimeout> | undefined;
  let nobody: ReturnType<typeof setTimeout> | undefined;
  const expectMore = (): void => {
    clearTimeout(dog);
    dog = setTimeout(() => socket.close(), deadAfterMs);
  };
  socket.addEventListener("message", (event) => {
    expectMore();
    const frame = JSON.parse(String(event.data)) as ServerFrame;
    if (frame.type === "hello" && frame.version !== streamVersion) {
      phase.value = "outdated";
      socket.close();
      return;
    }
    if (frame.type === "snapshot") {
      phase.value = "open";
      isNobodyThere.value = false;
      clearTimeout(nobody);
      nobody = setTimeout(() => {
        isNobodyThere.value = true;
      }, nobodyAfterMs);
    }
    take(frame);
  });
  socket.addEventListener("close", (event) => {
    clearTimeout(dog);
    clearTimeout(nobody);
    nodes.value = new Map();
    actors.value = new Map();
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
