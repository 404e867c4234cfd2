/** The only version whose parameters and objects are imitated. */
export const apiVersion = "2026-10-28.endive";
