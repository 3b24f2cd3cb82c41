/** Says that a computation depends on signals whose values it does not use: they count changes of what is changed in place. */
export function reads(..._values: readonly unknown[]): void {}
