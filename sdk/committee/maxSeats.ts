/** Seats that a committee has at most; `Committees.MAX_SEATS`. */
export const MAX_SEATS = 256;
