"""The patterns and wordings that turn documentation into questions: what headings mean, how people ask."""

import re

GENERIC_HEADINGS = re.compile(
    r"^(procedure|prerequisites?|context|description|remarks?|parameters?|examples?( \d+)?|overview|"
    r"introduction|results?|limitations?|solution|returns?|troubleshooting|synopsis|syntax|arguments?|notes?|"
    r"use cases?|steps?|summary|usage|options|properties|features|explanation|terminology|best practices|"
    r"security|requirements|before you (begin|start)|how it works|considerations|get started|child elements|"
    r"input parameters|long description|details|background|cause|resolution|symptoms?|workaround|issue|problem|"
    r"error|recommendations?|configuration|installation|setup|implementation|configuration recommendations|"
    r"design (recommendations|considerations)|.*\bdimensions|-\w+|what do you need to know.*|how do you know.*|"
    r"top community.*|clean up resources|workload design checklist|about|more information)$",
    re.IGNORECASE,
)
VERBS = frozenset(
    "add allow apply assign associate attach author automate back block build call change check choose clean "
    "clear clone collect combine compare compile configure confirm connect control convert copy create customize "
    "debug define delete deploy design detect determine disable display download edit enable encrypt ensure "
    "establish evaluate exclude export filter find fix force format generate get give grant group handle hide "
    "host identify implement import improve include increase ingest install integrate investigate invite join "
    "launch learn limit link list load log make manage map mark measure merge migrate modify monitor mount move "
    "open optimize organize override pass pause perform plan prepare prevent print protect provide publish query "
    "read rebuild recover redirect reduce register remove rename repair replace request reset resize resolve "
    "restart restore restrict resume retrieve return review revoke roll rotate run save scale schedule search "
    "secure select send set share show sign simulate specify start stop store submit switch sync target test "
    "track transfer transform trigger troubleshoot turn understand uninstall unlock update upgrade upload use "
    "validate verify view work wrap write".split()
)
SYMPTOM = re.compile(
    r"\b(symptoms?|issue|problem|error message|error|scenario|what happened|behaviou?r)\b", re.IGNORECASE
)
FIX = re.compile(
    r"\b(resolution|solution|workaround|fix|mitigation|remedy|what to do|how to (fix|resolve)|action)\b", re.IGNORECASE
)
INLINE_SYMPTOM = re.compile(
    r"(?:^|\n)\W{0,4}(?:symptoms?|issue|problem|error(?: message)?)\W{0,3}[:\n]\W{0,4}(?P<symptom>.{40,700}?)"
    r"(?=\n\W{0,4}(?:possible )?(?:causes?|resolution|solution|workaround|fix|mitigation|reason|explanation)\b)",
    re.IGNORECASE | re.DOTALL,
)
SENTENCE = re.compile(r"[A-Z`*][^.!?\n|]{20,260}[.!?](?=\s|$)")
HOW_TO = (
    "how do I {0}?",
    "how can I {0}",
    "how to {0}",
    "I need to {0}, what do I do?",
    "{0}",
    "steps to {0}",
    "is there a way to {0}?",
    "I want to {0} but don't know how",
    "What is the way to {0}?",
)
ABOUT = (
    "what is {0}?",
    "{0}",
    "tell me about {0}",
    "what do I need to know about {0}?",
    "explain {0}",
    "info on {0}",
    "question about {0}",
    "{0}?",
    "where do I find {0}",
)
GENERIC_ABOUT = (
    "what are the {0} for {1}?",
    "{1} {0}",
    "{0} for {1}",
    "which {0} apply to {1}?",
    "I'm looking for the {0} of {1}",
)
BROKEN = (
    "{0} not working",
    "{0}",
    "I have a problem: {0}",
    "we get this: {0}. what now?",
    "how do I fix {0}?",
    "why {0}",
    "{0} - any ideas?",
    "getting {0}, please help",
)
BEFORE = (
    "Hi, ",
    "hello! ",
    "hey team, ",
    "quick question: ",
    "sorry if this was asked before, ",
    "Good morning. ",
    "I'm new here and ",
    "My manager told me to ask here. ",
    "I've been looking for an hour now. ",
    "We moved to new laptops last week and now this came up. ",
    "Can someone tell me: ",
)
AFTER = (
    " Thanks!",
    " thx",
    " Thank you in advance",
    " It's kind of urgent",
    " Please answer in one sentence.",
    " Just the short version please.",
    " Only the value please.",
    " I couldn't find it in the docs.",
    " Reply with the name only.",
    " (asking for a colleague)",
    " I already restarted.",
)

FACTS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (re.compile(r"^To (?P<q>[a-z][^,]{8,80}), (?P<a>[^.]{10,200})\."), HOW_TO),
    (
        re.compile(r"^If (?P<q>[^,]{10,90}), (?P<a>(?!then$)[^.]{10,160})\."),
        ("what happens if {0}?", "what if {0}", "{0} - what then?"),
    ),
    (
        re.compile(r"^When (?P<q>[^,]{10,90}), (?P<a>[^.]{10,160})\."),
        ("what happens when {0}?", "when {0}", "{0}, what happens?"),
    ),
    (
        re.compile(r"^By default, (?P<q>[^.]{6,80}?) (?:is|are) (?P<a>[^.]{2,80})\."),
        ("what is the default for {0}?", "{0} default", "how is {0} set by default?"),
    ),
    (
        re.compile(r"^(?:The|An?) (?P<q>(?:default|maximum|minimum)[^.]{0,80}?) (?:is|are) (?P<a>[^.]{1,80})\."),
        ("what is the {0}?", "{0}", "could you tell me the {0}?"),
    ),
    (
        re.compile(
            r"^(?P<q>[^.,]{4,60}?) (?:supports?|allows?|can have|can contain) "
            r"(?P<a>(?:up to|at most|a maximum of) [^.]{2,80})\."
        ),
        ("how many can {0} have?", "what is the limit of {0}?", "{0} limit"),
    ),
    (
        re.compile(r"^(?P<q>[A-Z][^.,]{3,50}?) (?:is|are) (?P<a>(?:an?|the) [^.]{15,200})\."),
        ("what is {0}?", "define {0}", "{0} meaning", "what does {0} mean"),
    ),
    (
        re.compile(r"^The (?P<q>[a-z][^.,]{8,70}?) (?:is|are) (?P<a>[^.]{2,70})\."),
        ("what is the {0}?", "which is the {0}", "the {0}?"),
    ),
    (
        re.compile(r"^(?P<q>[A-Z][^.,]{5,70}?) (?:requires?|needs?) (?P<a>[^.]{5,120})\."),
        ("what does {0} require?", "requirements of {0}", "what is needed for {0}?"),
    ),
    (
        re.compile(r"^(?P<q>(?:You|This|It|The)[^.,]{10,80}?) because (?P<a>[^.]{10,140})\."),
        ("why {0}?", "what is the reason that {0}?"),
    ),
    (re.compile(r"^You can (?P<q>[^.,]{8,70}?) (?P<a>(?:by|in|from|with|through|using) [^.]{8,120})\."), HOW_TO),
    (
        re.compile(r"^(?P<q>[^.,]{8,70}?) (?P<a>(?:after|within|every|for) \d[^.]{2,40})\."),
        ("when {0}?", "how long until {0}?", "how often {0}"),
    ),
)
