/** What a new tenant gets. The references make each a gift that is given once. */
export const FREE_CREDITS = {
  signUp: { amount: 10, reference: "sign-up", reason: "free credits at sign-up" },
  /** Earned by the first number that goes live, and by each phone number id once among all tenants. */
  firstNumber: { amount: 90, reference: "first-number", reason: "free credits for the first number" },
} as const;
