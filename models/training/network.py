"""The reader's network: MiniLM reading question and passage together, with a relevance head and an evidence head.

Relevance starts from what MiniLM already knows, the cosine of two mean-pooled texts, plus how well each question
token is matched by its best passage token (the late interaction of ColBERT, Khattab and Zaharia 2020). Learning from
that start needs far fewer examples than a new head on the first token: there is an hour of two cores to learn in.
Evidence starts from the same two for each token of the passage; a sentence's evidence is the mean over its tokens.
"""

from pathlib import Path

import torch
from torch import Tensor, nn

WEIGHTS = "reader.safetensors"


class ReaderNetwork(nn.Module):
    """A cross-encoder: one logit for "this passage answers this question" and one for each token of the passage."""

    def __init__(self, base: Path | str, attention: str = "sdpa") -> None:
        super().__init__()
        from transformers import AutoModel

        # Every question is read once or twice: there is nothing to forget, and dropout takes two fifths of the time.
        self.encoder = AutoModel.from_pretrained(
            base,
            add_pooling_layer=False,
            attn_implementation=attention,
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )
        width = self.encoder.config.hidden_size
        self.mix = _silent_at_first(3 * width + 3, 192)
        self.scale = nn.Parameter(torch.tensor([4.0, 0.0, 4.0]))
        self.offset = nn.Parameter(torch.tensor(-5.0))
        self.token_mix = _silent_at_first(2 * width + 2, 128)
        self.token_scale = nn.Parameter(torch.tensor([4.0, 2.0]))
        self.token_offset = nn.Parameter(torch.tensor(-5.0))

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> tuple[Tensor, Tensor]:
        """Logits: of relevance (n,), and of each token as a part of what answers (n, tokens).

        All inputs are (n, tokens) of integers; types are 0 for the question and 1 for the passage.
        """
        states = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state.float()
        passage = (token_type_ids * attention_mask).float()
        question = ((1 - token_type_ids) * attention_mask).float()
        # The first token stands before the question; its state sums the pair up and is used as such.
        question = torch.cat([torch.zeros_like(question[:, :1]), question[:, 1:]], dim=1)
        asked, told = _mean(states, question), _mean(states, passage)
        units = nn.functional.normalize(states, dim=-1)
        alike = units @ units.transpose(1, 2)
        best = (alike - 2.0 * (1.0 - passage).unsqueeze(1)).amax(dim=2)
        matched = (best * question).sum(1) / question.sum(1).clamp(min=1.0)
        worst = (best + 2.0 * (1.0 - question)).amin(dim=1)
        cosine = nn.functional.cosine_similarity(asked, told)
        simple = torch.stack([cosine, worst, matched], dim=1)
        features = torch.cat([states[:, 0], asked * told, asked - told, simple], dim=1)
        relevance = (simple * self.scale).sum(1) + self.offset + self.mix(features).squeeze(1)
        near_words = (alike - 2.0 * (1.0 - question).unsqueeze(1)).amax(dim=2)
        near_whole = units @ nn.functional.normalize(asked, dim=-1).unsqueeze(2)
        simple = torch.stack([near_whole.squeeze(2), near_words], dim=2)
        features = torch.cat([states, states * asked.unsqueeze(1), simple], dim=2)
        evidence = (simple * self.token_scale).sum(2) + self.token_offset + self.token_mix(features).squeeze(2)
        return relevance, evidence


def _silent_at_first(inputs: int, width: int) -> nn.Sequential:
    """A small network that says 0 until it has learned something."""
    first, last = nn.Linear(inputs, width), nn.Linear(width, 1)
    nn.init.zeros_(last.weight)
    nn.init.zeros_(last.bias)
    return nn.Sequential(first, nn.GELU(), last)


def _mean(states: Tensor, mask: Tensor) -> Tensor:
    return (states * mask.unsqueeze(2)).sum(1) / mask.sum(1, keepdim=True).clamp(min=1.0)
