/** Positions of a task that can ever be drawn, however large its roster is. */
export const POSITION_LIMIT = 40;
