/** The one channel of Electron's own messaging: the page asks for its port, the port comes back on it. */
export const portChannel = "handoff:port";
