"""Exports an encoder (BERT and its family), with or without a head, as Optimum does it, with the tokenizer beside."""

from pathlib import Path

from models.checkpoints.adapter import merge_adapter
from models.checkpoints.pretrained import check_whole, fitting, save_tokenizer
from models.export import OPSET
from models.progress import Progress, Step
from models.recipes.exports import CrossEncoderExport, EncoderExport
from models.store import GRAPH


def export_encoder(
    name: str,
    choices: EncoderExport | CrossEncoderExport,
    weights: Path,
    output: Path,
    progress: Progress,
    adapter: Path | None = None,
) -> None:
    """Writes `model.onnx` (fp32), `tokenizer.json` and `config.json` into `output`.

    A LoRA adapter in the folder `adapter` is merged into the weights first.
    """
    import torch
    from optimum.exporters.onnx import export
    from optimum.exporters.tasks import TasksManager

    doing = f"Exporting the {name} to ONNX"
    progress(Step(doing, 0, 3))
    kind = TasksManager.get_model_class_for_task(choices.task, framework="pt", library="transformers")
    with fitting(name):
        model, info = kind.from_pretrained(
            weights, use_safetensors=True, dtype=torch.float32, output_loading_info=True, trust_remote_code=False
        )
    # The tokens' vectors are what an embedder is served by; many an encoder comes without the part behind them.
    check_whole(name, info, unused="pooler." if isinstance(choices, EncoderExport) else "")
    if adapter is not None:
        model = merge_adapter(model, adapter, weights)
    config = TasksManager.get_exporter_config_constructor(
        exporter="onnx", model=model, task=choices.task, library_name="transformers"
    )(model.config)
    progress(Step(doing, 1, 3))
    export(model.eval(), config, output / GRAPH, opset=OPSET)
    progress(Step(doing, 2, 3))
    save_tokenizer(weights, output)
    model.config.save_pretrained(output)
    progress(Step(doing, 3, 3))
