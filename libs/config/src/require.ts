/**
 * Refuses a number that is not whole or out of bounds.
 *
 * @throws RangeError that names the property, its value and the bounds
 */
export function requireIntegerBetween(property: string, value: number, min: number, max: number): void {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new RangeError(`${property} must be a whole number from ${min} to ${max}, got ${value}`);
  }
}

/**
 * Refuses a name that AWS would refuse for its length, long after Terraform started.
 *
 * @returns the name
 * @throws RangeError that names the thing, its name and by how much it is too long
 */
export function requireNameWithin(what: string, name: string, limit: number): string {
  if (name.length > limit) {
    throw new RangeError(
      `the ${what} '${name}' has ${name.length} characters, AWS allows ${limit}: shorten the name of the project or of the environment`,
    );
  }
  return name;
}
