/** A real nats-server for tests, found or fetched as `quorate up` does; it ends with the test's process at the latest. */
import { findNatsServer, type NatsServer, startNatsServer } from "#cli/nats-server";

export interface TestNats {
  readonly url: string;
  readonly port: number;
  /** Of the server that runs now. */
  readonly pid: number;
  /** Kills the server (kill -9) and waits until it is gone. */
  kill(): Promise<void>;
  /** Starts it again on the same port, after `kill`. */
  restart(options?: TestNatsOptions): Promise<void>;
  stop(): Promise<void>;
}

export interface TestNatsOptions {
  readonly maxPayloadBytes?: number;
  readonly args?: readonly string[];
}

/** On a free port of loopback. @throws when this machine has no nats-server and none can be fetched. */
export async function startTestNats(options: TestNatsOptions = {}): Promise<TestNats> {
  const said: string[] = [];
  const bin = await findNatsServer({ progress: (text) => said.push(text) });
  if (bin === null) throw new Error(`no nats-server to test with: ${said.join(" ")}`);
  const start = (more: TestNatsOptions, port?: number): Promise<NatsServer> =>
    startNatsServer({ bin, diesWithParent: true, ...more, ...(port !== undefined && { port }) });
  let server = await start(options);
  const { url, port } = server;
  return {
    url,
    port,
    get pid() {
      return server.pid;
    },
    kill: async () => {
      process.kill(server.pid, "SIGKILL");
      await server.ended;
    },
    restart: async (changed = options) => {
      server = await start(changed, port);
    },
    stop: () => server.stop(),
  };
}
