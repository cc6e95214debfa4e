"""Frozen language models: what is read behind a cached prompt, where fusions stand, read-outs."""

from pathlib import Path

import pytest
import torch
from torch import Tensor

from core.errors import JudgeUnavailableError
from core.pmllm.decoder import FrozenDecoder
from core.pmllm.language import Fusions, LanguageModel, Prompt, load_language_model
from core.pmllm.reader_config import DIGITS, FIVE_LEVELS, PARA_LEVELS
from tests.core.pmllm.tiny import DECODERS

KINDS = (*DECODERS, "minilm")
QUESTION = "{profile} Someone looks at a photo."
PROFILE = "I love dark photos and I do not like people in them."


@pytest.fixture(params=KINDS)
def language_model(request: pytest.FixtureRequest, language_folders: dict[str, Path]) -> object:
    return load_language_model(str(language_folders[request.param]))


def _prompt(model: LanguageModel, profile: str = PROFILE) -> Prompt:
    return model.prompt(QUESTION, "For me this photo is", profile, chat=False, lead=())


def _fusions(photos: int, hidden: int, layers: tuple[int, ...] = (1, 3)) -> Fusions:
    """Something else for each photo, which depends on the state, too."""
    torch.manual_seed(3)
    seen = torch.randn(photos, 1, hidden)
    return {layer: lambda state: state + torch.tanh(state * seen) + seen for layer in layers}


def test_a_prompt_is_read_once_and_gives_what_the_full_forward_gives(
    language_model: LanguageModel,
) -> None:
    prompt = _prompt(language_model)
    assert prompt.ids.shape[1] > 10, "longer than the sliding window"
    fusions = _fusions(5, language_model.hidden_size)
    once = language_model.read(prompt, fusions)
    again = language_model.read(prompt, fusions, cached=False)
    assert once.shape == (5, language_model.hidden_size)
    assert torch.allclose(once, again, atol=1e-4)
    assert not torch.allclose(once[0], once[1], atol=1e-2)


def test_reading_photos_leaves_the_prompt_as_it_was(language_model: LanguageModel) -> None:
    prompt = _prompt(language_model)
    fusions = _fusions(3, language_model.hidden_size)
    first = language_model.read(prompt, fusions)
    language_model.read(prompt, _fusions(7, language_model.hidden_size, (0, 2)))
    assert torch.equal(language_model.read(prompt, fusions), first)


def test_photos_are_read_apart_from_each_other(language_model: LanguageModel) -> None:
    prompt = _prompt(language_model)
    seen = torch.randn(4, 1, language_model.hidden_size)
    together = language_model.read(prompt, {2: lambda state: state + seen})
    alone = language_model.read(prompt, {2: lambda state: state + seen[2:3]})
    assert torch.allclose(together[2:3], alone, atol=1e-5)


def test_fusing_everywhere_reaches_the_states_before_the_read_out(
    language_model: LanguageModel,
) -> None:
    prompt = _prompt(language_model)
    shapes: list[torch.Size] = []

    def note(state: Tensor) -> Tensor:
        shapes.append(state.shape)
        return state + 1.0

    everywhere = language_model.read(prompt, {1: note}, everywhere=True)
    at_the_read_out = language_model.read(prompt, {1: note})
    assert [shape[1] for shape in shapes] == [prompt.ids.shape[1], 1]
    assert not torch.allclose(everywhere, at_the_read_out, atol=1e-3)


def test_the_profile_is_pooled_a_layer(language_model: LanguageModel) -> None:
    one, other = _prompt(language_model), _prompt(language_model, "I love light.")
    assert one.profile.shape == (language_model.num_layers + 1, language_model.hidden_size)
    assert not torch.allclose(one.profile, other.profile)
    blank = _prompt(language_model, "")
    assert torch.equal(blank.profile, torch.zeros_like(one.profile))


def test_too_long_a_profile_keeps_the_question(language_model: LanguageModel) -> None:
    prompt = _prompt(language_model, "I love dark . " * 2000)
    question = _prompt(language_model, "")
    assert prompt.ids.shape[1] < 2600
    assert torch.equal(prompt.ids[0, -8:], question.ids[0, -8:])


@pytest.mark.parametrize("kind", DECODERS)
@pytest.mark.parametrize("words", [FIVE_LEVELS, PARA_LEVELS, DIGITS])
def test_the_untrained_read_out_is_the_bare_models_next_word(
    kind: str, words: tuple[str, ...], language_folders: dict[str, Path]
) -> None:
    model = load_language_model(str(language_folders[kind]))
    assert isinstance(model, FrozenDecoder)
    readout = model.readout(words)
    prompt = model.prompt(QUESTION, "It is", PROFILE, chat=False, lead=readout.lead)
    found = readout(model.read(prompt, {}))
    tokenizer = model._tokenizer
    text = f"{PROFILE} Someone looks at a photo. It is "
    logits = model.model(**tokenizer(text, return_tensors="pt")).logits[0, -1]
    first = [tokenizer(word[0], add_special_tokens=False).input_ids[0] for word in words]
    assert torch.allclose(found[0], logits[first].log_softmax(-1), atol=1e-4)
    assert len(readout.score(found)) == 1


def test_words_with_one_beginning_cannot_be_told_apart(language_folders: dict[str, Path]) -> None:
    model = load_language_model(str(language_folders["qwen3"]))
    with pytest.raises(JudgeUnavailableError, match="apart by their first tokens"):
        model.readout(("good", "great", "poor"))


def test_a_dialogue_is_put_into_the_models_own_form(language_folders: dict[str, Path]) -> None:
    model = load_language_model(str(language_folders["qwen3"]))
    assert isinstance(model, FrozenDecoder)
    prompt = model.prompt("{profile} Well?", "It is", "I am.", chat=True, lead=())
    assert model._tokenizer.decode(prompt.ids[0]) == "<u>I am. Well?</u><a>It is"
    model._tokenizer.chat_template = None
    with pytest.raises(JudgeUnavailableError, match="dialogue form"):
        model.prompt("{profile} Well?", "It is", "I am.", chat=True, lead=())


def test_hooks_are_gone_after_a_forward_that_failed(language_folders: dict[str, Path]) -> None:
    model = load_language_model(str(language_folders["llama"]))
    prompt = _prompt(model)
    before = model.read(prompt, {})

    def fail(state: Tensor) -> Tensor:
        raise RuntimeError("out of memory")

    with pytest.raises(RuntimeError, match="out of memory"):
        model.read(prompt, {2: fail})
    assert torch.equal(model.read(prompt, {}), before)


@pytest.mark.parametrize("kind", DECODERS)
def test_words_of_an_answer_are_foretold_as_by_the_bare_model(
    kind: str, language_folders: dict[str, Path]
) -> None:
    model = load_language_model(str(language_folders[kind]))
    assert isinstance(model, FrozenDecoder)
    prompt = _prompt(model)
    answer = torch.tensor([[40, 50, 60, 70, 80, 90, 40, 50, 60]])
    found = model.logits(prompt, {}, answer)
    full = model.model(input_ids=torch.cat([prompt.ids, answer], dim=1)).logits[:, -10:]
    assert torch.allclose(found, full, atol=1e-4)
    fused = model.logits(prompt, _fusions(3, model.hidden_size), answer)
    assert fused.shape == (3, *full.shape[1:])
    rows = model.model.get_output_embeddings().weight
    behind = model.read(prompt, _fusions(3, model.hidden_size)) @ rows.T
    assert torch.allclose(fused[:, 0], behind, atol=1e-3), "the read-out position is the first"


@pytest.mark.parametrize("kind", DECODERS)
def test_what_is_written_is_what_the_bare_model_would_write(
    kind: str, language_folders: dict[str, Path]
) -> None:
    model = load_language_model(str(language_folders[kind]))
    assert isinstance(model, FrozenDecoder)
    prompt = _prompt(model)
    bare = model.model.generate(prompt.ids, max_new_tokens=6, do_sample=False)
    expected = model._tokenizer.decode(bare[0, prompt.ids.shape[1] :], skip_special_tokens=True)
    assert model.write(prompt, {}, most=6) == [expected.strip()]
    assert len(model.write(prompt, _fusions(3, model.hidden_size), most=4)) == 3


def test_writing_stops_at_the_models_own_end(language_folders: dict[str, Path]) -> None:
    model = load_language_model(str(language_folders["qwen3"]))
    assert isinstance(model, FrozenDecoder)
    prompt = _prompt(model)
    ids = model.model.generate(prompt.ids, max_new_tokens=6, do_sample=False)[0].tolist()
    words = ids[prompt.ids.shape[1] :]
    end = words[-1]
    model._tokenizer.eos_token = model._tokenizer.convert_ids_to_tokens(end)
    expected = model._tokenizer.decode(words[: words.index(end)], skip_special_tokens=True)
    assert model.write(prompt, {}, most=50) == [expected.strip()]
