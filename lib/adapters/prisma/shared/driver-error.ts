import pg from "pg";
import { Prisma } from "../generated/client";

type DriverCause = { originalCode?: string; originalMessage?: string };
type DriverMeta = { code?: string; driverAdapterError?: { cause?: DriverCause } } | undefined;

/** What the database itself said, its SQLSTATE and its words: as a batch has it, or in the driver adapter's cause. */
export function readDriverError(error: unknown): { state: string | null; message: string } | null {
  if (error instanceof pg.DatabaseError) return { state: error.code ?? null, message: error.message };
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return null;
  const meta = error.meta as DriverMeta;
  const cause = meta?.driverAdapterError?.cause;
  return { state: cause?.originalCode ?? meta?.code ?? null, message: cause?.originalMessage ?? "" };
}

/** Two transactions waited for each other, and this one was ended; nothing of it has happened. */
export const isDeadlock = (error: unknown): boolean => readDriverError(error)?.state === "40P01";
