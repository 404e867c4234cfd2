/** A customer's address as people write it: a number with its plus, an id of WhatsApp's as it is. */
export const shownAddress = (address: string): string => (/^\d{7,15}$/.test(address) ? `+${address}` : address);
