/** Reads options and values of the command line. Each throws UsageError with what would be right. */
import { InvalidArgumentError } from "commander";
import { isName } from "#machines/protocol/identifiers";
import type { EnsembleConfig } from "#services/public-types";

export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most)
      throw new InvalidArgumentError(`It takes a whole number from ${least} to ${most}.`);
    return value;
  };
}

export function name(text: string): string {
  if (!isName(text))
    throw new InvalidArgumentError("It takes 1 to 64 letters, digits, - or _, beginning with a letter or digit.");
  return text;
}

/** `n1,n2,n3`, each once. */
export function nameList(text: string): readonly string[] {
  const names = text.split(",");
  if (!names.every(isName) || new Set(names).size !== names.length)
    throw new InvalidArgumentError("It takes names separated by commas, like n1,n2,n3, each once.");
  return names;
}

export function oneOf<T extends string>(choices: readonly T[]): (text: string) => T {
  return (text) => {
    const choice = choices.find((one) => one === text);
    if (choice === undefined) throw new InvalidArgumentError(`It takes ${choices.join(", ")}.`);
    return choice;
  };
}

/** `demo=n1,n2,n3`, repeatable. */
export function ensembleOption(
  text: string,
  before: Readonly<Record<string, EnsembleConfig>> | undefined,
): Record<string, EnsembleConfig> {
  const at = text.indexOf("=");
  const ensemble = text.slice(0, at);
  const members = text.slice(at + 1).split(",");
  if (at === -1 || !isName(ensemble) || !members.every(isName) || new Set(members).size !== members.length)
    throw new InvalidArgumentError("It takes NAME=NODE,NODE,... like demo=n1,n2,n3, each node once.");
  if (before !== undefined && Object.hasOwn(before, ensemble))
    throw new InvalidArgumentError(`Ensemble ${ensemble} is named twice.`);
  return { ...before, [ensemble]: { members } };
}

/** `tickMs=50`, repeatable: values are JSON. The catalogue checks names and relations later. */
export function settingOption(
  text: string,
  before: Readonly<Record<string, unknown>> | undefined,
): Record<string, unknown> {
  const at = text.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("It takes NAME=VALUE like tickMs=50.");
  return { ...before, [text.slice(0, at)]: jsonOrText(text.slice(at + 1)) };
}

/** JSON, or a plain string when it is none. */
export function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
