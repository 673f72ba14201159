"""Exports an encoder (BERT and its family) as Optimum exports it, with the tokenizer beside."""

from pathlib import Path

from models.progress import Progress, Step
from models.recipe import EncoderExport

GRAPH = "model.onnx"
# 17 has LayerNormalization as one operator, which ONNX Runtime runs as one kernel.
OPSET = 17


def export_encoder(name: str, choices: EncoderExport, weights: Path, output: Path, progress: Progress) -> None:
    """Writes `model.onnx` (fp32), `tokenizer.json` and `config.json` into `output`."""
    from optimum.exporters.onnx import export
    from optimum.exporters.tasks import TasksManager
    from transformers import AutoTokenizer

    doing = f"Exporting the {name} to ONNX"
    progress(Step(doing, 0, 3))
    model = TasksManager.get_model_from_task(choices.task, str(weights), framework="pt", use_safetensors=True)
    config = TasksManager.get_exporter_config_constructor(
        exporter="onnx", model=model, task=choices.task, library_name="transformers"
    )(model.config)
    progress(Step(doing, 1, 3))
    export(model.eval(), config, output / GRAPH, opset=OPSET)
    progress(Step(doing, 2, 3))
    AutoTokenizer.from_pretrained(weights).save_pretrained(output)  # type: ignore[no-untyped-call]
    model.config.save_pretrained(output)
    progress(Step(doing, 3, 3))
