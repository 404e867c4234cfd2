import { Prisma } from "../generated/client";

type DriverCause = { originalCode?: string; originalMessage?: string };
type DriverMeta = { code?: string; driverAdapterError?: { cause?: DriverCause } } | undefined;

/** What the database itself said, its SQLSTATE and its words: Prisma keeps both in the driver adapter's cause. */
export function readDriverError(error: unknown): { state: string | null; message: string } | null {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return null;
  const meta = error.meta as DriverMeta;
  const cause = meta?.driverAdapterError?.cause;
  return { state: cause?.originalCode ?? meta?.code ?? null, message: cause?.originalMessage ?? "" };
}
