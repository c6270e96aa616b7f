import { Route, X } from "lucide-react";
import { useStore } from "zustand";
import { useApp, useSettings, useWords } from "../app-context.ts";
import { changeSettings } from "../shell/commands.ts";
import { runningOf } from "../stores/runs-store.ts";
import { Button } from "../ui/button.tsx";
import { iconSize, iconSmall } from "../ui/icons.ts";
import "./tour.css";

/** The tour's entry in the navigation; until it was taken or declined it is offered there with a sentence. */
export function NavTour(): React.JSX.Element {
  const app = useApp();
  const { tour, commands } = useWords();
  const isSeen = useSettings((state) => state.settings.tourSeen === true);
  const isOpen = useStore(app.ui, (state) => state.isTourOpen);
  const isBusy = useStore(app.runs, (state) => runningOf(state).length > 0);
  const open = (): void => {
    if (isBusy) app.notify(commands.whyRunGoesOn);
    else app.ui.setState({ isTourOpen: true });
  };
  return (
    <div className="nav-tour">
      <button
        type="button"
        className="nav-item"
        aria-label={tour.title}
        aria-pressed={isOpen}
        onClick={open}
      >
        <Route {...iconSize} />
        <span>{tour.title}</span>
      </button>
      {!isSeen && !isOpen && (
        <p className="caption nav-tour-offer">
          <span>{tour.offer}</span>
          <Button
            size="small"
            tone="quiet"
            label={tour.decline}
            icon={<X {...iconSmall} />}
            onClick={() => void app.attempt(() => changeSettings(app, { tourSeen: true }))}
          />
        </p>
      )}
    </div>
  );
}
