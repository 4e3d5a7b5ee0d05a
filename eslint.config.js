import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

const noDefaultExport = {
  selector: "ExportDefaultDeclaration",
  message: "Export by name; only configs and tasks have a default export.",
};

export default defineConfig(
  globalIgnores(["artifacts/", "cache/", "coverage/", "deployments/", "dist/", "typechain-types/", "circuits/build/"]),
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.recommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/await-thenable": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      // Solidity's limit is 8; here each default value and each ?? counts as a branch as well.
      complexity: ["error", 12],
      eqeqeq: ["error", "smart"],
      "max-lines-per-function": ["error", { max: 60, skipBlankLines: true, skipComments: true }],
      "no-console": "error",
      "no-restricted-syntax": ["error", noDefaultExport],
      "prefer-const": "error",
    },
  },
  { files: ["hardhat.config.ts", "tasks/**/*.ts"], rules: { "no-restricted-syntax": "off" } },
  // A service is a factory whose closure is the service; scripts and tests tell a story from top to bottom.
  { files: ["services/**/*.ts"], rules: { "max-lines-per-function": "off" } },
  { files: ["scripts/**/*.ts"], rules: { "no-console": "off", "max-lines-per-function": "off" } },
  { files: ["tasks/**/*.ts"], rules: { "no-console": "off" } },
  {
    files: ["test/**/*.ts"],
    // Chai's assertions are property reads, and a describe block is as long as its subject.
    rules: {
      "@typescript-eslint/no-unused-expressions": "off",
      "max-lines-per-function": "off",
      "no-restricted-properties": ["error", { property: "only", message: "The others would pass for run." }],
    },
  },
);
