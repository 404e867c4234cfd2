import { environment } from "@/lib/env/environment";
import { connectOperator, type Operator } from "@/lib/wiring/operator";

/** Lets a command work with the operator's access, and closes it whatever happens: an open one keeps the process alive. */
export async function withOperator<T>(work: (operator: Operator) => Promise<T>): Promise<T> {
  const operator = connectOperator(environment());
  try {
    return await work(operator);
  } finally {
    await operator.close();
  }
}
