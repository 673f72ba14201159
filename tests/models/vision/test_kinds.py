"""A picture's kind is told by its words, their places and its looks, and where nothing tells it, it is not made up."""

import time
from collections.abc import Iterator, Sequence
from typing import ClassVar

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from models.build import build_model
from models.encoders.embedder import Embedder
from models.ocr import Line
from models.pictures import Picture
from models.recipes.recipe import load_recipe
from models.store import ModelStore
from models.vision.clip import Clip
from models.vision.kind_cues import NAMES, cues
from models.vision.kinds import KINDS, KindFit, guess, kind_of, packaged_fit


@pytest.fixture(scope="module")
def clip(model_store: ModelStore, embedder: Embedder) -> Iterator[Clip]:
    opened = Clip.open(build_model(load_recipe("clip"), model_store), embedder, threads=2)
    yield opened
    opened.close()


def screen(
    rows: Sequence[str], ground: str, ink: str, size: tuple[int, int] = (800, 480), left: int = 10, tall: int = 22
) -> tuple[Picture, tuple[Line, ...]]:
    """Text in rows; a row may have columns, apart by tabs."""
    image = Image.new("RGB", size, ground)
    draw = ImageDraw.Draw(image)
    lines = []
    for at, row in enumerate(rows):
        for column, text in enumerate(row.split("\t")):
            x, y = left + column * 150, 8 + at * tall
            draw.text((x, y), text, fill=ink, font_size=14)
            lines.append(Line(text, (x, y, x + 8.0 * len(text), y + 16.0), 0.98))
    return Picture("p.png", image, "d"), tuple(line for line in lines if line.text)


SHELL = (
    "ben@web01:~$ git status",
    "On branch main",
    "nothing to commit, working tree clean",
    "ben@web01:~$ ls -la",
    "total 24",
    "drwxr-xr-x  4 ben ben 4096 Mar  1 10:22 .",
    "-rw-r--r--  1 ben ben  220 Mar  1 10:22 .bashrc",
    "ben@web01:~$ ping -c 1 db",
    "64 bytes from 10.0.0.7: icmp_seq=1 ttl=64 time=0.4 ms",
    "ben@web01:~$",
)
GRID = tuple(
    "\t".join(row)
    for row in (
        ("Name", "Owner", "Size", "Changed", "Status"),
        *((f"file{n}.txt", "Ann Lee", f"{n * 31} KB", f"2026-03-{10 + n}", "Active") for n in range(16)),
    )
)


def kind_in(clip: Clip, picture: Picture, lines: Sequence[Line]) -> str | None:
    return kind_of(picture, lines, clip.embed_pictures([picture])[0], clip).kind


def test_a_terminal_is_one(clip: Clip) -> None:
    assert kind_in(clip, *screen(SHELL, "black", "#ddd")) == "terminal"


def test_a_grid_of_cells_is_a_table(clip: Clip) -> None:
    assert kind_in(clip, *screen(GRID, "white", "black")) == "table"


def test_a_single_command_makes_a_terminal_of_what_it_failed_with(clip: Clip) -> None:
    rows = (
        "PS C:\\infra> terraform apply",
        "Error: creating Resource Group data: resources.GroupsClient#CreateOrUpdate: StatusCode=403",
        "with azurerm_resource_group.data,",
        "on main.tf line 12, in resource azurerm_resource_group data:",
    )
    assert kind_in(clip, *screen(rows, "#0c0c0c", "#ccc", (1100, 380))) == "terminal"


def test_a_terminal_is_one_whose_prompt_was_not_read(clip: Clip) -> None:
    rows = (
        "~/code/portal on main",
        "git commit --amend",
        "[main 4c1d2e9] Add the dark theme",
        "~/code/portal on main",
        "git push origin main",
        "To github.com:example/portal.git",
        "! [rejected]        main -> main (non-fast-forward)",
        "error: failed to push some refs to github.com:example/portal.git",
        "hint: Updates were rejected because the tip of your branch is behind",
    )
    assert kind_in(clip, *screen(rows, "#282c34", "#abb2bf", (900, 300))) == "terminal"


def test_what_a_build_prints_is_a_terminal_without_a_prompt(clip: Clip) -> None:
    rows = (
        "[INFO] --- compiler:3.11.0:compile (default-compile) @ shop ---",
        "[ERROR] COMPILATION ERROR :",
        "[ERROR] /src/main/java/Shop.java:[14,26] cannot find symbol",
        "[INFO] BUILD FAILURE",
        "[INFO] Total time:  3.412 s",
        "[INFO] Finished at: 2026-11-29T08:12:44Z",
    )
    assert kind_in(clip, *screen(rows, "white", "black", (860, 400))) == "terminal"


def test_a_list_of_processes_in_a_terminal_is_no_table(clip: Clip) -> None:
    rows = (
        "NAME\tREADY\tSTATUS\tRESTARTS\tAGE",
        *(f"api-7d9f-{n}x2\t1/1\tRunning\t{n}\t{n + 3}d" for n in range(4)),
        "dev@node1:~$ kubectl logs api-7d9f-1x2 --tail=2",
        "2026-11-29T08:12:44Z level=error msg=timeout upstream=10.0.0.7:5432",
        "dev@node1:~$",
    )
    assert kind_in(clip, *screen(rows, "#101418", "#d0d0d0", (860, 400))) == "terminal"


def test_a_stop_screen_is_an_error(clip: Clip) -> None:
    rows = ("Your device ran into a problem and needs to restart.", "Stop code: INACCESSIBLE_BOOT_DEVICE")
    assert kind_in(clip, *screen(rows, "#0078d7", "white", (1366, 768), left=400, tall=120)) == "error dialog"


def test_a_page_of_the_browser_that_names_its_error_is_one(clip: Clip) -> None:
    rows = (
        "Your connection is not private",
        "Attackers might be trying to steal your information from payroll.example.com (for example,",
        "passwords, messages, or credit cards). Learn more",
        "NET::ERR_CERT_DATE_INVALID",
        "Back to safety",
    )
    assert kind_in(clip, *screen(rows, "#202124", "#e8eaed", (1280, 720), left=340, tall=40)) == "error dialog"


def test_a_file_of_keys_in_an_editor_is_code(clip: Clip) -> None:
    keys = (
        "kind: Deployment", "metadata:", "name: checkout", "spec:", "replicas: 2", "selector:", "matchLabels:",
        "app: checkout", "template:", "spec:", "containers:", "name: web", "ports:", "containerPort: 8080",
    )  # fmt: skip
    rows = ("File Edit Selection View Go Run", *(f"{n}\t{key}" for n, key in enumerate(keys, 1)))
    assert kind_in(clip, *screen(rows, "#1e1e1e", "#d4d4d4", (880, 600))) == "code editor"


def test_a_page_that_asks_for_a_code_to_sign_in_is_a_login_page(clip: Clip) -> None:
    rows = (
        "Enter code",
        "Enter the code displayed in the authenticator app",
        "on your mobile device",
        "Code",
        "Having trouble? Sign in another way",
        "Verify",
    )
    assert kind_in(clip, *screen(rows, "white", "black", (900, 680), left=270, tall=40)) == "login page"


@pytest.mark.parametrize(
    ("rows", "kind"),
    [
        (("Connexion", "Identifiant", "Mot de passe", "Mot de passe oublié ?", "Se connecter"), "login page"),
        (("設定", "通知", "一般", "セキュリティ", "通知を有効にする", "保存"), "settings page"),
        (("Netzwerkeinstellungen", "DHCP aktivieren", "Benachrichtigungen", "Sprache", "Übernehmen"), "settings page"),
        (("Paramètres", "Réseau activé", "Langue", "Sécurité", "Compte", "Enregistrer"), "settings page"),
    ],
)
def test_words_of_other_languages_tell_a_kind(clip: Clip, rows: Sequence[str], kind: str) -> None:
    assert kind_in(clip, *screen(rows, "white", "black", (900, 680), left=270, tall=40)) == kind


def test_what_stands_on_a_thing_does_not_make_its_photo_a_screen(clip: Clip) -> None:
    speckled = np.random.default_rng(1).integers(0, 256, (60, 80, 3), dtype=np.uint8)
    thing = Image.fromarray(speckled).resize((800, 600), Image.Resampling.BICUBIC)
    picture = Picture("p.png", thing, "d")
    labels = [Line(f"R{n}", (60.0 + 190 * n, 40.0 + 50 * n, 95.0 + 190 * n, 56.0 + 50 * n), 0.9) for n in range(4)]
    assert kind_in(clip, picture, labels) == "photo"
    said = (*labels, Line("Windows cannot connect to the printer.", (300.0, 500.0, 600.0, 516.0), 0.9))
    assert kind_in(clip, picture, said) != "photo"


def test_a_line_of_any_length_is_told_at_once() -> None:
    """One letter or blank thousands of times: a pattern that tries every start took 25 seconds."""
    started = time.process_time()
    for text in ("a" * 20_000, "a" + " " * 20_000 + "a", "_" * 20_000, "k" * 9_000 + "@" + "k" * 9_000):
        cues(Image.new("RGB", (50, 50)), [Line(text, (0.0, 0.0, 50.0, 9.0), 0.9)])
    assert time.process_time() - started < 5


def test_an_empty_screen_is_not_known(clip: Clip) -> None:
    assert kind_in(clip, Picture("p.png", Image.new("RGB", (640, 400), "white"), "d"), ()) is None


OLDER = {"weights": [[0.0]] * (len(KINDS) + 1), "offset": [0.0] * (len(KINDS) + 1), "centre": [0.0], "spread": [1.0]}


@pytest.mark.parametrize("fitted", [{}, OLDER | {"certain": 0.5}], ids=["nothing", "other witnesses"])
def test_with_another_clip_prompts_and_cues_are_used(fitted: dict[str, object]) -> None:
    """Of a model that nothing was fitted for, or long ago, only its vectors and its scale are known."""

    class OtherClip:
        kinds: ClassVar[dict[str, object]] = fitted
        dimension = len(KINDS)
        logit_scale = 20.0

        def embed_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
            per_kind = len(texts) // len(KINDS)
            return np.repeat(np.eye(len(KINDS), dtype=np.float32), per_kind, axis=0)

    other = OtherClip()
    picture, lines = screen(SHELL, "black", "#ddd")
    agreeing = np.eye(len(KINDS), dtype=np.float32)[KINDS.index("terminal")]
    said = kind_of(picture, lines, agreeing, other)  # type: ignore[arg-type]
    assert said.kind == "terminal"
    contradicting = np.eye(len(KINDS), dtype=np.float32)[KINDS.index("photo")]
    assert kind_of(picture, lines, contradicting, other).confidence < said.confidence  # type: ignore[arg-type]


def test_what_is_not_sure_enough_is_not_said() -> None:
    chances = np.array([0.45, 0.2, 0.05, 0.05, 0.05, 0.05, 0.05, 0.03, 0.02, 0.05])
    assert guess(chances, 0.5).kind is None
    assert guess(chances, 0.4).kind == KINDS[0]
    assert guess(chances, 0.5).confidence == pytest.approx(0.45)


def test_cues_do_not_depend_on_the_scale_of_a_screen() -> None:
    picture, lines = screen(GRID, "white", "black")
    image = picture.image
    twice = image.resize((image.width * 2, image.height * 2), Image.Resampling.NEAREST)
    scaled = [Line(line.text, tuple(2 * side for side in line.box), line.score) for line in lines]  # type: ignore[misc]
    once, again = cues(image, lines), cues(twice, scaled)
    differing = [name for name, a, b in zip(NAMES, once, again, strict=True) if abs(a - b) > 0.06]
    assert set(differing) <= {"small"}


def test_every_cue_stays_within_bounds_whatever_the_picture() -> None:
    for size in ((1, 1), (3000, 2), (2, 3000), (50, 50)):
        told = cues(
            Image.new("RGB", size, "red"), [Line("x", (0.0, 0.0, 0.0, 0.0), 0.1), Line("", (0.0, 0.0, 1.0, 1.0), 0.1)]
        )
        assert np.isfinite(told).all()
        assert (np.abs(told) <= 1.5).all()


def test_the_packaged_fits_are_whole(clip: Clip) -> None:
    alone, beside = packaged_fit(), KindFit.of(clip.kinds)
    assert alone.weights.shape == (len(KINDS) + 1, len(NAMES))
    assert beside.weights.shape == (len(KINDS) + 1, len(KINDS) + len(NAMES) + 2 * clip.dimension)
    chances = alone.chances(np.zeros((3, len(NAMES))))
    assert chances.sum(axis=1) == pytest.approx(1)
