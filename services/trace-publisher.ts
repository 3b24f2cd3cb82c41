/** Publishes a node's trace stream. */
import type { TraceBatch } from "#machines/protocol/messages";
import type { Bus, Log } from "#machines/protocol/ports";

/** In halves while the bus finds it too large; what fits no frame at all is counted as left out. */
export function publishTrace(bus: Bus, log: Log, batch: TraceBatch): void {
  const { node, records, gap } = batch;
  try {
    bus.publish({ kind: "trace", node }, [batch]);
  } catch (error) {
    if (records.length === 0) return log.write("error", "the trace stream failed", { error: String(error) });
    if (records.length === 1) return publishTrace(bus, log, { ...batch, records: [], gap: gap + 1 });
    const half = records.length >> 1;
    publishTrace(bus, log, { ...batch, records: records.slice(0, half) });
    publishTrace(bus, log, { ...batch, records: records.slice(half), gap: 0 });
  }
  return undefined;
}
