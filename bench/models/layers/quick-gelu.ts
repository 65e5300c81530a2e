// Radford et al. 2021; x · sigmoid(1.702 x) approximates GELU (openai/CLIP, clip/model.py, QuickGELU)
export const quickGeluAlpha = 1.702
