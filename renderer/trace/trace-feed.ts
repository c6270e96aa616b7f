/**
 * Brings trace batches into the state, and pictures of it to the views.
 *
 * Called once a frame by the event pump, in a fixed order: fold what came, hand the tokens on, and four times
 * a second take a picture. Views never see a state that is half folded. Freezing stops the pictures, never the
 * folding.
 */
import { createStore, type StoreApi } from "zustand/vanilla";
import { detach, takePicture, type Picture } from "./picture.ts";
import type { Token } from "./rails.ts";
import { TraceState } from "./trace-state.ts";

/** Figures and lists change at 4 Hz. */
export const pictureMs = 250;

export interface TraceView {
  readonly picture: Picture;
  readonly isFrozen: boolean;
  /** How far a frozen picture is behind, in whole seconds of the trace. */
  readonly behindSeconds: number;
}

export interface Batch {
  readonly batch: ArrayBuffer;
  /** n: only commands with sequence % n === 0 are in it. */
  readonly sampleEvery: number;
}

export class TraceFeed {
  readonly view: StoreApi<TraceView>;
  readonly state: TraceState;
  /** Whether drawing takes from the run. */
  readonly isDrawnByProcessor: boolean;
  private drawTokens: ((tokens: readonly Token[]) => void) | null = null;
  private pictureAtMs = Number.NEGATIVE_INFINITY;
  private passedBefore = 0;
  private drawnBefore = 0;

  constructor(deviceCount: number, isDrawnByProcessor: boolean) {
    this.isDrawnByProcessor = isDrawnByProcessor;
    this.state = new TraceState(deviceCount);
    this.view = createStore<TraceView>()(() => ({
      picture: takePicture(this.state, 1),
      isFrozen: false,
      behindSeconds: 0,
    }));
  }

  /** Whether tokens move along the rails. Those that nobody could follow stand, where moving them takes from the run. */
  get areTokensMoving(): boolean {
    return !this.isDrawnByProcessor || this.state.sampleEvery === 1;
  }

  /** One frame: what came since the last one. @param nowMs the frame's time */
  frame(batches: readonly Batch[], nowMs: number): void {
    this.state.rails.setMoving(this.areTokensMoving);
    for (const { batch, sampleEvery } of batches) this.state.fold(batch, sampleEvery);
    const tokens = this.state.rails.take();
    if (!this.view.getState().isFrozen && tokens.length > 0) this.drawTokens?.(tokens);
    if (nowMs - this.pictureAtMs < pictureMs) return;
    this.pictureAtMs = nowMs;
    this.publish();
  }

  /** Who draws the tokens; null when nobody does. */
  onTokens(draw: ((tokens: readonly Token[]) => void) | null): void {
    this.drawTokens = draw;
  }

  /** Stops the picture or lets it go on. The run is never touched. */
  setFrozen(isFrozen: boolean): void {
    const { picture, isFrozen: wasFrozen } = this.view.getState();
    if (isFrozen === wasFrozen) return;
    this.view.setState({
      isFrozen,
      behindSeconds: 0,
      picture: isFrozen ? detach(picture) : picture,
    });
    if (!isFrozen) this.publish();
  }

  private publish(): void {
    const { isFrozen, picture, behindSeconds } = this.view.getState();
    if (isFrozen) {
      const behind = Math.floor((this.state.nowNs - picture.nowNs) / 1e9);
      if (behind !== behindSeconds) this.view.setState({ behindSeconds: behind });
      return;
    }
    if (this.state.nowNs === picture.nowNs) return;
    this.view.setState({
      picture: takePicture(this.state, this.measureTokens(picture.tokenEvery)),
    });
  }

  /** One in how many handoffs was drawn since the last picture. */
  private measureTokens(before: number): number {
    const { passed, drawn } = this.state.rails;
    const passedNow = (passed - this.passedBefore) * this.state.sampleEvery;
    const drawnNow = drawn - this.drawnBefore;
    this.passedBefore = passed;
    this.drawnBefore = drawn;
    return drawnNow === 0 ? before : Math.max(1, Math.round(passedNow / drawnNow));
  }
}
