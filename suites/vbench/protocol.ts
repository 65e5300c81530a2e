/** Source: README-FAQ.md of Vchitect/VBench @45e79ec: below 5.0 s VBench, from 5.0 s on VBench-Long. */
const longFromSeconds = 5

/** Which of VBench's two protocols a clip of this measured length belongs to. */
export function protocolOf(durationSeconds: number): 'vbench' | 'vbench-long' {
  return durationSeconds < longFromSeconds ? 'vbench' : 'vbench-long'
}
