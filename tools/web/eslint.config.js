// Lint of the page's modules: short functions, few branches, nothing unused, no text as HTML.

const BROWSER = [
  "AbortController", "Blob", "CSS", "CustomEvent", "DecompressionStream", "IntersectionObserver", "L", "ResizeObserver", "Response", "URL",
  "URLSearchParams", "atob", "cancelAnimationFrame", "clearTimeout", "document", "fetch", "getComputedStyle", "history",
  "location", "matchMedia", "navigator", "print", "requestAnimationFrame", "sessionStorage", "setTimeout", "window",
];
const HTML_SINKS = ["innerHTML", "outerHTML", "insertAdjacentHTML", "write", "bindPopup", "bindTooltip"];

export default [
  {
    files: ["**/*.js"],
    languageOptions: { ecmaVersion: 2024, sourceType: "module", globals: Object.fromEntries(BROWSER.map((name) => [name, "readonly"])) },
    rules: {
      complexity: ["error", 12],
      "consistent-return": "error",
      eqeqeq: "error",
      "max-lines": ["error", 299],
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-restricted-properties": ["error", ...HTML_SINKS.map((property) => ({ property, message: "text of a document is set with textContent" }))],
      "no-shadow": "error",
      "no-undef": "error",
      "no-unused-vars": "error",
      "no-var": "error",
      "prefer-const": "error",
    },
  },
];
