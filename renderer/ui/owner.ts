/** Who holds a buffer: the one thing that colour says. */
export type Owner =
  | { readonly kind: "free" }
  | { readonly kind: "server" }
  | { readonly kind: "primary" }
  /** `index` from 0; shown from 1. */
  | { readonly kind: "secondary"; readonly index: number }
  | { readonly kind: "completed" }
  | { readonly kind: "error" };

/** The sign that is never left out; "" for free and completed, which have a shape of their own. */
export function ownerSign(owner: Owner): string {
  switch (owner.kind) {
    case "server":
      return "S";
    case "primary":
      return "P";
    case "secondary":
      return String(owner.index + 1);
    case "error":
      return "!";
    case "free":
    case "completed":
      return "";
  }
}

/** Class that sets --fill, --on and --ink of an owner. Secondaries are one hue in four shades. */
export function ownerClass(owner: Owner): string {
  return owner.kind === "secondary" ? `own-sec-${(owner.index % 4) + 1}` : `own-${owner.kind}`;
}
