import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";

type PageHeadProps = {
  title: string;
  text?: ReactNode;
  back?: { href: string; label: string };
  action?: ReactNode;
};

export function PageHead({ title, text, back, action }: PageHeadProps) {
  return (
    <header className="mb-7">
      {back ? (
        <Link
          href={back.href}
          className="-ml-1 mb-3 inline-flex min-h-9 items-center gap-1.5 rounded-lg px-1 text-sm text-soft hover:text-ink"
        >
          <ArrowLeft aria-hidden className="size-4" />
          {back.label}
        </Link>
      ) : null}
      <div className="flex flex-wrap items-end justify-between gap-4">
        <div className="min-w-0">
          <h1 className="text-balance font-semibold text-[1.75rem] leading-tight tracking-tight">{title}</h1>
          {text ? <div className="mt-1.5 text-soft">{text}</div> : null}
        </div>
        {action}
      </div>
    </header>
  );
}
