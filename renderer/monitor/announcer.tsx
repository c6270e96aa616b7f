import { useState } from "react";
import type { Run } from "../../electron/contract/run.ts";
import { useFormat, useWords } from "../app-context.ts";
import { shareOf } from "../shell/run-figures.ts";
import { marginText } from "./figures.tsx";

/** Tells screen readers about progress every ten percent, and of a failure at once. */
export function Announcer({ run }: { readonly run: Run }): React.JSX.Element {
  const words = useWords();
  const format = useFormat();
  const tenths = Math.floor((shareOf(run) ?? 0) * 10);
  const [said, setSaid] = useState({ tenths, text: "" });
  if (tenths > said.tenths) {
    const left = run.secondsLeft;
    const time =
      left === null
        ? ""
        : words.monitor.timeLeft(format.duration(left.seconds), marginText(left.plusMinus));
    setSaid({ tenths, text: words.monitor.say.progress(format.percent(tenths / 10), time) });
  }
  const failed = run.devices.find((device) => device.state === "failed");
  return (
    <>
      <p className="visually-hidden" role="status">
        {said.text}
      </p>
      <p className="visually-hidden" role="alert">
        {failed === undefined ? "" : words.monitor.say.deviceFailed(failed.index + 1)}
      </p>
    </>
  );
}
