import { Router } from "wouter";
import { useHashLocation } from "wouter/use-hash-location";
import { AppContext } from "./app-context.ts";
import { type App, messageOf } from "./app.ts";
import { Shell } from "./shell/shell.tsx";
import "./styles/base.css";
import "./styles/fonts.css";
import "./styles/page.css";
import "./styles/tokens.css";
import { Empty } from "./ui/empty.tsx";
import { chooseLanguage, wordsOf } from "./words/words.ts";

/** The whole window over a connected app. */
export function drawApp(app: App): React.JSX.Element {
  return (
    <AppContext value={app}>
      <Router hook={useHashLocation}>
        <Shell />
      </Router>
    </AppContext>
  );
}

/** What is shown when there is no main process to talk to. */
export function drawProblem(error: unknown): React.JSX.Element {
  const language = chooseLanguage("system", navigator.language);
  return <Empty title={wordsOf(language).connection.refused} text={messageOf(error, language)} />;
}
