"""P-MLLM: a frozen language model, and selective fusion of what is seen into its hidden states.

A reconstruction of arXiv 2604.17233 from its abstract and first page; its details are not public.
Every judge that fuses uses these classes: the mini judge with a small encoder and measured
attributes, the large one with a decoder and a vision tower.
"""
