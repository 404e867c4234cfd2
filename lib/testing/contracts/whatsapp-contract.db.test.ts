import { afterAll, describe, inject } from "vitest";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import { testChannelContract } from "./channel-contract";
import { WHATSAPP } from "./whatsapp-channel";

const database = openTestDatabase(inject("databaseUrl"));
const redis = { url: inject("redisUrl"), token: inject("redisToken") };
afterAll(() => database.$disconnect());

describe("WhatsApp", () => testChannelContract(WHATSAPP, { database, redis }));
