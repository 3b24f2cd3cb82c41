/** Components that are painted again only when a property changed. */
import { Component, type ComponentChild } from "preact";

export function memo<Props extends object>(paint: (props: Props) => ComponentChild) {
  return class Memo extends Component<Props> {
    override shouldComponentUpdate(next: Props): boolean {
      const before: Record<string, unknown> = { ...this.props };
      return Object.entries(next).some(([name, value]) => name !== "children" && before[name] !== value);
    }

    override render(): ComponentChild {
      return paint(this.props);
    }
  };
}
