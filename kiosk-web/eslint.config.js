// What may not pass: any, v-html, a request made outside the API client, a promise left alone.
import js from '@eslint/js'
import vue from 'eslint-plugin-vue'
import ts from 'typescript-eslint'

const onlyTheClientFetches = {
  'no-restricted-globals': [
    'error',
    { name: 'fetch', message: 'Only api/client.ts talks to the network.' },
    { name: 'XMLHttpRequest', message: 'Only api/client.ts talks to the network.' },
    { name: 'EventSource', message: 'Only api/client.ts talks to the network.' },
    { name: 'WebSocket', message: 'Only api/client.ts talks to the network.' },
  ],
}

export default ts.config(
  { ignores: ['dist', 'node_modules', 'src/api/schema.d.ts'] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.{ts,vue}'],
    languageOptions: {
      parserOptions: { parser: ts.parser, projectService: true, extraFileExtensions: ['.vue'], sourceType: 'module' },
    },
    rules: {
      ...onlyTheClientFetches,
      'no-undef': 'off',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      'vue/no-v-html': 'error',
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/require-default-prop': 'off',
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/html-self-closing': ['warn', { html: { void: 'always', normal: 'always', component: 'always' } }],
      'vue/first-attribute-linebreak': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/html-indent': ['warn', 2],
      'vue/multi-word-component-names': 'off',
    },
  },
  // The client talks to the server; the service worker only brings files that it has not kept.
  { files: ['src/api/client.ts', 'src/round/serviceWorker.ts'], rules: { 'no-restricted-globals': 'off' } },
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly', Buffer: 'readonly' } },
  },
)
