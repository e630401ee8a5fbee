/** Says that a field can't be what it is beside the others, and what to do. */
export type Refuse = (path: readonly PropertyKey[], message: string) => void;
