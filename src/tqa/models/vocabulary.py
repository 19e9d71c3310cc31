"""A SentencePiece vocabulary trained on the spot, as a fast tokenizer, for languages without an encoder at hand."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")


def train_vocabulary(sentences: Iterable[str], folder: Path, size: int = 8000) -> None:
    """Writes a tokenizer that `AutoTokenizer` reads: unigram pieces by sentencepiece, blanks as ▁, [CLS] … [SEP] around."""
    import sentencepiece
    from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    folder.mkdir(parents=True, exist_ok=True)
    model = folder / "pieces.model"
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(sentences),
        model_prefix=str(model.with_suffix("")),
        vocab_size=size,
        hard_vocab_limit=False,
        character_coverage=0.9995,
        minloglevel=2,
    )
    learned = sentencepiece.SentencePieceProcessor(model_file=str(model))
    pieces = [(learned.id_to_piece(n), learned.get_score(n)) for n in range(learned.get_piece_size())]
    known = [(piece, score) for piece, score in pieces if piece not in ("<unk>", "<s>", "</s>")]
    made = Tokenizer(models.Unigram([*((name, 0.0) for name in SPECIAL), *known], unk_id=1))
    made.normalizer = normalizers.NFC()
    made.pre_tokenizer = pre_tokenizers.Metaspace()
    made.decoder = decoders.Metaspace()
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    PreTrainedTokenizerFast(
        tokenizer_object=made,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        mask_token="[MASK]",
    ).save_pretrained(folder)
