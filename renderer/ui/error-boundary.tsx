import { Component, type ReactNode } from "react";

interface ErrorBoundaryProps {
  /** Changes when another view is shown: then it is tried afresh. */
  readonly resetKey: string;
  readonly fallback: (message: string, retry: () => void) => ReactNode;
  readonly children: ReactNode;
}

interface ErrorBoundaryState {
  readonly message: string | null;
  readonly resetKey: string;
}

/** Keeps the frame alive when a view throws. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  override state: ErrorBoundaryState = { message: null, resetKey: this.props.resetKey };

  static getDerivedStateFromError(error: unknown): Partial<ErrorBoundaryState> {
    return { message: error instanceof Error ? error.message : String(error) };
  }

  static getDerivedStateFromProps(
    props: ErrorBoundaryProps,
    state: ErrorBoundaryState,
  ): ErrorBoundaryState | null {
    return props.resetKey === state.resetKey ? null : { message: null, resetKey: props.resetKey };
  }

  override render(): ReactNode {
    if (this.state.message === null) return this.props.children;
    return this.props.fallback(this.state.message, () => this.setState({ message: null }));
  }
}
