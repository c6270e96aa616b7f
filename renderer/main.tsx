/**
 * The page's beginning: takes the port from the preload, says hello to the main process, draws.
 */
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { z } from "zod";
import { createApp } from "./app.ts";
import { connectPreload } from "./connect-preload.ts";
import { drawApp, drawProblem } from "./draw.tsx";

// The page forbids eval; without this zod would try it first and leave a line in the console.
z.config({ jitless: true });

const root = createRoot(document.getElementById("root") ?? document.body);

async function start(): Promise<void> {
  try {
    const app = await createApp(await connectPreload());
    root.render(<StrictMode>{drawApp(app)}</StrictMode>);
  } catch (error) {
    root.render(<StrictMode>{drawProblem(error)}</StrictMode>);
  }
}

void start();
