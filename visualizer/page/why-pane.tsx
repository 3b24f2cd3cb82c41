/** Why the leader changed, told step by step; each step is a link to its moment. */
import { elections, storyOf } from "../story.ts";
import { cursor, ensembles, findTransition, group, look, slowMaterial } from "./model.ts";
import { go, route } from "./route.ts";
import { timeText } from "./text.ts";

/** Elections told in full. */
const maxStories = 20;

export function WhyPane() {
  const owner = route.value.group ?? group.value;
  const found = elections(slowMaterial.value, owner).slice(0, maxStories);
  return (
    <section class="pane why" aria-label="Why the leader changed">
      <h2>
        Why did the leader change? <span class="count">{owner}</span>
      </h2>
      {ensembles.value.length > 1 && (
        <div class="tabs" role="group" aria-label="Ensemble">
          {ensembles.value.map((name) => (
            <button key={name} type="button" aria-pressed={name === owner} onClick={() => go({ group: name })}>
              {name}
            </button>
          ))}
        </div>
      )}
      {found.length === 0 && <p class="empty">No leader was elected since the inspector began to watch.</p>}
      {found.map((election, index) => (
        <StoryOf key={election.serial} serial={election.serial} isOpen={index === 0} />
      ))}
    </section>
  );
}

function StoryOf({ serial, isOpen }: { readonly serial: number; readonly isOpen: boolean }) {
  const election = elections(slowMaterial.value, "").find((entry) => entry.serial === serial);
  if (election === undefined) return null;
  const story = storyOf(election, slowMaterial.value, findTransition);
  return (
    <details class="story" open={isOpen} data-story={story.election.record.node}>
      <summary>{`${timeText(election.record.at)} ${story.title}`}</summary>
      <ol>
        {story.lines.map((line) => (
          <li key={line.entry.serial} class={line.part}>
            <button
              type="button"
              data-story-line={line.part}
              aria-pressed={line.entry.serial === cursor.value}
              onClick={() => look(line.entry)}
            >
              {line.text}
            </button>
          </li>
        ))}
      </ol>
    </details>
  );
}
