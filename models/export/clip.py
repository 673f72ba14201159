"""Exports a CLIP-style model: pictures and texts to unit vectors that can be compared with each other.

What a session opens (`models.clip.Clip`), a packaged model of this project (`models/assets/clip/`, `asset:clip`) and
one built from a hub or a folder alike, is a folder of these files:

`model.onnx`
    The image side. Input `pixel_values` float32 [n, 3, height, width], output `image_embeds` float32 [n, dimension],
    of any length: `Clip` normalizes it. The batch is dynamic, height and width may be fixed.
`projection.onnx` (where `text.kind` is "embedder")
    The text side over the embedder's unit vectors. Input `embeddings` float32 [n, 384], output `text_embeds`
    float32 [n, dimension], of any length.
`text.onnx` and `tokenizer.json` (where `text.kind` is "tokens")
    A text side of its own. Input `input_ids` int64 [n, tokens], and `attention_mask` int64 where the graph has it;
    output `text_embeds` float32 [n, dimension].
`serving.json`
    What must be known to serve it:

    {"dimension": 256,
     "picture": {"fit": "letterbox",          how a picture is fitted (`models.pixels`):
                                              "letterbox": scaled, up or down, until its longer side is that of the
                                                square, and laid in the middle of `ground` (odd pixels: one more on the
                                                right or below)
                                              "squash": scaled to height x width, whatever its shape
                                              "crop": scaled until its shorter side is `shortest`, then the middle
                                                height x width is taken (black where it is smaller)
                 "height": 256, "width": 256,
                 "shortest": 256,             for "crop" alone
                 "ground": [128, 128, 128],   for "letterbox" alone; 0..255
                 "resample": "bilinear",      Pillow's filter: nearest, box, bilinear, hamming, bicubic or lanczos
                 "scale": 0.00392156862745098,   what a byte is multiplied with
                 "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]},   after the scaling
     "text": {"kind": "embedder",
              "model": "embedder",            the name of the model in the store that the projection was trained on
              "probe": "a sentence",          what tells that embedder from another one of the same size: the sentence
              "probe_vector": [384 numbers]}  and its unit vector there (cosine at least .97 for the same one)
       or    {"kind": "tokens", "max_tokens": 77, "pad_id": 0, "pad_token": "<pad>",
              "padding": "batch"},            or "full": to `max_tokens`, whatever the text
     "logit_scale": 30.0, "logit_bias": 0.0,  a picture's score for a text is scale * cosine + bias; zero-shot takes
                                              the softmax of the scores
     "kinds": {…}}                            optional: whatever `models.kinds` fitted for this model (`Clip.kinds`)

Only what the recipe names under [weights.sha256] is placed; MODEL_CARD.md lies beside and is not.
"""
