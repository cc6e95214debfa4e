"""P-MLLM: a frozen language model, and selective fusion of what is seen into its hidden states.

A reconstruction of arXiv 2604.17233 from its abstract and first page, with the multi-scale
alignment of arXiv 2412.11952; their details are not public. Two models are built of it:

- `model`, with `gate` and `fusion`: the mini judge's. A small encoder, measured attributes.
- `reader`, with `tower`, `alignment` and `selection`: the papers' own. Any causal language model
  (`decoder`) or encoder of the BERT class (`encoder`), any vision tower; `folder` keeps it, and
  `judge` makes a judge of such a folder.
"""
