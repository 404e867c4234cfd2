/** Under this key the browser keeps what is used of the day; what uses some of it says so by invalidating it. */
export const BUDGET_KEY = ["credits", "budget"] as const;
