import { defineConfig } from 'opensora-bench'

// Every setting is optional; what is commented out shows an example. Flags and BENCH_* variables win over this file.
// `bench run --print-config` shows every value and where it comes from.
export default defineConfig({
  // suite: 'vbench',
  // Prompts: 'toybox' (in the package), 'vbench' (the full list, fetched once), 'from-files', or a JSON file in VBench's schema.
  // prompts: 'vbench',
  // Where clips come from; a list compares several models in one report.
  // generators: [
  //   { kind: 'recorded', model: 'model-a', videos: './videos/model-a' },
  //   { kind: 'process', model: 'model-b', command: ['python', 'generate.py', '--prompt', '{prompt}', '--seed', '{seed}', '--out', '{output}'] },
  // ],
  // Which networks play which role: 'lite' needs no large download, 'toybox' sees only the toybox world.
  // profile: 'lite',
  // dimensions: ['temporal-flickering', 'motion-smoothness'],
  // How much is made: clips of every prompt, at most so many prompts, or a stratified part ('pr' | 'nightly' | 'full').
  // samples: 5,
  // limit: 100,
  // tier: 'pr',
  // seed: 0,
  // workers: 4,
  // threads: 1,
  // output: './runs',
  // Go on with missing clips; the coverage is shown beside every number.
  // allowPartial: false,
  // formats: ['html', 'csv', 'png', 'junit', 'markdown'],
  // reporters: ['default'],
  // Rules that fail a run with exit code 10, by dimension or for 'quality', 'semantic', 'total'.
  // gates: {
  //   total: { level: 'error', min: 0.8 },
  //   'temporal-flickering': { level: 'warn', maxRegression: 0.01 },
  // },
  // baseline: './baseline/result.json',
  // compare: { maxRegression: 0.01 },
  // bootstrap: { resamples: 2000, level: 0.95 },
  // weights: { folder: './weights' },
})
