"""The figures of a server for Prometheus: counts and times, never a word of a question."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.events import Answer, Event, Failed

SECONDS = (0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60)


class Metrics:
    """The figures of one server."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._answers = Counter("deskside_answers", "Answers given", ["kind"], registry=self._registry)
        self._failures = Counter("deskside_failures", "Questions without an answer", ["code"], registry=self._registry)
        self._seconds = self._histogram("deskside_answer_seconds", "From the question to the end of its answer")
        self._first_seconds = self._histogram("deskside_first_text_seconds", "From the question to its first text")
        self._search_seconds = self._histogram("deskside_search_seconds", "Searching and reranking")
        self._read = Counter("deskside_prompt_tokens", "Tokens that the writer read", registry=self._registry)
        self._written = Counter("deskside_answer_tokens", "Tokens that the writer wrote", registry=self._registry)
        self._waiting = Gauge("deskside_questions_waiting", "Questions behind the one written", registry=self._registry)

    def note(self, event: Event) -> None:
        """Counts an event that ends a stream; others are ignored."""
        if isinstance(event, Failed):
            self._failures.labels(event.code).inc()
        elif isinstance(event, Answer):
            self._answers.labels(event.kind).inc()
            self._seconds.observe(event.timings.total_ms / 1000)
            self._first_seconds.observe(event.timings.first_token_ms / 1000)
            self._search_seconds.observe(event.timings.search_ms / 1000)
            self._read.inc(event.timings.prompt_tokens)
            self._written.inc(event.timings.answer_tokens)

    def page(self, waiting: int) -> bytes:
        """All figures in Prometheus' text format."""
        self._waiting.set(waiting)
        return generate_latest(self._registry)

    def _histogram(self, name: str, says: str) -> Histogram:
        return Histogram(name, says, buckets=SECONDS, registry=self._registry)
