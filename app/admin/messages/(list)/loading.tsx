import { LoadingPage } from "@/components/loading-page";

export default function Loading() {
  return <LoadingPage cards={3} />;
}
