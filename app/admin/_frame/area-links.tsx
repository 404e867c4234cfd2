"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { AREAS } from "./areas";

export function AreaLinks() {
  const t = useTranslations("admin.areas");
  const path = usePathname();
  return (
    <ul className="flex justify-around lg:flex-col lg:gap-1">
      {AREAS.map(({ key, href, icon: Icon }) => {
        const here = path === href || path.startsWith(`${href}/`);
        return (
          <li key={key} className="flex-1">
            <Link
              href={href}
              aria-current={here ? "page" : undefined}
              className="flex min-h-14 flex-col items-center justify-center gap-0.5 font-medium text-soft text-xs aria-[current=page]:text-brand lg:min-h-11 lg:flex-row lg:justify-start lg:gap-3 lg:rounded-control lg:px-3 lg:text-[0.9375rem] lg:hover:bg-well lg:aria-[current=page]:bg-brand-wash"
            >
              <Icon aria-hidden className="size-5" />
              {t(key)}
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
