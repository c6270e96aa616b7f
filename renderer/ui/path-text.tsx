import { baseName } from "../shell/run-figures.ts";
import "./path-text.css";

/** A path whose name stays whole: the folder gives way first. The whole path is in the tooltip. */
export function PathText({ path }: { readonly path: string }): React.JSX.Element {
  const name = baseName(path);
  return (
    <span className="path-text mono selectable" data-tip={path}>
      <span className="path-folder">{path.slice(0, path.length - name.length)}</span>
      <span className="path-name">{name}</span>
    </span>
  );
}
