/** Result of a spec, as the reporter writes it. */
export interface SpecReport {
  /** Path from the root of the workspace. */
  readonly file: string;
  readonly seconds: number;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}
