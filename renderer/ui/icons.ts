/** One size and weight for all icons: 16 px at 1.75. */
export const iconSize = { size: 16, strokeWidth: 1.75, "aria-hidden": true } as const;
/** 14 px at 2, beside small text. */
export const iconSmall = { size: 14, strokeWidth: 2, "aria-hidden": true } as const;
