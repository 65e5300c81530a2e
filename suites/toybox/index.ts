import rows from './prompts.json' with { type: 'json' }

/**
 * Prompts of the toybox world in VBench's schema (VBench_full_info.json), over the nine dimensions that can be
 * measured without a network. Our own sentences: none is from VBench's list.
 */
export const toyboxRows: readonly unknown[] = rows
