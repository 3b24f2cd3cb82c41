/** Coverage of every actor of a process, whoever makes it: for a test run, or a program that runs in one. */
import { Actor } from "xstate";
import type { CoverageRecorder } from "./recorder.ts";

interface Startable {
  start: (this: Startable) => unknown;
  readonly system: { inspect(observer: (event: never) => void): unknown };
}

/**
 * From now on what each machine of this process does is counted, by its id. XState has no inspection but that of one system, so
 * `Actor.start` is replaced by one that inspects the actor's system first. An eventless transition that is taken while an
 * actor is made, before it is started, is not seen. @returns puts XState's own back; systems that are inspected stay so
 */
export function watchActors(recorder: CoverageRecorder): () => void {
  const prototype = Actor.prototype as unknown as Startable;
  const own = prototype.start;
  const systems = new WeakSet<object>();
  const inspect = recorder.systemInspector();
  prototype.start = function start(this: Startable) {
    if (!systems.has(this.system)) {
      systems.add(this.system);
      this.system.inspect(inspect);
    }
    return own.call(this);
  };
  return () => {
    prototype.start = own;
  };
}
