"""Numbers that others published, to stand in a column of their own beside what is measured here.

None was measured by Curator. Protocols differ (raters, photos, shots, what was trained on), so that
a difference to a measured figure is no result. `second_hand`: taken from another paper's table or a
digest, not from the original. `caveat`: what is known to make the number too good.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Published:
    """A published number: of which figure (a field of Figures or Calibration), by what, where."""

    data_set: str
    figure: str
    value: float
    method: str
    source: str
    second_hand: bool = True
    caveat: str = ""


_PROBES = "arXiv 2604.11374 (200 raters, 50 photos each)"
_REPLAY = "a public replay of raters as personas, Qwen2-VL-7B, zero-shot"
_TEST_SELECTED = "the best of several looks at the test ratings"
_VLM = "Qwen3-VL-4B"


def _few_shot(
    data_set: str, method: str, source: str, ten: float | None, hundred: float, caveat: str = ""
) -> tuple[Published, ...]:
    shots = ((10, ten), (100, hundred))
    return tuple(
        Published(data_set, "user_srocc", value, f"{method}, {count} shots", source, True, caveat)
        for count, value in shots
        if value is not None
    )


def _means(
    data_set: str, method: str, srocc: float, plcc: float, source: str, *, second_hand: bool = True
) -> tuple[Published, ...]:
    return (
        Published(data_set, "photo_srocc", srocc, method, source, second_hand),
        Published(data_set, "photo_plcc", plcc, method, source, second_hand),
    )


def _probe(data_set: str, value: float, method: str) -> Published:
    return Published(data_set, "user_srocc", value, method, _PROBES)


def _replay(data_set: str, figure: str, value: float, method: str) -> Published:
    return Published(data_set, figure, value, method, _REPLAY, second_hand=False)


_TASK_VECTORS = ("task vectors", "ECCV 2024, arXiv 2407.07176")
_ROC4MLLM = "AAAI 2026 (ROC4MLLM)"
_CATALOGUE = "a catalogue of models"

PUBLISHED: tuple[Published, ...] = (
    _probe("para", 0.570, f"{_VLM}, its own score, no person"),
    _probe("para", 0.197, f"{_VLM}, 10 rated photos in context"),
    _probe("para", 0.578, f"{_VLM}, LoRA a rater, 100 shots"),
    _probe("para", 0.603, f"{_VLM}, linear on hidden states, everyone's labels"),
    _probe("para", 0.611, f"{_VLM}, linear on hidden states, 100 shots"),
    _probe("para", 0.597, "linear on 11 attributes, 100 shots"),
    _probe("para", 0.590, "PIAA-ICI, trained on PARA"),
    _replay("para", "pooled_srocc", 0.493, "persona in the prompt"),
    _replay("para", "pooled_srocc", 0.533, "no persona"),
    _replay("para", "within_image", 0.024, "persona minus no persona"),
    _replay("para", "photo_srocc", 0.769, "persona in the prompt"),
    _replay("para", "mae", 0.828 / 4, "persona in the prompt; 0.828 of 1 to 5"),
    _replay("para", "mae_of_mean", 0.611 / 4, "0.611 of 1 to 5"),
    *_means("para", "Q-Align", 0.913, 0.888, _CATALOGUE),
    *_means("para", "ROC4MLLM", 0.934, 0.956, _ROC4MLLM, second_hand=False),
    *_means("para", "ArtiMuse, trained on PARA", 0.936, 0.958, _CATALOGUE),
    *_means("para", "GPT-4o, prompted", 0.697, 0.744, _CATALOGUE),
    *_means("para", "Qwen2.5-VL-7B, prompted", 0.721, 0.743, _CATALOGUE),
    _probe("lapis", 0.176, f"{_VLM}, its own score, no person"),
    _probe("lapis", 0.401, f"{_VLM}, linear on hidden states, 100 shots"),
    _probe("lapis", 0.315, "linear on 11 attributes, 100 shots"),
    _probe("lapis", 0.277, "PIAA-ICI, trained on PARA"),
    _replay("lapis", "pooled_srocc", 0.339, "persona in the prompt"),
    _replay("lapis", "pooled_srocc", 0.290, "no persona"),
    _replay("lapis", "within_image", 0.093, "persona minus no persona"),
    _replay("lapis", "photo_srocc", 0.717, "persona in the prompt"),
    _replay("lapis", "mae", 0.2334, "persona in the prompt; 23.34 of 0 to 100"),
    _replay("lapis", "mae_of_mean", 0.2298, "22.98 of 0 to 100"),
    _replay("eva", "pooled_srocc", 0.277, "persona in the prompt"),
    _replay("eva", "pooled_srocc", 0.315, "no persona"),
    _replay("eva", "within_image", -0.017, "persona minus no persona"),
    _replay("eva", "photo_srocc", 0.624, "persona in the prompt"),
    _replay("eva", "mae", 0.1669, "persona in the prompt; 1.669 of 0 to 10"),
    _replay("eva", "mae_of_mean", 0.1630, "1.630 of 0 to 10"),
    *_few_shot("flickr-aes", "PAM", "ICCV 2017", 0.513, 0.524),
    *_few_shot("flickr-aes", "PA-IAA", "TIP 2020", 0.543, 0.639),
    *_few_shot("flickr-aes", "BLG-PIAA", "T-Cyb 2020", 0.561, 0.669),
    *_few_shot("flickr-aes", "TAPP-PIAA", "ACM MM 2022", 0.591, 0.685),
    *_few_shot("flickr-aes", *_TASK_VECTORS, 0.668, 0.748, _TEST_SELECTED),
    *_means("flickr-aes", "Q-Align", 0.798, 0.818, _CATALOGUE),
    *_means("flickr-aes", "UNIAA-LLaVA", 0.724, 0.751, _CATALOGUE),
    *_means("flickr-aes", "ArtiMuse, trained on FLICKR-AES", 0.814, 0.837, _CATALOGUE),
    *_means("flickr-aes", "GPT-4o, prompted", 0.605, 0.597, _CATALOGUE),
    *_few_shot("real-cur", "PA-IAA", "TIP 2020", 0.443, 0.562),
    *_few_shot("real-cur", "BLG-PIAA", "T-Cyb 2020", 0.448, 0.578),
    *_few_shot("real-cur", "TAPP-PIAA", "ACM MM 2022", None, 0.580),
    *_few_shot("real-cur", *_TASK_VECTORS, 0.577, 0.621, _TEST_SELECTED),
    *_means("aadb", "ROC4MLLM", 0.783, 0.789, _ROC4MLLM, second_hand=False),
    *_means("aadb", "Q-Align", 0.762, 0.770, _ROC4MLLM),
    *_means("aadb", "AesMamba", 0.768, 0.774, _ROC4MLLM),
    *_means("ava", "Q-Align", 0.822, 0.817, _ROC4MLLM),
    *_means("ava", "CALM", 0.815, 0.829, _ROC4MLLM),
    *_means("ava", "ROC4MLLM", 0.833, 0.832, _ROC4MLLM, second_hand=False),
    *_means("ava", "ArtiMuse", 0.827, 0.826, _CATALOGUE),
    *_means("ava", "UNIAA-LLaVA with a head", 0.840, 0.838, _CATALOGUE),
    *_means("ava", "GPT-4o, prompted", 0.509, 0.485, _CATALOGUE),
    *_means("ava", "Qwen2.5-VL-7B, prompted", 0.391, 0.371, _CATALOGUE),
)


def published_of(data_set: str) -> tuple[Published, ...]:
    """The published numbers of a data set, in their order."""
    return tuple(one for one in PUBLISHED if one.data_set == data_set)
