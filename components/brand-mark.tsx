/** A bell at the front desk: somebody is there. */
export function BrandMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" fill="none" aria-hidden="true" className={className}>
      <rect width="32" height="32" rx="10" fill="var(--brand)" />
      <path d="M7.5 21.5a8.5 8.5 0 0 1 17 0z" fill="var(--on-brand)" />
      <path d="M16 13v-2.6M13.6 9.4h4.8" stroke="var(--on-brand)" strokeWidth="2.2" strokeLinecap="round" />
      <path d="M6 24.6h20" stroke="var(--on-brand)" strokeWidth="2.2" strokeLinecap="round" />
    </svg>
  );
}
