"""The ways in which people talk to whoever answers, instead of asking what a document could say; a tuple for each kind.

Each matches a whole text, whatever its capitals, so that all of it are words that ask for nothing else: "that is
wrong", but not "that is wrong, it says 40". None matches any of the 55,410 questions in `models/training/asked`.
"""

_HOW_ARE_YOU = r"(?:how(?: are|'s|s| is) (?:you|it going|things)(?: doing)?(?: today)?|what'?s up)"
HELLO = (
    r"(?:hi|hiya|hello|hey|howdy|yo|moin|hallo|servus|bonjour|hola|ciao|good (?:morning|afternoon|evening)"
    rf"|guten (?:morgen|tag|abend)|{_HOW_ARE_YOU})"
    rf"(?:[\s,!.?]+(?:again|all|bot|deskside|everybody|everyone|folks|team|there|{_HOW_ARE_YOU}))*"
)
THANKS = (
    r"(?:(?:ah|alright|awesome|brilliant|cool|excellent|fantastic|fine|good|got it|great|lovely|nice|no|oh|ok(?:ay)?"
    r"|perfect|right|super|wonderful|yes|yep)[\s,!.]+)*"
    r"(?:many thanks|thanks?|thank u|thank you|thx|ty|cheers|ta|danke|merci|gracias|grazie)"
    r"(?:[\s,!.]+(?:a|again|all|and|bunch|bye|day|deskside|everyone|fine|for|great|help|helped|helps|it|lot|lots|made"
    r"|mate|million|much|my|now|perfect|perfectly|saved|so|solved|team|that|that's|the|very|u|worked|working|works"
    r"|you|your))*"
)
CLOSING = (
    r"(?:(?:ah|aha|all good|all right|alright|awesome|bravo|bye|cool|correct|done|exactly|excellent|fair enough|fine"
    r"|good|good night|good ?bye|got it|gotcha|great|ha(?:ha)+"
    r"|have a (?:nice|good|great|lovely) (?:day|evening|one|weekend)|hehe|i see|interesting|it works(?: now)?"
    r"|it worked|k|lmao|lol|makes sense|meh|my bad|never ?mind|no problem|no worries|noted|nvm|oh|ok(?:ay)?|oops"
    r"|perfect|rofl|see (?:you|ya)(?: later| soon| tomorrow)?|solved|sorry|sounds good|super|take care|that helped"
    r"|that works|that's all|that is all|tschüss|understood|well|whatever|will do|wonderful|wow|wrong (?:chat|window)"
    r"|you too)(?:[\s,!.:)]+|$)){1,5}"
)
"""What closes a conversation, or only says that an answer was read."""

BEFORE = (
    rf"(?:(?:{HELLO}|ok(?:ay)?|sorry|please|pls|well|so|but|and|no|nope|yes|yeah|um+|uh|oh|hm+|bot|deskside|excuse me"
    r"|thanks|thank you|cheers|great|cool)[\s,!.?:;–-]+)*"
)
"""What may stand in front of the kinds below."""

PRESENCE = (
    r"(?:are )?you (?:still )?(?:there|here|online|available|awake)",
    r"(?:is )?any(?:body|one) (?:there|here|home)",
    r"(?<!\band )test(?:ing)?(?:[ ,]+(?:1|2|3|one|two|three|test(?:ing)?))*",
    r"ping",
)
_FINE = (
    r"(?:(?:so |really |very )?(?:great|awesome|amazing|brilliant|clever|smart|helpful|fantastic|wonderful|good|cool"
    r"|nice|funny)|the best|a star|a genius|a life-?saver)"
)
PRAISE = (
    rf"you(?:'re| are|r|re) {_FINE}",
    r"(?:good|nice|great) (?:bot|job|answer|work|one)|well done",
    r"i (?:really )?(?:love|like) (?:you|it|this)|love (?:it|you|this)|(?:very|really|so) helpful",
    r"(?:that|this|it)(?:'s|s| is| was) (?:very |really |so )?(?:great|perfect|helpful|useful|awesome|good to know)",
    r"(?:that|this|it)(?:'s|s| is| was) (?:exactly|just) what i (?:needed|wanted|meant|was looking for)",
)

_QUESTION = r"(?:(?:an?|another|one|some|a few|a couple of|two|more|quick|short|small|general|simple) )*questions?"
_CAN_YOU = r"(?:can|could|would|will) you (?:please )?"
WANTS_TO_ASK = (
    rf"(?:i(?: have| got|'ve got|'ve| have got|ve) )?{_QUESTION}(?: (?:for|to) you)?",
    rf"(?:can|could|may) (?:i|we) (?:please )?ask (?:you )?(?:something|{_QUESTION})",
    rf"(?:{_CAN_YOU})?(?:please )?help (?:me|us)(?: out| please| with something)*|{_CAN_YOU}help(?: please)?",
    r"(?:i|we)(?: need|'d like| would like| could use) (?:some |your |a bit of )?(?:help|assistance|support)"
    r"(?: please| with something)*",
    r"(?:i'm|i am|im) (?:stuck|lost|new here)",
    r"(?:(?:have you |you )?got|do you have) (?:a |one )?(?:minute|moment|sec|second|time)(?: for me)?",
    r"(?:ok(?:ay)?|alright|hm+|um+|well) ?so|hm+|um+",
)
STARTS_OVER = (
    r"(?:let'?s |can we |please )?start (?:over|again|afresh|from scratch|from the beginning)",
    r"(?:let'?s )?(?:change|switch) (?:of )?(?:the )?(?:topic|subject)",
    r"(?:a )?(?:new|different) (?:topic|subject|question)",
    r"(?:now )?something (?:else|different|completely different)",
    r"forget (?:it|that|this|everything|about (?:it|that)|what i (?:said|asked)(?: before)?)",
)
"""What leaves behind all that was said before."""

_IT = r"(?:it|that|this|the answer|your answer|the last answer|your last answer)"
_NOT = r"(?:'s not| is not| isn'?t|s not| was not| wasn'?t)"
_DID_NOT = (
    r"(?:did not|didn'?t|does not|doesn'?t|do not|don'?t|have not|haven'?t|has not|hasn'?t|are not|aren'?t|'re not)"
)
_VERY = r"(?:so |just |completely |totally |absolutely |really |all )*"
_ME = r"(?: me| us| it| that| my question| the question| what i (?:asked|mean|said)| at all| anything)*"
_BAD = (
    r"(?:wrong|incorrect|false|useless|nonsense|rubbish|garbage|trash|bullshit|crap|no help|no good|not helpful"
    r"|terrible|awful|horrible|bad|stupid|dumb|a joke|ridiculous|hopeless|annoying|unhelpful|pathetic|pointless"
    r"|(?:such )?a waste of time)"
)
_BAD_AT_IT = (
    rf"(?:{_BAD}|(?:an )?idiot|mistaken|confused|kidding(?: me)?|joking|serious|drunk|crazy|lying|rude|deaf|blind)"
)
_WHAT_I_ASKED = (
    r"(?:what i (?:asked|meant|mean|wanted|want|said|need|needed|was asking|am asking|was looking|am looking)"
    r"(?: for| about)?)"
)
COMPLAINT = (
    rf"{_IT}{_NOT} (?:at all )?(?:{_WHAT_I_ASKED}|it|right|correct|true|helpful|useful|very helpful|an answer"
    r"|the (?:right )?(?:question|answer)|my question|any help|much help|good enough)(?: at all)?",
    rf"{_IT} (?:can'?t|cannot|can not) be (?:right|correct|true)|thanks for nothing|are you even listening(?: to me)?",
    rf"not (?:{_WHAT_I_ASKED}|helpful|useful|right|correct|true|an answer)",
    rf"(?:{_IT}|this bot)(?:'s|s| is| was) {_VERY}{_BAD}(?: again| at all)?",
    rf"you(?:'re|re| are| were)? {_VERY}{_BAD_AT_IT}(?: again| at all)?|are you {_BAD_AT_IT}|(?:you|this) sucks?",
    rf"{_IT}(?:'s| is| was) (?:of )?no (?:help|use)(?: at all)?|you misread(?: it| that| me| my question)?",
    rf"{_IT} {_DID_NOT} (?:really |even )?(?:help|answer|make (?:any )?sense){_ME}",
    rf"you {_DID_NOT} (?:really |even )?(?:help|helping|answer|answering|answered|understand|understood|listen"
    rf"|listening|get|read){_ME}",
    r"you (?:have )?misunderstood(?: me| my question| it)?|you (?:got|have|understood) (?:it|that|this|me) wrong",
    rf"wrong(?: answer| one| document| page| again)?|(?:what )?{_BAD}|idiot"
    r"|(?:(?:what |you(?:'re|re| are)? )?(?:an? )?)?(?:bad|stupid|dumb|useless|lousy|rubbish|annoying)"
    r" (?:bot|answer|ai|thing|machine|robot|program)|wrong (?:bot|ai)",
    r"(?:please )?try (?:it )?(?:again|harder)|(?:look|think|read) again",
    r"w ?t ?f|what the (?:hell|heck|fuck)|ffs|omg|(?:fuck|screw|damn) (?:you|this|it|off)|shut up",
    r"i hate (?:you|this|it)|you(?:'re| are) (?:not |no )(?:much |any |a lot of )?(?:help|use|helpful)(?: at all)?",
)

WHAT_FOR = (
    r"help|what can you do(?: for me| here)?|what can (?:i|we) ask(?: you| here)?|what do you (?:do|know)",
    r"who are you|what are you(?: for)?|how do you work|what(?:'s| is) your purpose",
    r"what is this (?:bot|channel)(?: for)?|what (?:questions|things) can (?:i|you) (?:ask|answer)(?: you)?",
)
_SOMEBODY = (
    r"(?:an? )?(?:real |actual |live )?(?:human(?: being)?|person|somebody|someone|bot|chat-?bot|robot|machine|program"
    r"|ai|colleague|assistant)"
)
_OTHER_BOT = r"(?:chat ?gpt|gpt(?:-?\d\w*)?|copilot|siri|alexa|claude|gemini|bard|llama|open ?ai|eliza|clippy|mistral)"
WHAT_ARE_YOU = (
    rf"(?:are you|is this|r u) (?:(?:just |really )?(?:real|alive|conscious|sentient|human|automated|{_SOMEBODY}"
    rf"|{_OTHER_BOT}|based on {_OTHER_BOT})(?: or (?:{_SOMEBODY}|{_OTHER_BOT}|not))?)",
    rf"am i (?:talking|speaking|chatting|writing) (?:to|with) (?:{_SOMEBODY}|{_OTHER_BOT})(?: or {_SOMEBODY})?",
    r"(?:what|which) (?:model|ai|bot|llm)(?: model)? (?:are you(?: (?:using|based on|running on))?|do you (?:use|run)"
    rf"|is (?:this|behind you))|is {_OTHER_BOT} behind (?:this|you)",
    r"who (?:made|built|created|programmed|trained|developed|wrote|owns|runs|invented|designed) (?:you|this bot)",
    r"what(?:'s|s| is) your name|do you have a name|how old are you|where (?:are you from|do you live|are you)",
    r"tell me about yourself|introduce yourself",
)
TRUST = (
    r"(?:can|should|may|do) (?:i|we|people) (?:really |actually )?(?:trust|rely on|believe|depend on) (?:you|this bot"
    r"|your answers?|what you (?:say|tell me))",
    r"how (?:reliable|accurate|good|trustworthy|correct|sure|certain) (?:are (?:you|your answers)|is this bot)",
    r"are (?:you|your answers) (?:always |ever |usually |really )?(?:right|correct|accurate|reliable|trustworthy)",
    r"(?:do|can|could) you (?:ever |sometimes |also )?(?:make (?:things|stuff|it|answers) up|make (?:any )?mistakes"
    r"|make up (?:things|stuff|answers)|hallucinate|lie(?: to me)?|guess|be wrong)",
    r"where do you (?:get|take|have|find|know) (?:your |the |all |these |all this )*(?:answers?|information|info|data"
    r"|knowledge|this|that) from|where do your answers come from|what are (?:you|your answers) based on",
    r"how do you (?:find|get|know) (?:your |the |all )*answers",
)
_SAID = (
    r"(?:(?:my|our|these|the) questions?|(?:this|our) (?:chat|conversation)"
    r"|what (?:i|we) (?:ask|asked|say|said|write|wrote|type|typed)(?: here| you| before)?)"
)
PRIVACY = (
    rf"who (?:else )?(?:can |could |will |may )?(?:sees?|reads?|has access to|have access to) {_SAID}",
    rf"(?:is|are) {_SAID} (?:private|confidential|anonymous|secret|logged|stored|saved|recorded|monitored|public|safe"
    r"|kept)(?: here)?",
    rf"do you (?:store|save|keep|log|record|remember|share|learn from|train on) (?:{_SAID}|me)|do you learn",
    r"(?:can|does|will|do) (?:my |our |the )?(?:boss|manager|employer|company|team ?lead|colleagues|admins?|hr|it) "
    rf"(?:see|read|know) {_SAID}",
    r"are you (?:listening|spying|recording|tracking|watching)(?: to| on)?(?: me| us)?",
)
_LANGUAGE = (
    r"(?:english|german|deutsch|spanish|español|espanol|french|français|francais|italian|italiano|portuguese|português"
    r"|dutch|polish|turkish|russian|chinese|japanese|korean|arabic|hindi|ukrainian|swedish|danish|norwegian|finnish"
    r"|czech|greek|hungarian|romanian|swahili|urdu|other languages|any other language|my language)"
)
_PLAIN = r"(?:in (?:simple|simpler|plain|other|easy|easier|fewer|your own|a few) (?:words|terms|english|sentences))"
OTHER_WORDS = (
    r"(?:what|which) languages? (?:do|can) you (?:speak|understand|know)",
    r"(?:do|can|could|would|will) you (?:also |please )?(?:speak|understand|talk|read|write|answer|reply|respond"
    rf"|translate|say)(?: me| it| that| this| to me)?(?: in| to| into)? {_LANGUAGE}(?:(?: or| and|,) {_LANGUAGE})*"
    r"(?: too| please)*",
    rf"(?:answer|reply|speak|write|talk|say (?:it|that)|translate(?: {_IT})?)(?: to me| me)? (?:in|to|into) {_LANGUAGE}"
    r"(?:,? please)?",
    rf"(?:can|could) (?:i|we) (?:get|have|read) {_IT} in {_LANGUAGE}(?: please)?",
    rf"(?:in|auf|en) {_LANGUAGE},? (?:please|bitte|por favor)",
    rf"(?:sprichst du|sprechen sie|kannst du|hablas|habla|parlez[- ]vous|parles[- ]tu|parli) (?:auch )?{_LANGUAGE}",
    rf"(?:{_CAN_YOU})?(?:please )?(?:translate|shorten|simplify|rephrase|reword|paraphrase) {_IT}(?: please| for me)*",
    rf"(?:{_CAN_YOU})?(?:please )?(?:make|keep|say|put|explain|write|tell me|give me) {_IT} (?:a bit |much )?"
    rf"(?:short(?:er)?|simpler|simply|simple|brief(?:er|ly)?|more (?:simply|briefly|clearly)|{_PLAIN}"
    r"|like i(?:'m| am) (?:five|5))(?: please)?",
    rf"{_PLAIN}(?: please)?|eli5|tl ?;? ?dr|too long(?: didn'?t read)?",
    r"(?:a bit |much )?(?:shorter|simpler|briefer)(?: answers?| version)?(?: please)?",
    r"(?:as|in) (?:a list|a table|bullet points|bullets)(?: please)?",
)
_A_HUMAN = (
    r"(?:an? |some )?(?:real |actual |live )?(?:human(?: being)?|humans|person|people|human agent|operator)"
    r"(?: instead| please| here)*"
)
WANTS_SOMEBODY = (
    r"(?:(?:can|could|may) (?:i|we) (?:please )?|let me |i(?: want| need|'d like| would like) to )"
    rf"(?:talk|speak|chat|write) (?:to|with) {_A_HUMAN}",
    r"(?:(?:get|give) me|connect me (?:to|with)|(?:put|transfer) me (?:through )?to|i (?:want|need)) "
    rf"{_A_HUMAN}",
    r"(?:real |actual |live )?(?:human(?: being)?|person) please",
)
