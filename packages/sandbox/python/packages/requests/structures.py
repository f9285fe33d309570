from weft_network import Headers as CaseInsensitiveDict
