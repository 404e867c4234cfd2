import type { ReactNode } from "react";
import { SandboxNote } from "@/app/sandbox-note";
import { BrandMark } from "@/components/brand-mark";

export default function SignInLayout({ children }: { children: ReactNode }) {
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-md flex-col justify-center gap-6 px-5 py-12">
      <BrandMark className="size-11" />
      {children}
      <SandboxNote about="mails" />
    </main>
  );
}
