/** What is scored, and so how scores compare: text exactly, images and what fine-tuned models draw by likeness. */
export type ScoreKind = "image" | "text" | "fineTune";
