/** Whether a processor draws the windows, as where there is no graphics chip: then drawing takes from the runs. */
import { app } from "electron";

export function isDrawnByProcessor(): boolean {
  return app.getGPUFeatureStatus().gpu_compositing !== "enabled";
}
