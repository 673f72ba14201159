"""Tiny CLIP and SigLIP models with random weights, saved as Transformers saves them, and pictures to show them."""

import io
from pathlib import Path

import numpy as np

from models.pictures import Picture, open_picture
from models.recipes.recipe import Recipe, load_recipe

KINDS = ("clip", "siglip", "metaclip_2")
SIZE = 32
MOST_TOKENS = 16
WORDS = [*"abcdefghijklmnopqrstuvwxyz0123456789.", "error", "dialog", "settings", "page", "the", "login", "vpn"]
SIDES = {"hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2, "num_attention_heads": 2}


def save_tiny_clip(folder: Path, kind: str) -> Path:
    """Writes a random model of that kind, its tokenizer and its image processor into the folder."""
    import torch
    from transformers import AutoConfig, AutoModel

    torch.manual_seed(0)
    vision = {**SIDES, "image_size": SIZE, "patch_size": 8}
    text = {
        **SIDES,
        "vocab_size": len(WORDS) + 3,
        "max_position_embeddings": MOST_TOKENS,
        "bos_token_id": 1,
        "eos_token_id": 2,
        "pad_token_id": 0,
        "projection_size": 64,
    }
    config = AutoConfig.for_model(kind, text_config=text, vision_config=vision, projection_dim=48)
    model = AutoModel.from_config(config)
    for name, parameter in model.named_parameters():  # as they are made, positions drown what stands there
        if "patch_embedding" in name or "token_embedding" in name:
            parameter.data.mul_(5)
    model.logit_scale.data.fill_(2.5)
    model.save_pretrained(folder)
    save_tokenizer(folder, kind)
    image_processor(kind).save_pretrained(folder)
    return folder


def save_tokenizer(folder: Path, kind: str) -> None:
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    vocabulary = {word: number for number, word in enumerate(["<pad>", "<start>", "<end>", *WORDS])}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="<end>", continuing_subword_prefix=""))  # noqa: S106
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    single = "$A <end>" if kind == "siglip" else "<start> $A <end>"
    tokenizer.post_processor = processors.TemplateProcessing(
        single=single, special_tokens=[("<start>", 1), ("<end>", 2)]
    )
    special = {"pad_token": "<pad>", "bos_token": "<start>", "eos_token": "<end>"}
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, **special).save_pretrained(folder)


def image_processor(kind: str):
    from transformers import CLIPImageProcessor, SiglipImageProcessor

    if kind == "siglip":
        return SiglipImageProcessor(size={"height": SIZE, "width": SIZE}, resample=2)
    return CLIPImageProcessor(size={"shortest_edge": SIZE}, crop_size={"height": SIZE, "width": SIZE})


def clip_recipe(folder: Path, source: Path, quantize: str = 'kind = "none"') -> Recipe:
    """A recipe for the model saved in `source`."""
    path = folder / "my-clip.toml"
    path.write_text(
        f'name = "my-clip"\nrole = "clip"\n[weights]\ntitle = "Tiny CLIP"\nsource = "file:{source}"\n'
        f'[export]\nkind = "clip"\n[quantize]\n{quantize}\n'
    )
    return load_recipe(str(path))


def drawn(width: int, height: int, seed: int = 0) -> Picture:
    """A picture of soft patches with some noise, as different from another seed's as two screens are."""
    from PIL import Image

    generator = np.random.default_rng(seed)
    patches = Image.fromarray(generator.integers(0, 256, (5, 7, 3), dtype=np.uint8)).resize((width, height))
    noise = generator.integers(-20, 20, (height, width, 3))
    image = Image.fromarray(np.clip(np.asarray(patches, dtype=np.int16) + noise, 0, 255).astype(np.uint8))
    content = io.BytesIO()
    image.save(content, "PNG")
    return open_picture(content.getvalue(), f"drawn-{seed}.png")
