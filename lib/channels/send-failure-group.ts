/** What a failure means for the send, the number and the account; each adapter maps its own codes. */
export type SendFailureGroup =
  | "transient"
  | "throughput"
  | "pair"
  | "deregistered"
  | "auth"
  | "account"
  | "policy"
  | "window"
  | "recipient"
  | "request";
