"use client";

import {
  Accessibility,
  type Draggable,
  PointerActivationConstraints,
  PointerSensor,
  StyleInjector,
} from "@dnd-kit/dom";
import { DragDropProvider } from "@dnd-kit/react";
import { isSortable, useSortable } from "@dnd-kit/react/sortable";
import { GripVertical } from "lucide-react";
import { memo, type ReactNode, useCallback, useEffect, useMemo, useRef } from "react";
import { styleNonce } from "../style-nonce";

/** What is read out while an item is dragged. Places count from 1. */
export type SortableWords = {
  instructions: string;
  picked: (label: string, place: number, count: number) => string;
  over: (label: string, place: number, count: number) => string;
  dropped: (label: string, place: number, count: number) => string;
  cancelled: (label: string, place: number) => string;
  handle: (label: string) => string;
};

type SortableListProps<Item extends { id: string; label: string }> = {
  items: readonly Item[];
  label: string;
  words: SortableWords;
  onMove: (id: string, toIndex: number) => void;
  /** Gets the grip that drags the item. Has to be the same function over renders, or every item is drawn again. */
  renderItem: (item: Item, index: number, grip: ReactNode) => ReactNode;
};

type Dragged = { operation: { source: Source } };
type Dropped = Dragged & { canceled: boolean };
type Source = Draggable | null;

/** Pixels that a finger, a pen or a mouse moves before the item goes with it. */
const DRAG_AFTER = 3;

/**
 * The grip does nothing but drag, so it drags at once. Left alone, the library lets a finger rest on it for a quarter of
 * a second first, and whoever pulls sooner pulls in vain.
 */
const pointer = PointerSensor.configure({
  activationConstraints: () => [new PointerActivationConstraints.Distance({ value: DRAG_AFTER })],
});

const styles = StyleInjector.configure(styleNonce === undefined ? {} : { nonce: styleNonce });

/**
 * A list in an order of the user's, by mouse, touch and keyboard. The only place that knows the drag-and-drop library:
 * it is a young one, and may have to be changed for another.
 */
export function SortableList<Item extends { id: string; label: string }>(props: SortableListProps<Item>) {
  const { items, label, words, onMove, renderItem } = props;
  const latest = useRef({ items, words });
  const spokenIndex = useRef<number | null>(null);
  useEffect(() => {
    latest.current = { items, words };
  }, [items, words]);

  const accessibility = useMemo(() => {
    const read = (source: Source, sentence: "picked" | "over" | "dropped" | "cancelled"): string | undefined => {
      const item = latest.current.items.find(({ id }) => id === source?.id);
      if (!item || !isSortable(source)) return undefined;
      const { words: say, items: now } = latest.current;
      if (sentence === "cancelled") return say.cancelled(item.label, source.initialIndex + 1);
      return say[sentence](item.label, source.index + 1, now.length);
    };
    return Accessibility.configure({
      screenReaderInstructions: { draggable: latest.current.words.instructions },
      announcements: {
        dragstart: ({ operation: { source } }: Dragged) => {
          spokenIndex.current = isSortable(source) ? source.index : null;
          return read(source, "picked");
        },
        dragover: ({ operation: { source } }: Dragged) => {
          // A picked-up item is over itself at once: saying so would cut off that it was picked up.
          if (!isSortable(source) || source.index === spokenIndex.current) return undefined;
          spokenIndex.current = source.index;
          return read(source, "over");
        },
        dragend: ({ operation, canceled }: Dropped) => read(operation.source, canceled ? "cancelled" : "dropped"),
      },
    });
  }, []);

  const drop = useCallback(
    ({ operation: { source }, canceled }: Dropped) => {
      if (canceled || !isSortable(source) || source.index === source.initialIndex) return;
      onMove(String(source.id), source.index);
    },
    [onMove],
  );

  return (
    <DragDropProvider
      sensors={(defaults) => defaults.map((sensor) => (sensor === PointerSensor ? pointer : sensor))}
      plugins={(defaults) => [...defaults.map((plugin) => (plugin === Accessibility ? accessibility : plugin)), styles]}
      onDragEnd={drop}
    >
      <ol aria-label={label} className="flex flex-col gap-2">
        {items.map((item, index) => (
          <SortableItem
            key={item.id}
            item={item}
            index={index}
            handleLabel={words.handle(item.label)}
            render={renderItem}
          />
        ))}
      </ol>
    </DragDropProvider>
  );
}

type ItemProps<Item> = {
  item: Item;
  index: number;
  handleLabel: string;
  render: (item: Item, index: number, grip: ReactNode) => ReactNode;
};

function PlainItem<Item extends { id: string }>({ item, index, handleLabel, render }: ItemProps<Item>) {
  const { ref, handleRef, isDragging } = useSortable({ id: item.id, index });
  const grip = (
    <button
      type="button"
      ref={handleRef}
      aria-label={handleLabel}
      className="-ml-1 grid h-11 w-8 shrink-0 cursor-grab touch-none place-items-center rounded-control text-soft hover:bg-well"
    >
      <GripVertical aria-hidden className="size-5" />
    </button>
  );
  return (
    <li
      ref={ref}
      data-rule={item.id}
      data-dragging={isDragging || undefined}
      className="[contain-intrinsic-size:auto_8rem] [content-visibility:auto] data-dragging:[content-visibility:visible]"
    >
      {render(item, index, grip)}
    </li>
  );
}

const SortableItem = memo(PlainItem) as typeof PlainItem;
