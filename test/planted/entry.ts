/** What a bundle with a plant exports. */
export { simulate } from "#simulation/run";
export * as scenes from "#simulation/scenes";
export { themes } from "#simulation/themes";
