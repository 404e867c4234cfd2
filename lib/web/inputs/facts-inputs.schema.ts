import * as z from "zod";
import { factsSchema } from "@/lib/facts/facts.schema";

const version = z.int().min(0).max(2_000_000_000);

export const saveFactsInput = z.strictObject({ facts: factsSchema, version });
export const restoreFactsInput = z.strictObject({ wanted: version, version });
