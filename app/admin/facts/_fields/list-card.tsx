"use client";

import { Plus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useRef } from "react";
import { Button } from "@/components/ui/button";
import { Card, CardText, CardTitle } from "@/components/ui/card";

type Props<Item extends { key: string }> = {
  title: string;
  text: string;
  items: readonly Item[];
  max: number;
  /** Of an item, for those who hear its button: "Remove Women's cut". */
  removeWords: (item: Item, index: number) => string;
  addWords: string;
  onAdd: () => void;
  onRemove: (item: Item) => void;
  error: string | null;
  children: (item: Item, index: number) => ReactNode;
  /** More ways to fill the list. */
  also?: ReactNode;
};

/** A list whose rows are added at its foot and taken away one by one. A new row's first field has the keyboard. */
export function ListCard<Item extends { key: string }>(props: Props<Item>) {
  const { title, text, items, max, removeWords, addWords, onAdd, onRemove, error, children, also } = props;
  const t = useTranslations("businessFacts");
  const list = useRef<HTMLUListElement>(null);

  function add(): void {
    onAdd();
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>(":scope > li:last-child input")?.focus());
  }

  return (
    <Card>
      <CardTitle>{title}</CardTitle>
      <CardText>{text}</CardText>
      {items.length > 0 ? (
        <ul ref={list} className="mt-2 flex flex-col divide-y divide-line">
          {items.map((item, index) => (
            <li key={item.key} className="py-5">
              {children(item, index)}
              <Button
                kind="quiet"
                size="small"
                className="mt-2 -ml-3 text-danger"
                aria-label={removeWords(item, index)}
                onClick={() => onRemove(item)}
              >
                <X aria-hidden />
                {t("remove")}
              </Button>
            </li>
          ))}
        </ul>
      ) : (
        <ul ref={list} />
      )}
      {error ? (
        <p role="alert" className="mt-2 text-danger text-sm">
          {error}
        </p>
      ) : null}
      <div className="mt-3 flex flex-wrap gap-2">
        {items.length < max ? (
          <Button kind="secondary" onClick={add}>
            <Plus aria-hidden />
            {addWords}
          </Button>
        ) : null}
        {also}
      </div>
    </Card>
  );
}
