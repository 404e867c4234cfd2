import { notFound } from "next/navigation";

/** Any address of the admin that is none: the frame stays, which Next gives only to what a page of ours answers. */
export default function MissingPage() {
  notFound();
}
