"""The bundled judge: measured attributes read with a small frozen language model."""
