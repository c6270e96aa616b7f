/**
 * The window over a scripted main process, for looking at it without Electron:
 * `vite serve renderer`, then /dev/?scene=start&theme=dark&language=pt-BR#/run/failed.
 */
import { createRoot } from "react-dom/client";
import { createApp } from "../app.ts";
import { createBridge } from "../bridge.ts";
import { drawApp, drawProblem } from "../draw.tsx";
import { sceneOf } from "./scenes.ts";

const root = createRoot(document.getElementById("root") ?? document.body);
const query = new URLSearchParams(location.search);

async function start(): Promise<void> {
  const main = sceneOf(query.get("scene") ?? "start");
  main.settings = {
    ...main.settings,
    theme: query.get("theme") === "dark" ? "dark" : "light",
    language: query.get("language") === "pt-BR" ? "pt-BR" : "en",
  };
  try {
    const app = await createApp(createBridge(main.connect(), () => ""));
    root.render(drawApp(app));
    if (query.has("disconnect")) main.disconnect();
  } catch (error) {
    root.render(drawProblem(error));
  }
}

void start();
