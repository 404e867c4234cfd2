/** Under this key the browser keeps the balance; what spends a credit says so by invalidating it. */
export const BALANCE_KEY = ["credits", "balance"] as const;

/** Under this key the browser keeps what is used of the day; what uses some of it says so by invalidating it. */
export const BUDGET_KEY = ["credits", "budget"] as const;
