/** Under this key the browser keeps the balance; what spends a credit says so by invalidating it. */
export const BALANCE_KEY = ["credits", "balance"] as const;
