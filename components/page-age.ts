/** Whether the server has become newer than this page, which it tells by not knowing one of the page's actions. */
class PageAge {
  #outdated = false;
  readonly #listeners = new Set<() => void>();

  readonly isOutdated = (): boolean => this.#outdated;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly markOutdated = (): void => {
    this.#outdated = true;
    for (const listener of this.#listeners) listener();
  };
}

export const pageAge = new PageAge();
