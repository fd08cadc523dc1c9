/** In the list of the fields that a column of a file can go into: the column is left out. No field can be called so. */
export const LEFT_OUT = '-';
