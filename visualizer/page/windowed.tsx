/** A list of rows of one height of which only those in sight are in the document. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { ComponentChildren } from "preact";

const spareRows = 6;

interface Props<T> {
  readonly rows: readonly T[];
  readonly rowHeight: number;
  readonly label: string;
  readonly empty: string;
  /** Stays at the end when rows are added there. */
  readonly follow?: boolean;
  /** Scrolls to this row when it changes; -1 for none. */
  readonly reveal?: number;
  row(row: T, index: number, top: number): ComponentChildren;
}

export function Windowed<T>({ rows, rowHeight, label, empty, follow = false, reveal = -1, row }: Props<T>) {
  const view = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(400);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setHeight(entry?.contentRect.height ?? 400));
    if (view.current !== null) observer.observe(view.current);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const element = view.current;
    if (element === null || !follow) return;
    element.scrollTop = element.scrollHeight;
  }, [rows.length, follow]);
  useEffect(() => {
    const element = view.current;
    if (element === null || reveal < 0) return;
    const at = reveal * rowHeight;
    if (at < element.scrollTop || at + rowHeight > element.scrollTop + element.clientHeight)
      element.scrollTop = at - element.clientHeight / 2;
  }, [reveal]);
  const first = Math.max(0, Math.floor(top / rowHeight) - spareRows);
  const count = Math.ceil(height / rowHeight) + 2 * spareRows;
  return (
    <div
      class="rows"
      ref={view}
      tabIndex={0}
      role="region"
      aria-label={label}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
    >
      {rows.length === 0 && <p class="empty">{empty}</p>}
      <ol style={{ height: `${rows.length * rowHeight}px` }}>
        {rows.slice(first, first + count).map((each, index) => row(each, first + index, (first + index) * rowHeight))}
      </ol>
    </div>
  );
}
