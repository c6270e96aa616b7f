import { useWords } from "../app-context.ts";
import { handleFields } from "./handle-model.ts";

/** A handle bit by bit: what each of its fields says. */
export function HandleDrawing({ handle }: { readonly handle: number }): React.JSX.Element {
  const { buffers } = useWords();
  if (handle === 0) return <p className="caption handle-drawing">{buffers.noHandle}</p>;
  return (
    <div className="handle-drawing" role="group" aria-label={buffers.handle}>
      {handleFields(handle).map(({ id, bits, value, digits }) => (
        <div key={id} className={`handle-field ${id}`} style={{ flexGrow: bits.length }}>
          <span className="handle-bits" aria-hidden>
            {bits.map((bit, index) => (
              <i key={index} className={bit === 1 ? "one" : ""}>
                {bit}
              </i>
            ))}
          </span>
          {id === "sign" ? (
            <span className="caption">{buffers.sign}</span>
          ) : (
            <span className="handle-name">
              <b>{buffers[id]}</b>{" "}
              <code>
                0x{value.toString(16).toUpperCase().padStart(digits, "0")} = {value}
              </code>
            </span>
          )}
        </div>
      ))}
    </div>
  );
}
