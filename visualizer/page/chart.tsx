/** The chart itself: a drawing from the server, painted, with a token for each node on its state. */
import { memo } from "./memo.ts";
import { arrowHead } from "../chart/arrow.ts";
import type { Box, Drawing, Edge, TextLine } from "../chart/drawing.ts";
import { isMove, placeOf } from "../place.ts";
import type { ActorNow, MachineChart } from "../stream.ts";
import { heatLevel, heatOf } from "./heat.ts";
import { lastMove, shown } from "./model.ts";
import { colourOf } from "./palette.ts";
import { Token } from "./token.tsx";

/** Below this scale labels cannot be read: states and tokens grow in their place. */
const farBelow = 0.45;

export function Chart({ chart, scale }: { readonly chart: MachineChart; readonly scale: number }) {
  const { drawing } = chart;
  const isFar = scale < farBelow;
  const actors = shown.value;
  const taken = lastMove.value?.record.transitions ?? [];
  const inside = insideSteps(actors);
  const heat = heatOf();
  const seen = (ids: readonly string[]): number =>
    heat === null ? -1 : ids.reduce((sum, id) => sum + (heat.transitions[id] ?? 0), 0);
  return (
    <svg
      class={`chart${heat === null ? "" : " heated"}${isFar ? " far" : ""}`}
      width={Math.floor(drawing.width * scale)}
      height={Math.floor(drawing.height * scale)}
      style={{ "--title-size": `${farTitle(scale)}px` }}
      viewBox={`0 0 ${drawing.width} ${drawing.height}`}
      role="group"
      aria-label={`Statechart ${drawing.machine}`}
    >
      {drawing.edges.map((edge) => (
        <EdgeLine key={edge.id} edge={edge} taken={takenOf(edge.transitions, taken)} seen={seen(edge.transitions)} />
      ))}
      {drawing.chips.map((chip) => (
        <g key={chip.id} class="chip">
          <rect x={chip.x} y={chip.y} width={chip.width} height={chip.height} rx={chip.height / 2} />
          <text x={chip.x + 10} y={chip.y + 15}>
            {chip.label}
          </text>
        </g>
      ))}
      {drawing.boxes.map((box) => (
        <StateBox
          key={box.path}
          box={box}
          here={actors
            .filter((actor) => placeOf(actor.at) === box.path)
            .map((actor) => `${actor.node} ${colourOf(actor.node)} ${actor.at.join(" ")}`)
            .join("\n")}
          taken={takenOf(
            box.inside.flatMap((line) => line.transitions),
            inside,
          )}
          seen={heat === null ? -1 : (heat.states[box.path] ?? 0)}
        />
      ))}
      {drawing.edges.map((edge) => (
        <EdgeLabel key={edge.id} edge={edge} taken={takenOf(edge.transitions, taken)} seen={seen(edge.transitions)} />
      ))}
      {drawing.legend !== null && (
        <g class="legend" transform={`translate(${drawing.legend.x} ${drawing.legend.y})`}>
          <rect width={drawing.legend.width} height={drawing.legend.height} rx="8" />
          <text class="muted" x="12" y="18">
            {drawing.legend.heading}
          </text>
          <Lines lines={drawing.legend.lines} taken="" />
        </g>
      )}
      <Tokens drawing={drawing} actors={actors} title={isFar ? farTitle(scale) : null} />
    </svg>
  );
}

/** What each actor did last inside its box. */
function insideSteps(actors: readonly ActorNow[]): string[] {
  return actors.flatMap(({ lastStep }) =>
    lastStep === null || isMove(lastStep.record) ? [] : lastStep.record.transitions,
  );
}

/** One string, so that an unchanged part of the chart is not painted again. */
function takenOf(own: readonly string[], taken: readonly string[]): string {
  return taken.filter((id) => own.includes(id)).join("\n");
}

// --------------------------------------------------------------------------------------------------------------- edges

interface EdgeProps {
  readonly edge: Edge;
  readonly taken: string;
  /** How often; -1 when that is not shown. */
  readonly seen: number;
}

function heatClass(seen: number): string {
  return seen < 0 ? "" : ` heat${heatLevel(seen)}`;
}

const EdgeLine = memo(({ edge, taken, seen }: EdgeProps) => (
  <g
    class={`edge ${edge.kind}${taken === "" ? "" : " last"}${heatClass(seen)}`}
    data-edge={edge.id}
    data-seen={seen < 0 ? undefined : seen}
    {...(taken === "" ? {} : { "data-last-transition": taken })}
  >
    <path class="line" d={edge.path} />
    <path class="head" d={arrowHead(edge.points)} />
  </g>
));

const EdgeLabel = memo(({ edge, taken, seen }: EdgeProps) => (
  <g
    class={`edge-label ${edge.kind}${taken === "" ? "" : " last"}${heatClass(seen)}`}
    transform={`translate(${edge.label.x} ${edge.label.y})`}
  >
    <title>{edge.title}</title>
    <rect width={edge.label.width} height={edge.label.height} rx="4" />
    <Lines lines={edge.label.lines} taken={taken} />
    {seen >= 0 && <Count seen={seen} x={edge.label.width} />}
  </g>
));

function Count({ seen, x }: { readonly seen: number; readonly x: number }) {
  return (
    <text class="count-mark" x={x - 4} y="-2" text-anchor="end">
      {seen === 0 ? "never" : `${seen}×`}
    </text>
  );
}

function Lines({ lines, taken }: { readonly lines: readonly TextLine[]; readonly taken: string }) {
  const ids = taken === "" ? [] : taken.split("\n");
  return (
    <>
      {lines.map((line, index) => (
        <text
          key={index}
          x={line.x}
          y={line.y}
          class={ids.length > 0 && line.transitions.some((id) => ids.includes(id)) ? "hit" : ""}
        >
          {line.spans.map((span, at) => (
            <tspan key={at} class={span.tone}>
              {span.text}
            </tspan>
          ))}
        </text>
      ))}
    </>
  );
}

// --------------------------------------------------------------------------------------------------------------- boxes

interface StateBoxProps {
  readonly box: Box;
  /** A line for each token here: node, colour, state paths. */
  readonly here: string;
  readonly taken: string;
  readonly seen: number;
}

const StateBox = memo(({ box, here, taken, seen }: StateBoxProps) => {
  const tokens = here === "" ? [] : here.split("\n").map((line) => line.split(" "));
  const names = tokens.map(([node]) => node).join(", ");
  return (
    <g
      class={`state${tokens.length > 0 ? " on" : ""}${heatClass(seen)}`}
      data-state={box.path}
      transform={`translate(${box.x} ${box.y})`}
      tabindex={0}
      role="img"
      aria-label={`${box.label}: ${names === "" ? "nobody" : names}`}
    >
      <title>{box.title}</title>
      <rect class="box" width={box.width} height={box.height} rx="8" />
      {box.final && <rect class="box inner" x="3" y="3" width={box.width - 6} height={box.height - 6} rx="6" />}
      {box.initial && <circle class="start" cx="0" cy="17" r="5" />}
      <text class="title" x={box.labelAt.x} y={box.labelAt.y}>
        {box.label}
      </text>
      <Lines lines={box.notes} taken="" />
      {box.ruleAt !== null && <path class="rule" d={`M1 ${box.ruleAt}H${box.width - 1}`} />}
      {box.regions.map((region) => (
        <g key={region.y}>
          <text class="muted" x={region.x} y={region.y}>
            {region.label}
          </text>
          {region.pills.map((pill) => {
            const inside = tokens.filter((token) => token.slice(2).includes(pill.path));
            return (
              <g key={pill.path} class={`pill${inside.length > 0 ? " in" : ""}`} data-inner-state={pill.path}>
                <rect x={pill.x} y={pill.y} width={pill.width} height={pill.height} rx={pill.height / 2} />
                <text x={pill.x + 8} y={pill.y + 13.5}>
                  {pill.label}
                </text>
                {inside.map(([node, colour], index) => (
                  <circle
                    key={node}
                    class={`mark c${colour}`}
                    cx={pill.x + pill.width - 5 - index * 9}
                    cy={pill.y}
                    r="4.5"
                  />
                ))}
              </g>
            );
          })}
        </g>
      ))}
      <Lines lines={box.inside} taken={taken} />
      {seen >= 0 && <Count seen={seen} x={box.width} />}
    </g>
  );
});

// -------------------------------------------------------------------------------------------------------------- tokens

interface TokensProps {
  readonly drawing: Drawing;
  readonly actors: readonly ActorNow[];
  /** How large titles are from afar; null when the chart is near. */
  readonly title: number | null;
}

/** In units of the drawing: large enough to be read, small enough for its box. */
function farTitle(scale: number): number {
  return Math.round(Math.min(36, Math.max(20, 11 / scale)));
}

/** From afar a token is larger too, and stands below the title. */
function seatsOf(box: Box, title: number | null): Box["seats"] & { readonly size: number } {
  if (title === null) return { ...box.seats, size: 1 };
  const size = title / 20;
  const step = box.seats.step * size;
  const count = Math.max(1, Math.min(box.seats.count, Math.floor((box.width - 8) / step)));
  return { x: box.width - count * step - 2, y: Math.min(title + 14 + 12 * size, box.height), step, count, size };
}

function Tokens({ drawing, actors, title }: TokensProps) {
  return (
    <g class="tokens">
      {actors.map((actor) => {
        const place = placeOf(actor.at);
        const box = drawing.boxes.find(({ path }) => path === place);
        if (box === undefined) return null;
        const here = actors.filter(({ at }) => placeOf(at) === place);
        const seats = seatsOf(box, title);
        const fits = here.length <= seats.count;
        const step = fits ? seats.step : (seats.step * seats.count) / here.length;
        const seat = fits ? seats.count - here.length + here.indexOf(actor) : here.indexOf(actor);
        return (
          <Token
            key={actor.actor}
            node={actor.node}
            colour={colourOf(actor.node)}
            place={place}
            x={box.x + seats.x + seat * step}
            y={box.y + seats.y}
            size={seats.size}
            route={routeOf(drawing, actor)}
          />
        );
      })}
    </g>
  );
}

/** The way that the actor's last move took: along the edge it is drawn with. */
function routeOf(drawing: Drawing, actor: ActorNow): Edge | null {
  const move = actor.lastMove?.record;
  if (move === undefined) return null;
  const from = placeOf(move.before);
  return (
    drawing.edges.find(
      (edge) => edge.source === from && edge.transitions.some((id) => move.transitions.includes(id)),
    ) ?? null
  );
}
