/** What the types, the layers and the shape of code must obey. Any exception gives its reason. */
import js from "@eslint/js";
import hooks from "eslint-plugin-react-hooks";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

const electronHint = "Only electron/main and electron/preload know Electron; use a port.";

export default defineConfig(
  {
    ignores: [
      "node_modules/",
      "dist/",
      "build/",
      "release/",
      "native/",
      ".cache/",
      "test-results/",
      "playwright-report/",
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  js.configs.recommended,
  {
    files: ["**/*.ts", "**/*.tsx"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "max-lines": ["error", 400],
      "max-lines-per-function": ["error", { max: 70, skipBlankLines: true, skipComments: true }],
      "max-params": ["error", 4],
      complexity: ["error", 12],
      eqeqeq: "error",
      "no-console": "error",
      "no-else-return": "error",
      "no-restricted-imports": ["error", { paths: [{ name: "electron", message: electronHint }] }],
      "no-restricted-syntax": [
        "error",
        {
          selector: "CallExpression[callee.object.name='vi'][callee.property.name='mock']",
          message: "No mocks: use a small real implementation.",
        },
      ],
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/explicit-module-boundary-types": "error",
      "@typescript-eslint/strict-boolean-expressions": "error",
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { requireDefaultForNonUnion: true },
      ],
      "@typescript-eslint/prefer-readonly": "error",
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
    },
  },
  {
    files: ["electron/main/**", "electron/preload/**", "e2e/**"],
    rules: { "no-restricted-imports": "off" },
  },
  {
    files: ["renderer/**"],
    extends: [hooks.configs.flat.recommended],
    // It speaks to the React compiler, which is not used here.
    rules: { "react-hooks/incompatible-library": "off" },
  },
  {
    // A component's markup is long without being involved.
    files: ["**/*.tsx"],
    rules: {
      "max-lines-per-function": ["error", { max: 150, skipBlankLines: true, skipComments: true }],
      "@typescript-eslint/explicit-module-boundary-types": "off",
    },
  },
  {
    // Tables of sentences: what each returns is plain to see.
    files: ["renderer/words/**"],
    rules: { "@typescript-eslint/explicit-module-boundary-types": "off" },
  },
  {
    // describe() blocks hold many short tests.
    files: ["**/*.test.ts", "**/*.test.tsx", "e2e/**", "test/**"],
    rules: { "max-lines-per-function": "off", "@typescript-eslint/no-non-null-assertion": "off" },
  },
  {
    files: ["**/*.mjs", "**/*.cjs"],
    languageOptions: {
      globals: {
        process: "readonly",
        console: "readonly",
        performance: "readonly",
        setTimeout: "readonly",
        clearTimeout: "readonly",
        Buffer: "readonly",
        URL: "readonly",
        AbortController: "readonly",
        AbortSignal: "readonly",
        require: "readonly",
        module: "writable",
        __dirname: "readonly",
      },
    },
    rules: {
      "max-lines": ["error", 400],
      "max-lines-per-function": ["error", 70],
      "max-params": ["error", 4],
      eqeqeq: "error",
    },
  },
);
