import type { AdmitReply, GenerateReply } from "../pipeline/generate-port";

/** No AI is connected: turns that ask for one end `ai_unavailable`, and their credit is given back. */
export const generateReply: GenerateReply = async () => ({ kind: "unavailable", retryable: false });

export const admitReply: AdmitReply = async () => ({ kind: "admitted" });
