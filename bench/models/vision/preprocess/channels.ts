/** Mean and standard deviation of red, green and blue, for values of 0 … 1. */
export interface Channels {
  readonly mean: readonly number[]
  readonly deviation: readonly number[]
}

// torchvision's models: of ImageNet
export const imageNetChannels: Channels = {
  mean: [0.485, 0.456, 0.406],
  deviation: [0.229, 0.224, 0.225],
}

// openai/CLIP, clip/clip.py, _transform
export const clipChannels: Channels = {
  mean: [0.48145466, 0.4578275, 0.40821073],
  deviation: [0.26862954, 0.26130258, 0.27577711],
}
