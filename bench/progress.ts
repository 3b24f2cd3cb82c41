/** A bar on a terminal; lines where there is none. Written to standard error. */
export interface Bar {
  say(what: string): void;
  step(what: string): void;
  /** So many steps will not be taken. */
  skip(steps: number): void;
  end(): void;
}

const width = 30;

export function bar(steps: number, out: NodeJS.WriteStream = process.stderr): Bar {
  let done = 0;
  const show = (what: string) => {
    const filled = Math.round((done / Math.max(1, steps)) * width);
    const line = `[${"#".repeat(filled)}${".".repeat(width - filled)}] ${done}/${steps} ${what}`;
    if (out.isTTY) out.write(`\r\x1b[2K${line.slice(0, out.columns - 1)}`);
    else out.write(`${line}\n`);
  };
  return {
    say: show,
    step: (what) => {
      done += 1;
      show(what);
    },
    skip: (count) => {
      done += count;
    },
    end: () => {
      if (out.isTTY) out.write("\r\x1b[2K");
    },
  };
}
