/** Seats on one page of a sealed roster; `CommitteePage.SEATS`. */
export const SEATS_PER_PAGE = 117;
