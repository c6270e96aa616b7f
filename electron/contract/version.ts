/** Counts changes of the tables in this folder; two processes with different numbers refuse each other. */
export const contractVersion = 1;
