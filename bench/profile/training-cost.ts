/** One stage of training. */
export interface TrainingStage {
  readonly title: string
  readonly clips: number
  readonly iterations: number
  readonly gpus: number
  readonly gpuDays: number
}

/** Price of an H200 (Open-Sora 2.0 technical report, table 2, caption). */
export const h200UsdPerHour = 2

/** Open-Sora 2.0 technical report, table 2. */
export const trainingStages: readonly TrainingStage[] = [
  { title: '256px, text to video', clips: 70e6, iterations: 85_000, gpus: 224, gpuDays: 2240 },
  { title: '256px, text or image to video', clips: 10e6, iterations: 13_000, gpus: 192, gpuDays: 384 },
  { title: '768px, text or image to video', clips: 5e6, iterations: 13_000, gpus: 192, gpuDays: 1536 },
]

export interface TrainingCostRow extends TrainingStage {
  readonly gpuHours: number
  readonly usd: number
}

export interface TrainingCost {
  readonly stages: readonly TrainingCostRow[]
  readonly gpuDays: number
  readonly gpuHours: number
  readonly usd: number
}

/** What the stages cost at a price per GPU and hour. */
export function trainingCost(stages = trainingStages, usdPerGpuHour: number = h200UsdPerHour): TrainingCost {
  const rows = stages.map((stage) => {
    const gpuHours = stage.gpuDays * 24
    return { ...stage, gpuHours, usd: gpuHours * usdPerGpuHour }
  })
  const sum = (of: (row: TrainingCostRow) => number) => rows.reduce((total, row) => total + of(row), 0)
  return {
    stages: rows,
    gpuDays: sum(({ gpuDays }) => gpuDays),
    gpuHours: sum(({ gpuHours }) => gpuHours),
    usd: sum(({ usd }) => usd),
  }
}

/** One training run of a model, rounded as published: the other models' are the report's own estimates. */
export interface ModelTraining {
  readonly model: string
  readonly gpus: number
  readonly gpuHours: number
  readonly usd: number
  readonly estimated: boolean
}

/** Open-Sora 2.0 technical report, figure 6. */
export const trainingComparison: readonly ModelTraining[] = [
  { model: 'Movie Gen', gpus: 6144, gpuHours: 1_250_000, usd: 2_500_000, estimated: true },
  { model: 'Step-Video-T2V', gpus: 2992, gpuHours: 500_000, usd: 1_000_000, estimated: true },
  { model: 'Open-Sora 2.0', gpus: 224, gpuHours: 100_000, usd: 200_000, estimated: false },
]
