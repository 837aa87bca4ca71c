import { Component, type ReactNode } from "react";
import { type Locale, LocaleContext } from "../locale.tsx";

/** In place of a page that cannot be shown because of an error in it. */
export class Unexpected extends Component<{ children: ReactNode }, { isThere: boolean }> {
  static override contextType = LocaleContext;
  declare context: Locale | undefined;
  override state = { isThere: false };

  static getDerivedStateFromError = () => ({ isThere: true });

  override render(): ReactNode {
    if (!this.state.isThere) return this.props.children;
    return (
      <main className="sign-in" role="alert">
        <p>{this.context?.messages.failure.unexpected}</p>
      </main>
    );
  }
}
