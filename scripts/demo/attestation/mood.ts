/** What an operator's services are up to. Stories change it while they run. */
export interface Mood {
  /** The Execution Service tells twice the price. */
  isForging: boolean;
  /** The Validation Service believes everything. */
  isGullible: boolean;
}
