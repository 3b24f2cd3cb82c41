/** What tests can be asked to cover. */
export const criteria = ["states", "transitions", "guards", "cases", "forbidden", "effects", "pairs"] as const;
/**
 * - `states`: every state was active.
 * - `transitions`: every transition definition was taken.
 * - `guards`: every guard held once and failed once, and so did each condition inside `and`, `or` and `not`.
 * - `cases`: every payload case was sent in every configuration that has a transition for its event, time passed and actors
 *   ended in every configuration that waits for them, and each of these led to every configuration that it can lead to.
 * - `forbidden`: in every configuration, every event that has no transition there was sent, and nothing happened.
 * - `effects`: every transition was seen to do each different thing it can do: which effects, which parts of the context.
 * - `pairs`: every transition after every other that can follow it.
 */
export type Criterion = (typeof criteria)[number];

/** Without effects and pairs: there are many of them, and most charts need neither. */
export const usualCriteria: readonly Criterion[] = ["states", "transitions", "guards", "cases", "forbidden"];
