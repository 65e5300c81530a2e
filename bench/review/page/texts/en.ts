/** English: the language that the others are held to. `{name}` is filled in; every key exists in every language. */
export const en = {
  // page
  'page.title': 'Video comparison',
  'page.loading': 'Loading…',
  'page.language': 'Language',
  'page.skip': 'Skip to the questions',
  'page.close': 'Close',

  // what can stand in the way
  'trouble.title': 'This page can’t go on',
  'trouble.link': 'This link is not valid any more. Ask the person who sent it for a new one.',
  'trouble.paused': 'The study is paused for you at the moment. Your answers are kept. Come back later.',
  'trouble.full': 'The study has no free place at the moment. Please try again later.',
  'trouble.server':
    'The server can’t be reached. Your answers are kept here; the page tries again by itself.',
  'trouble.ended': 'Your part in this study has ended. Your answers are kept. Thank you!',
  'trouble.closed': 'The study takes no new raters by this link.',
  'trouble.unexpected': 'Something went wrong: {reason}',

  // instructions
  'welcome.title': 'Compare short videos',
  'welcome.titleRating': 'Rate short videos',
  'welcome.pair':
    'You will see two short clips at a time, A and B, made from the same text. They play together. Watch both, then answer a few questions about them.',
  'welcome.rating': 'You will see one short clip at a time, made from a text. Watch it, then rate it.',
  'welcome.honest':
    'Say what you see: no particular result is expected. If two clips are equally good, say so; if you can’t tell, say that.',
  'welcome.tools':
    'You can pause, step frame by frame, slow down, loop, and view the clips one over the other. Everything works with the keyboard: press ? to see how.',
  'welcome.saved':
    'Every answer is saved at once. You can close the page and go on later, also on another device, with the same link.',
  'welcome.savedOffline': 'Every answer is kept in this browser. At the end you get one file to send back.',
  'welcome.practice': 'The first {count} are for practice and don’t count.',
  'welcome.practiceOne': 'The first one is for practice and doesn’t count.',
  'welcome.amount': '{count} to go.',
  'welcome.start': 'Start',
  'welcome.resume': 'Go on',

  // progress
  'progress.label': 'Progress',
  'progress.practice': 'Practice {number} of {count}',
  'progress.item': '{number} of {count}',
  'progress.practiceNote': 'Practice: this answer does not count.',
  'progress.practiceDone': 'Practice is over. From here on the answers count.',

  // players
  'clip.a': 'Clip A',
  'clip.b': 'Clip B',
  'clip.single': 'Clip',
  'clip.prompt': 'The text',
  'clip.loading': 'Loading the clips…',
  'clip.unplayable':
    '{clip} can’t be played in this browser. You can mark the item as “can’t judge” and go on.',
  'clip.gone': '{clip} is not available any more. You can mark the item as “can’t judge” and go on.',
  'clip.offline': 'No connection: the clips load as soon as it is back.',
  'clip.skip': 'Mark “can’t judge” and go on',
  'player.label': 'Player',
  'player.play': 'Play',
  'player.pause': 'Pause',
  'player.back': 'One frame back',
  'player.forward': 'One frame forward',
  'player.restart': 'From the start',
  'player.loop': 'Loop',
  'player.speed': 'Speed',
  'player.place': 'In one place',
  'player.swap': 'Show the other clip',
  'player.fullscreen': 'Full screen',
  'player.position': 'Position',
  'player.frame': 'Frame {number}',
  'player.showing': 'Showing {clip}',
  'player.speedNow': 'Speed {speed}',
  'player.loopOn': 'Loop on',
  'player.loopOff': 'Loop off',

  // form
  'form.label': 'Questions',
  'form.first': 'A',
  'form.second': 'B',
  'form.tie': 'Tie',
  'form.both-bad': 'Both bad',
  'form.cant-judge': 'Can’t judge',
  'form.firstLong': 'A is better',
  'form.secondLong': 'B is better',
  'form.tieLong': 'Equally good',
  'form.both-badLong': 'Both are bad',
  'form.cant-judgeLong': 'I can’t judge',
  'form.rating1': '1, bad',
  'form.rating2': '2, poor',
  'form.rating3': '3, fair',
  'form.rating4': '4, good',
  'form.rating5': '5, excellent',
  'form.low': 'bad',
  'form.high': 'excellent',
  'form.definition': 'What is meant',
  'form.comment': 'Comment (optional)',
  'form.commentLeft': '{count} characters left',
  'form.submit': 'Save and go on',
  'form.undo': 'Undo the last answer',
  'form.watch': 'Watch {seconds} s more to go on',
  'form.missing': 'Answer all questions to go on',
  'form.undone': 'Taken back. Answer again.',

  // outbox
  'saved.all': 'All answers saved',
  'saved.waiting': '{count} waiting to be sent',
  'saved.sending': 'Saving…',
  'saved.memory': 'This browser can’t keep answers. Leave this page open until all are saved.',
  'saved.local': 'Kept in this browser',
  'saved.refused': 'An answer was not accepted: {reason}',
  'saved.failed': 'This browser could not keep the answer. Please try again.',
  'saved.otherTab': 'Answered in another tab; this one went on.',

  // shortcuts
  'keys.title': 'Keyboard',
  'keys.open': 'Keyboard shortcuts',
  'keys.enabled': 'Single keys are on',
  'keys.play': 'Play or pause',
  'keys.step': 'One frame back or forward',
  'keys.restart': 'From the start',
  'keys.speed': 'Slower or faster',
  'keys.loop': 'Loop on or off',
  'keys.place': 'In one place, or side by side',
  'keys.swap': 'Show the other clip in the same place',
  'keys.fullscreen': 'Full screen',
  'keys.question': 'Previous or next question',
  'keys.choose': 'Answer the marked question',
  'keys.chooseRating': 'Rate; 0 for “can’t judge”',
  'keys.comment': 'Write a comment; Esc leaves it',
  'keys.submit': 'Save and go on',
  'keys.undo': 'Undo the last answer',
  'keys.help': 'This list',

  // end
  'done.title': 'Done. Thank you!',
  'done.text': 'All your answers are in. You can close this page.',
  'done.released':
    'You were away for long, and the rest was given to someone else. Your answers count. Thank you!',
  'done.waiting': 'Please leave this page open: {count} answers are still waiting to be sent.',
  'done.code': 'Your completion code',
  'done.copy': 'Copy',
  'done.copied': 'Copied',
  'done.return': 'Return to the platform',
  'done.file': 'Save your answers as a file and send it to the person who gave you this folder.',
  'done.save': 'Save the answers',

  // aspects
  'aspect.visual-quality.title': 'Visual quality',
  'aspect.visual-quality.pair': 'Which clip looks better?',
  'aspect.visual-quality.rating': 'How good does the clip look?',
  'aspect.visual-quality.hint':
    'Sharp, clean pictures with pleasing light and colour; no noise, smears or broken shapes. Leave the text aside.',
  'aspect.prompt-following.title': 'Prompt following',
  'aspect.prompt-following.pair': 'Which clip shows better what the text asks for?',
  'aspect.prompt-following.rating': 'How well does the clip show what the text asks for?',
  'aspect.prompt-following.hint':
    'The right things, numbers, colours, actions, place and style. Leave beauty aside.',
  'aspect.motion-quality.title': 'Motion quality',
  'aspect.motion-quality.pair': 'Which clip moves better?',
  'aspect.motion-quality.rating': 'How well does the clip move?',
  'aspect.motion-quality.hint':
    'Motion that is smooth and could be real; nothing jumps, melts or stands still where it should move.',

  // dimensions, in our own words
  'dimension.subject-consistency.title': 'Subject consistency',
  'dimension.subject-consistency.question': 'In which clip does the main subject stay the same better?',
  'dimension.subject-consistency.definition':
    'From the first frame to the last, the person, animal or thing keeps its looks: face, shape, clothes, colours. Turning or moving is no fault; becoming someone else is.',
  'dimension.background-consistency.title': 'Background consistency',
  'dimension.background-consistency.question': 'In which clip does the background stay the same better?',
  'dimension.background-consistency.definition':
    'The place behind the subject remains one place: buildings, plants and furniture do not change or vanish. A moving camera is no fault.',
  'dimension.temporal-flickering.title': 'Temporal flickering',
  'dimension.temporal-flickering.question': 'Which clip flickers less?',
  'dimension.temporal-flickering.definition':
    'Brightness and fine detail hold from frame to frame, without trembling or flashing where nothing moves.',
  'dimension.motion-smoothness.title': 'Motion smoothness',
  'dimension.motion-smoothness.question': 'Which clip moves more smoothly?',
  'dimension.motion-smoothness.definition':
    'Movement flows as it would in the real world, without stutter, jumps or sudden changes of speed.',
  'dimension.dynamic-degree.title': 'Dynamic degree',
  'dimension.dynamic-degree.question': 'In which clip is there more movement?',
  'dimension.dynamic-degree.definition':
    'How far and how fast the subject or the camera moves. Only the amount counts here, not whether it looks good.',
  'dimension.aesthetic-quality.title': 'Aesthetic quality',
  'dimension.aesthetic-quality.question': 'Which clip is more beautiful?',
  'dimension.aesthetic-quality.definition':
    'Composition, light, harmony of colours, and artistry of each picture, as one would judge a photograph.',
  'dimension.imaging-quality.title': 'Imaging quality',
  'dimension.imaging-quality.question': 'Which clip has the technically cleaner picture?',
  'dimension.imaging-quality.definition':
    'Free of noise, blur, blocks and wrong exposure in each frame, whatever it shows.',
  'dimension.object-class.title': 'Object class',
  'dimension.object-class.question': 'Which clip shows the object of the text better?',
  'dimension.object-class.definition':
    'The kind of thing that the text names can be seen and recognised without doubt.',
  'dimension.multiple-objects.title': 'Multiple objects',
  'dimension.multiple-objects.question': 'Which clip shows all the objects of the text better?',
  'dimension.multiple-objects.definition':
    'Every thing that the text names is there, in the same frame, each of them recognisable.',
  'dimension.human-action.title': 'Human action',
  'dimension.human-action.question': 'In which clip does the person do better what the text says?',
  'dimension.human-action.definition':
    'The named action is carried out and can be recognised, and no other one in its place.',
  'dimension.color.title': 'Color',
  'dimension.color.question': 'In which clip do the colours fit the text better?',
  'dimension.color.definition': 'The thing that the text gives a colour to has this colour, and keeps it.',
  'dimension.spatial-relationship.title': 'Spatial relationship',
  'dimension.spatial-relationship.question': 'In which clip are things placed more as the text says?',
  'dimension.spatial-relationship.definition':
    'Left, right, above, below: the named things stand to each other as described.',
  'dimension.scene.title': 'Scene',
  'dimension.scene.question': 'Which clip shows better the place that the text names?',
  'dimension.scene.definition':
    'The surroundings are clearly the asked kind of place, such as a kitchen or a harbour.',
  'dimension.appearance-style.title': 'Appearance style',
  'dimension.appearance-style.question': 'Which clip has more of the look that the text asks for?',
  'dimension.appearance-style.definition':
    'The whole picture follows the named manner, such as oil painting, ink drawing or pixel art.',
  'dimension.temporal-style.title': 'Temporal style',
  'dimension.temporal-style.question': 'Which clip follows better the way of filming that the text asks for?',
  'dimension.temporal-style.definition':
    'The named treatment of camera and time is there, such as zooming in, slow motion, a shake or a change of focus.',
  'dimension.overall-consistency.title': 'Overall consistency',
  'dimension.overall-consistency.question': 'Which clip fits the text better as a whole?',
  'dimension.overall-consistency.definition':
    'Content, action, place and style of the text taken together, throughout the clip.',
  'dimension.camera-motion.title': 'Camera motion',
  'dimension.camera-motion.question': 'In which clip does the camera move more as the text asks?',
  'dimension.camera-motion.definition':
    'The named move is there and no other: a pan to the side, a tilt up or down, a zoom in or out, or none at all.',
  'dimension.i2v-subject.title': 'Subject of the picture',
  'dimension.i2v-subject.question': 'In which clip does the subject stay truer to how it looks at the start?',
  'dimension.i2v-subject.definition':
    'Both clips begin with the same picture: its person, animal or thing stays the same one, in shape, colour and detail.',
  'dimension.i2v-background.title': 'Scene of the picture',
  'dimension.i2v-background.question':
    'In which clip does the scene stay truer to how it looks at the start?',
  'dimension.i2v-background.definition':
    'Both clips begin with the same picture: its place, layout and light stay the same, whatever moves in it.',
} as const
