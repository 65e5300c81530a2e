/** Where the definition of a dimension stands: the paper, and upstream's file at commit 45e79ec. */
export const vbench = (file: string) =>
  `Huang et al., VBench: Comprehensive Benchmark Suite for Video Generative Models, CVPR 2024; Vchitect/VBench vbench/${file}.py`

/** The same for VBench-I2V. */
export const imageToVideo = (file: string) =>
  `Huang et al., VBench++: Comprehensive and Versatile Benchmark Suite for Video Generative Models, TPAMI 2025; Vchitect/VBench vbench2_beta_i2v/${file}.py`
